package io.millrace.bench.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link WatchedServer} and how to ask it. It ends with us, since its input does. One thread. */
final class ServerProcess implements AutoCloseable {
    /** All of it is in use from the start, so that growth of the process is growth outside of the heap. */
    private static final String HEAP = "256m";

    private static final int STOP_SECONDS = 15;

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final int port;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(answer());
    }

    /** Starts it with that directory of recordings; what it says otherwise goes to {@code soak.log} in {@code folder}. */
    static ServerProcess start(Path recordings, Path folder) throws IOException {
        return new ServerProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms" + HEAP,
                        "-Xmx" + HEAP,
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchedServer.class.getName(),
                        "rtmp.bind=127.0.0.1",
                        "rtmp.port=0",
                        "http.enabled=false",
                        "recordings.directory=" + recordings,
                        "shared-objects.file=" + folder.resolve("soak.mv")))
                .redirectError(folder.resolve("soak.log").toFile())
                .start());
    }

    int port() {
        return port;
    }

    Sample sample() throws IOException {
        questions.write("\n");
        questions.flush();
        return Sample.parse(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server has ended, see bench/target/load/soak.log");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

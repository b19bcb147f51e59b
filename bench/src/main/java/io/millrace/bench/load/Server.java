package io.millrace.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** A server under load: a process that we started, and that ends with us whatever happens. */
public final class Server implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3); // a launcher may build first
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final String name;
    private final int port;
    private final Process process;
    private final Path log;

    private Server(String name, int port, Process process, Path log) {
        this.log = log;
        this.name = name;
        this.port = port;
        this.process = process;
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        } catch (IllegalStateException e) { // we are ending already, and would leave it behind
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param log where its output goes
     * @throws IOException if it ends or does not listen in time
     */
    static Server start(String name, List<String> command, int port, Path folder, Path log)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var server = new Server(name, port, process, log);
        try {
            server.awaitPort(port);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it listens there. */
    void awaitPort(int awaited) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens(awaited)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException(name + " ended with exit code " + process.exitValue() + ", see " + log);
            }
            if (System.nanoTime() > end) {
                throw new IOException(name + " does not listen on port " + awaited + ", see " + log);
            }
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process and all that it started: a launcher's JVM, a master's worker. */
    List<Long> pids() {
        return LongStream.concat(
                        LongStream.of(process.pid()), process.descendants().mapToLong(ProcessHandle::pid))
                .boxed()
                .toList();
    }

    /** User and system time of all its processes so far. */
    Duration cpu() {
        return pids().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(running -> running.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Asks the server to end, and ends it when it does not; may be called twice. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}

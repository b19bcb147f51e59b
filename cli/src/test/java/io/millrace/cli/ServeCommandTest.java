package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
    @Test
    void argumentsWinOverEnvironmentOverFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("millrace.yaml"), "rtmp: {port: 1, max-connections: 1}\nstreams: {max-streams: 1}\n");
        ServerConfig config = ServeCommand.config(
                parse("--port", "3", "--config", file.toString()),
                Map.of("MILLRACE_RTMP_PORT", "2", "MILLRACE_RTMP_MAX_CONNECTIONS", "2"));
        assertThat(config.rtmp().port()).isEqualTo(3);
        assertThat(config.rtmp().maxConnections()).isEqualTo(2);
        assertThat(config.streams().maxStreams()).isEqualTo(1);
    }

    @Test
    void keysAreForAllApplications() {
        ServerConfig config = ServeCommand.config(parse("--publish-key", "a", "--play-key=b"), Map.of());
        assertThat(config.application("any").orElseThrow().publishKey().value()).isEqualTo("a");
        assertThat(config.application("any").orElseThrow().playKey().value()).isEqualTo("b");
    }

    private static Arguments parse(String... arguments) {
        return Arguments.plain(List.of(arguments), ServeCommand.OPTIONS).orElseThrow();
    }

    @Test
    @Timeout(60)
    void runsUntilSigtermThenDrainsAndExitsWith0() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--demo",
                        "--bind=127.0.0.1",
                        "--port=0")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = new ArrayList<>();
            for (String line = ""; line != null && !line.startsWith("Demo"); line = output.readLine()) {
                lines.add(line);
            }
            assertThat(lines).anyMatch(line -> line.matches("Publish to +rtmp://localhost:\\d+/live/NAME"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}

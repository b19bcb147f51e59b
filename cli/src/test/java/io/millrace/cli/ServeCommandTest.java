package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
    void runsUntilSigtermThenDrainsAndExitsWith0() {
        try (var server = serve("--demo").awaitOutput("Demo ")) {
            assertThat(server.output()).anyMatch(line -> line.matches("Publish to +rtmp://localhost:\\d+/live/NAME"));
            signal(server, "-TERM");
            assertThat(server.exitStatus()).isZero();
        }
    }

    @Test
    void looksAtItsFilesAgainAtSighup(@TempDir Path folder) throws IOException {
        Path swf = Files.writeString(folder.resolve("player.swf"), "FWS 1234 a player");
        Path config = Files.writeString(
                folder.resolve("millrace.yaml"), "applications: {live: {swf-verification: " + swf + "}}\n");
        var first = CertificateFiles.selfSigned(folder, "first", "DNS:localhost");
        var second = CertificateFiles.selfSigned(folder, "second", "DNS:localhost");
        try (var server =
                serve("--config=" + config, "--tls-cert=" + first.certificate(), "--tls-key=" + first.key())) {
            server.awaitOutput("rtmpts on port");
            second.replace(first);
            signal(server, "-HUP");
            server.awaitOutput("certificates loaded again: [CN=second, valid until");
            server.awaitOutput("SWF files loaded again: 1 of " + swf);
        }
    }

    private static Program serve(String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--bind=127.0.0.1",
                "--port=0"));
        command.addAll(List.of(more));
        return Program.start(command);
    }

    private static void signal(Program program, String signal) {
        Program.run(List.of("kill", signal, String.valueOf(program.pid())));
    }
}

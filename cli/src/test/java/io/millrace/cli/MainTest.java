package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "serve --help"})
    void helpGoesToTheOutputAndIsNoError(String line) throws InterruptedException {
        assertThat(run(line)).isEqualTo(Main.OK);
        assertThat(out.toString(UTF_8)).isNotBlank();
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void helpOfServeNamesEveryOption() throws InterruptedException {
        run("serve --help");
        assertThat(out.toString(UTF_8))
                .contains("-p, --port PORT", "--bind", "--publish-key", "--play-key", "--config", "--demo", "--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serv", "serve --prot 1", "serve --port many", "serve --config nowhere.yaml"})
    void aMistakeIsOneLineAndExitCode2(String line) throws InterruptedException {
        assertThat(run(line)).isEqualTo(Main.USER_ERROR);
        assertThat(err.toString(UTF_8).lines()).hasSize(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void aPortInUseIsOneLineAndExitCode2() throws IOException, InterruptedException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("serve --bind 127.0.0.1 --port " + other.getLocalPort()))
                    .isEqualTo(Main.USER_ERROR);
            assertThat(err.toString(UTF_8).lines())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + other.getLocalPort(), "in use", "--port");
        }
    }

    @Test
    void everyProblemOfAFileHasItsLine(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), "rtmp:\n  prot: 1\n  port: x\n");
        assertThat(run("serve --config " + file)).isEqualTo(Main.USER_ERROR);
        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        file + ":2:3: unknown key rtmp.prot (did you mean port?)",
                        file + ":3:3: rtmp.port: 'x' (expected: a whole number, 0 to 65535)");
    }

    private int run(String line) throws InterruptedException {
        return Main.run(List.of(line.split(" ")), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "-h", "--version", "-V", "serve --help", "serve --port 1 -h", "help", "help play"})
    void helpGoesToTheOutputAndIsNoError(String line) throws InterruptedException {
        assertThat(console.run(line)).isZero();
        assertThat(console.out()).isNotBlank();
        assertThat(console.err()).isEmpty();
    }

    @Test
    void helpOfServeNamesEveryOptionAndTeaches() throws InterruptedException {
        console.run("serve --help");
        assertThat(console.out())
                .contains("-p, --port=PORT", "--bind", "--publish-key", "--play-key", "--config", "--demo", "--help")
                .contains("Examples:", "millrace serve --demo", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                    | a command is missing; millrace --help tells more
                    serv                  | unknown command serv (did you mean serve?); millrace --help tells more
                    frobnicate            | unknown command frobnicate; millrace --help tells more
                    --versoin             | unknown option --versoin (did you mean --version?); millrace --help tells more
                    help plya             | unknown command plya (did you mean play?); millrace --help tells more
                    -vv probe x           | option -vv goes behind the command; millrace --help tells more
                    --json probe x        | option --json goes behind the command; millrace --help tells more
                    serve --prot 1        | unknown option --prot (did you mean --port?); millrace serve --help tells more
                    serve --publish=abc   | unknown option --publish; millrace serve --help tells more
                    serve live            | unexpected argument live; millrace serve --help tells more
                    serve --port          | Missing required parameter for option '--port' (PORT); millrace serve --help tells more
                    serve -p 1 --port 2   | option '--port' (PORT) should be specified only once; millrace serve --help tells more
                    serve --port many     | --port: rtmp.port: 'many' (expected: a whole number, 0 to 65535)
                    serve -c nowhere.yaml | nowhere.yaml: no such file
                    """)
    void aMistakeIsOneLineAndExitCode2(String line, String problem) throws InterruptedException {
        assertThat(console.run(line)).isEqualTo(ExitCode.USAGE.number());
        assertThat(console.err().lines()).containsExactly(problem);
        assertThat(console.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --port ", "serve -p", "serve --port 0 --http-port "})
    void aPortInUseIsOneLineAndExitCode2(String option) throws IOException, InterruptedException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(console.run(option + other.getLocalPort() + " --bind 127.0.0.1"))
                    .isEqualTo(ExitCode.USAGE.number());
            assertThat(console.err().lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "127.0.0.1:" + other.getLocalPort(),
                            "in use",
                            option.contains("http") ? "--http-port" : "--port");
        }
    }

    @Test
    void everyProblemOfAFileHasItsLine(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), "rtmp:\n  prot: 1\n  port: x\n");
        assertThat(console.run("serve --config " + file)).isEqualTo(ExitCode.USAGE.number());
        assertThat(console.err().lines())
                .containsExactly(
                        file + ":2:3: unknown key rtmp.prot (did you mean port?)",
                        file + ":3:3: rtmp.port: 'x' (expected: a whole number, 0 to 65535)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "play", "relay", "probe", "inspect", "bench"})
    void everyHelpTeaches(String command) throws InterruptedException {
        assertThat(console.run(command + " --help")).isZero();
        assertThat(console.out()).contains("Usage: millrace " + command, "Examples:", "--json", "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help play", "--version", "completion bash"})
    void anOutputThatIsFullIsExitCode3(String line) throws InterruptedException {
        var full = new TestConsole(new FailingOutput("No space left on device"));
        assertThat(full.run(line)).isEqualTo(ExitCode.FILE.number());
        assertThat(full.err().lines()).containsExactly("standard output: No space left on device");
    }

    @Test
    void aReaderWhoHasEnoughIsNoFailure() throws InterruptedException {
        var gone = new TestConsole(new FailingOutput("Broken pipe"));
        assertThat(gone.run("--help")).isZero();
        assertThat(gone.err()).isEmpty();
    }

    private static final class FailingOutput extends OutputStream {
        private final String reason;

        private FailingOutput(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int oneByte) throws IOException {
            throw new IOException(reason);
        }
    }

    @Test
    void coloursAreForTerminalsThatWantThem() throws InterruptedException {
        console.run("--help");
        assertThat(console.out()).doesNotContain("\033[");
        TestConsole terminal = TestConsole.terminal(Map.of());
        terminal.run("--help");
        assertThat(terminal.out()).contains("\033[");
        TestConsole plain = TestConsole.terminal(Map.of("NO_COLOR", "1"));
        plain.run("--help");
        assertThat(plain.out()).isEqualTo(console.out());
    }

    @Test
    void completionKnowsCommandsAndTheirOptions() throws InterruptedException {
        assertThat(console.run("completion bash")).isZero();
        assertThat(console.out()).contains("complete -F _complete_millrace", "serve", "--publish-key");
    }
}

package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are none: a line that says so, an exit code by kind, no stack trace. */
@Timeout(60)
final class BadServerTest {
    private final TestConsole console = new TestConsole();

    /** What a server does with its one client. */
    @FunctionalInterface
    private interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    @Test
    void anUnknownHost() throws InterruptedException {
        assertThat(console.run("probe rtmp://nobody.invalid/live/cam")).isEqualTo(ExitCode.UNREACHABLE.number());
        assertOneLine("rtmp://nobody.invalid/live", "unknown host nobody.invalid");
    }

    @Test
    void aClosedPort() throws IOException, InterruptedException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(console.run("probe rtmp://127.0.0.1:" + port + "/live/cam"))
                .isEqualTo(ExitCode.UNREACHABLE.number());
        assertOneLine("127.0.0.1", String.valueOf(port), "refused");
    }

    @Test
    void aLoadForAClosedPortIsNone() throws IOException, InterruptedException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(console.run("bench --quiet --duration 24h rtmp://127.0.0.1:" + port + "/live/cam"))
                .isEqualTo(ExitCode.UNREACHABLE.number());
        assertOneLine("127.0.0.1", String.valueOf(port), "refused");
    }

    @Test
    void oneThatSaysNothing() throws IOException, InterruptedException {
        int code = probe("--timeout 300ms", client -> {
            while (client.getInputStream().read() >= 0) {
                // to the end
            }
        });
        assertThat(code).isEqualTo(ExitCode.UNREACHABLE.number());
        assertOneLine("did not answer");
    }

    @Test
    void oneThatSpeaksSomethingElse() throws IOException, InterruptedException {
        int code = probe("", client -> {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            while (client.getInputStream().read() >= 0) {
                // to the end
            }
        });
        assertThat(code).isEqualTo(ExitCode.BROKEN.number());
        assertOneLine("rtmp://127.0.0.1", "no RTMP server: it says 'H");
    }

    @Test
    void oneThatClosesAtOnce() throws IOException, InterruptedException {
        int code = probe("", client -> client.getInputStream().readNBytes(1537));
        assertThat(code).isEqualTo(ExitCode.BROKEN.number());
        assertOneLine("rtmp://127.0.0.1", "closed");
    }

    @ParameterizedTest
    @CsvSource({"http://host/live/cam, scheme", "rtmp://host/live, no stream name", "rtmp://host:99999/live/cam, port"})
    void urlsThatAreNone(String url, String problem) throws InterruptedException {
        assertThat(console.run("probe " + url)).isEqualTo(ExitCode.USAGE.number());
        assertOneLine(problem);
    }

    private int probe(String options, Behaviour behaviour) throws IOException, InterruptedException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    behaviour.serve(client);
                } catch (IOException e) {
                    // the client has gone, or the test is over
                }
            });
            return console.run(("probe " + options + " rtmp://127.0.0.1:" + server.getLocalPort() + "/live/cam")
                    .replace("  ", " "));
        }
    }

    private void assertOneLine(String... parts) {
        assertThat(console.err().lines()).singleElement().asString().contains(parts);
        assertThat(console.out()).isEmpty();
    }
}

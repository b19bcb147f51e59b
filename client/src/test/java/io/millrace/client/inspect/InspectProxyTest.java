package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.client.RtmpException;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InspectProxyTest {
    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // for a machine that is slow, and busy too
    }

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Inspector inspector = new Inspector(InspectOptions.DEFAULT, lines::add);

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static RtmpUrl url(ServerSocket server) {
        return RtmpUrl.parse("rtmp://127.0.0.1:" + server.getLocalPort() + "/live");
    }

    private static Socket connect(InspectProxy proxy) throws IOException {
        return new Socket(proxy.address().getAddress(), proxy.address().getPort());
    }

    @Test
    void passesASessionOnAndShowsIt() throws IOException {
        Session session = Session.publishing().video(0, Session.AVC_HEADER);
        try (var server = server();
                var proxy = inspector.proxy(ANY_PORT, url(server));
                var client = connect(proxy);
                var served = server.accept()) {
            for (Session.Piece piece : session.pieces()) {
                boolean up = piece.direction() == Direction.TO_SERVER;
                (up ? client : served).getOutputStream().write(piece.bytes().toByteArray());
                byte[] received = (up ? served : client)
                        .getInputStream()
                        .readNBytes(piece.bytes().length());
                assertThat(Bytes.wrap(received)).isEqualTo(piece.bytes());
            }
            client.shutdownOutput();
            assertThat(served.getInputStream().read()).isEqualTo(-1);
            await().untilAsserted(() -> assertThat(proxy.result()).isEqualTo(new InspectResult(1, 0, 0)));
        }
        assertThat(lines).anyMatch(line -> line.contains("Video AVC sequence header"));
        assertThat(lines).anyMatch(line -> line.contains("tcUrl names another host"));
        assertThat(lines).last().asString().contains("summary", "unexplainedBytes: 0");
    }

    @Test
    void losesNothingWhenAPeerOrThePrinterIsSlow() throws Exception {
        byte[] much = new byte[24 << 20];
        new Random(1).nextBytes(much);
        much[0] = 'x'; // not RTMP: as fast as can be
        var printerMayGoOn = new CountDownLatch(1);
        var slow = new Inspector(InspectOptions.DEFAULT, line -> {
            try {
                printerMayGoOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            lines.add(line);
        });
        try (var server = server();
                var proxy = slow.proxy(ANY_PORT, url(server));
                var client = connect(proxy);
                var served = server.accept()) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    client.getOutputStream().write(much);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] first = served.getInputStream().readNBytes(1 << 20);
            printerMayGoOn.countDown();
            byte[] rest = served.getInputStream().readAllBytes();
            writer.join();
            assertThat(first.length + rest.length).isEqualTo(much.length);
            assertThat(rest).endsWith(Arrays.copyOfRange(much, much.length - 100, much.length));
        }
        assertThat(lines).anyMatch(line -> line.contains("unexplained: " + much.length + " bytes"));
    }

    @Test
    void numbersItsConnections() throws IOException {
        try (var server = server();
                var proxy = inspector.proxy(ANY_PORT, url(server));
                var one = connect(proxy);
                var servedOne = server.accept();
                var two = connect(proxy);
                var servedTwo = server.accept()) {
            assertThat(List.of(one, servedOne, two, servedTwo)).allMatch(Socket::isConnected);
            await().untilAsserted(() -> assertThat(lines).hasSize(2));
        }
        assertThat(lines).anyMatch(line -> line.startsWith("#1 ") && line.contains("opened"));
        assertThat(lines).anyMatch(line -> line.startsWith("#2 ") && line.contains("opened"));
    }

    @Test
    void aClientIsClosedWhenNobodyAnswersWhereItLeads() throws IOException {
        RtmpUrl nobody;
        try (var server = server()) {
            nobody = url(server);
        }
        try (var proxy = inspector.proxy(ANY_PORT, nobody);
                var client = connect(proxy)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(lines).anyMatch(line -> line.contains("closed reason=\"no connection to 127.0.0.1:"));
    }

    @Test
    void clientThatLeavesAtOnceIsHeardToItsEnd() throws IOException {
        try (var server = server();
                var proxy = inspector.proxy(ANY_PORT, url(server))) {
            try (var client = connect(proxy)) {
                client.getOutputStream().write(new byte[] {5, 6, 7});
            }
            try (var served = server.accept()) {
                assertThat(served.getInputStream().readAllBytes()).containsExactly(5, 6, 7);
            }
        }
    }

    @Test
    void theTrafficGoesOnWhenItCanNoLongerBeShown() throws IOException {
        var broken = new Inspector(InspectOptions.DEFAULT, line -> {
            throw new OutOfMemoryError("for a test");
        });
        try (var server = server();
                var proxy = broken.proxy(ANY_PORT, url(server));
                var client = connect(proxy);
                var served = server.accept()) {
            client.getOutputStream().write(5);
            assertThat(served.getInputStream().read()).isEqualTo(5);
            await().untilAsserted(() ->
                    assertThat(proxy.failure()).get().hasToString("java.lang.OutOfMemoryError: for a test"));
            client.getOutputStream().write(6);
            assertThat(served.getInputStream().read()).isEqualTo(6);
        }
    }

    @Test
    void onlyPlainRtmpToAKnownHostCanBeInspected() {
        assertThatThrownBy(() -> inspector.proxy(ANY_PORT, RtmpUrl.parse("rtmps://127.0.0.1/live")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rtmps:// cannot be inspected (expected: rtmp://)");
        assertThatThrownBy(() -> inspector.proxy(ANY_PORT, RtmpUrl.parse("rtmp://unknown.invalid/live")))
                .isInstanceOfSatisfying(
                        RtmpException.class, e -> assertThat(e.kind()).isEqualTo(RtmpException.Kind.UNREACHABLE));
    }
}

package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who connects through a proxy is who a trusted proxy says, and nobody else can say it. */
final class ProxyHeaderTest {
    private static final String V2_SIGNATURE = "0d0a0d0a000d0a515549540a";

    @Test
    void version1NamesTheClient() throws Exception {
        try (var loopback = behind("127.0.0.0/8")) {
            Recorder handler = connect(loopback, text("PROXY TCP4 192.0.2.7 198.51.100.1 51234 1935\r\n"));
            assertThat(handler.connection.remoteAddress().toString()).isEqualTo("/192.0.2.7:51234");
            handler.onLoop(() -> {});
            assertThat(handler.receivedBytes()).isEqualTo(new byte[] {3});
        }
    }

    @Test
    void version2NamesTheClientInIpv6Too() throws Exception {
        String addresses = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "c822" + "078f";
        try (var loopback = behind("127.0.0.1")) {
            Recorder handler = connect(loopback, HexFormat.of().parseHex(V2_SIGNATURE + "21210024" + addresses));
            assertThat(handler.connection.remoteAddress().getAddress().getHostAddress())
                    .isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(handler.connection.remoteAddress().getPort()).isEqualTo(0xC822);
        }
    }

    @Test
    void proxyThatSpeaksForItselfIsItsOwnClient() throws Exception {
        try (var loopback = behind("127.0.0.1")) {
            Recorder handler = connect(loopback, HexFormat.of().parseHex(V2_SIGNATURE + "20000000"));
            assertThat(handler.connection.remoteAddress().getAddress().isLoopbackAddress())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 nobody nowhere 1 2\r\n", "\3 no header at all, but RTMP"})
    void connectionOfATrustedProxyWithoutAHeaderIsClosed(String sent) throws Exception {
        try (var loopback = behind("127.0.0.1")) {
            Socket peer = loopback.connect();
            peer.getOutputStream().write(text(sent + " ".repeat(200))); // more than a header may have
            assertThat(isClosed(peer)).isTrue();
            await().until(() -> loopback.counters().proxyFailures.sum() == 1);
        }
    }

    @Test
    void headerFromAnybodyElseIsNoHeader() throws Exception {
        byte[] header = text("PROXY TCP4 192.0.2.7 198.51.100.1 51234 1935\r\n");
        try (var loopback = behind("10.0.0.0/8")) {
            Recorder handler = connect(loopback, header);
            assertThat(handler.connection.remoteAddress().getAddress().isLoopbackAddress())
                    .isTrue();
            handler.onLoop(() -> {});
            assertThat(handler.receivedBytes()).startsWith(header);
        }
    }

    @Test
    void limitOfAnAddressIsThatOfTheClientAndNotOfItsProxy() throws Exception {
        TransportSettings standard = TransportSettings.defaults();
        var one = new TransportSettings(
                10, 1, standard.stalledPeer(), standard.maxPieceBytes(), standard.maxUnsentBytes(), standard.linger());
        try (var loopback = behind("127.0.0.1", one)) {
            connect(loopback, text("PROXY TCP4 192.0.2.7 198.51.100.1 1 1935\r\n"));
            connect(loopback, text("PROXY TCP4 192.0.2.8 198.51.100.1 2 1935\r\n"));
            Socket second = loopback.connect();
            second.getOutputStream().write(text("PROXY TCP4 192.0.2.7 198.51.100.1 3 1935\r\n"));
            assertThat(isClosed(second)).isTrue();
            assertThat(loopback.counters().refused.sum()).isEqualTo(1);
        }
    }

    private static Loopback behind(String proxies) throws IOException {
        return behind(proxies, TransportSettings.defaults());
    }

    private static Loopback behind(String proxies, TransportSettings settings) throws IOException {
        var listening = new ListenerSettings(
                Loopback.ANY_PORT,
                Set.of(Carrier.RTMP),
                null,
                List.of(AddressRange.parse(proxies)),
                Duration.ofSeconds(30));
        return new Loopback(EventLoops.start(EventLoops.Kind.AUTO, 1), listening, settings, Recorder::new);
    }

    /** Sends that, and a first byte of RTMP. */
    private static Recorder connect(Loopback loopback, byte[] header) throws Exception {
        Socket peer = loopback.connect();
        byte[] all = new byte[header.length + 1];
        System.arraycopy(header, 0, all, 0, header.length);
        all[header.length] = 3;
        peer.getOutputStream().write(all);
        Recorder handler = loopback.accepted();
        await().until(() -> handler.receivedBytes().length > 0);
        return handler;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isClosed(Socket peer) {
        try {
            return peer.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }
}

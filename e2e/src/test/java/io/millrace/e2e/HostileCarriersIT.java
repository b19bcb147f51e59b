package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.transport.TransportCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that bring to a port what does not belong there: each is told apart, counted, and in the log. */
@Execution(ExecutionMode.SAME_THREAD)
class HostileCarriersIT {
    private static final int HALF_OPEN = 4000;
    private static final byte[] CLIENT_HELLO = HexFormat.of().parseHex("160301020001000001fc0303");

    @Test
    void rtmpOnAPortForTls() throws IOException {
        try (var server = TestServer.start("tls.self-signed=true", "rtmp.carriers=rtmps");
                var peer = RawRtmpPeer.open(server.address())) {
            peer.send(new byte[1537]);
            peer.awaitClosed();
            assertThat(counters(server).refused.sum()).isOne();
            awaitLog("refused a connection from 127.0.0.1: it carries rtmp (carriers here: [rtmps])");
        }
    }

    @Test
    void tlsThatBreaks() throws IOException {
        try (var server = TestServer.start("tls.self-signed=true");
                var peer = RawRtmpPeer.open(server.address())) {
            peer.send(CLIENT_HELLO);
            peer.send(new byte[2000]);
            peer.awaitClosed();
            await().untilAsserted(
                            () -> assertThat(counters(server).tlsFailures.sum()).isOne());
            awaitLog("TLS failed with 127.0.0.1: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/x", "/send/AAAAAAAAAAAAAAAAAAAAAA/0"})
    void requestsThatAreNoTunnels(String path) throws IOException {
        try (var server = TestServer.start()) {
            assertThat(post(server, path)).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(counters(server).httpRefusals.sum()).isOne();
            awaitLog(
                    "refused an HTTP request of 127.0.0.1: " + (path.startsWith("/send") ? "its session" : "its path"));
        }
    }

    @Test
    void sessionThatHasEndedIsNotOpenedByItsName() throws IOException {
        try (var server = TestServer.start()) {
            assertThat(post(server, "/fcs/ident2")).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(counters(server).httpRefusals.sum()).isZero();
            String id =
                    post(server, "/open/1").replaceFirst("(?s).*\r\n\r\n", "").strip();
            assertThat(post(server, "/close/" + id + "/0")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(post(server, "/send/" + id + "/1")).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(counters(server).httpRefusals.sum()).isOne();
        }
    }

    @Test
    void headerOfAProxyFromAnybody() throws IOException {
        byte[] header = "PROXY TCP4 192.0.2.7 198.51.100.1 51234 1935\r\n".getBytes(US_ASCII);
        try (var server = TestServer.start("rtmp.trusted-proxies=10.0.0.0/8", "rtmp.carriers=rtmp");
                var peer = RawRtmpPeer.open(server.address())) {
            peer.send(header);
            assertClosed(server, peer, "first byte 0x50 is not an RTMP version");
            assertThat(server.running().rtmpCounters().protocolErrors.sum()).isOne();
        }
    }

    @Test
    void trustedProxyThatSaysNothingOfItsClient() throws IOException {
        try (var server = TestServer.start("rtmp.trusted-proxies=127.0.0.1");
                var peer = RawRtmpPeer.open(server.address())) {
            peer.send(new byte[1537]);
            peer.awaitClosed();
            await().untilAsserted(() ->
                    assertThat(counters(server).proxyFailures.sum()).isOne());
            awaitLog("no header of the PROXY protocol from 127.0.0.1: ");
        }
    }

    @Test
    void headerOfAProxyWritesNoLineOfTheLog() throws IOException {
        try (var server = TestServer.start("rtmp.trusted-proxies=127.0.0.1");
                var peer = RawRtmpPeer.open(server.address())) {
            String line = "2026-01-01 00:00:00.000 INFO a line that is forged";
            peer.send(("PROXY TCP4 \n" + line + "\r\n").getBytes(US_ASCII)); // of too many words, so that it is quoted
            peer.awaitClosed();
            awaitLog(line);
            assertThat(ServerLog.lines(line))
                    .allSatisfy(told -> assertThat(told).containsPattern("from 127.0.0.1: .*TCP4 \\?2026"));
        }
    }

    /** Nothing at all, and the beginnings of RTMP, TLS and HTTP. */
    @Test
    void manyHandshakesThatStop() throws IOException {
        List<byte[]> beginnings = List.of(new byte[0], new byte[] {3, 0}, CLIENT_HELLO, "POST /op".getBytes(US_ASCII));
        List<Socket> peers = new ArrayList<>();
        try (var server = TestServer.start(
                        "tls.self-signed=true",
                        "rtmp.handshake-timeout=2s",
                        "streams.stalled-viewer-timeout=2s",
                        "rtmp.idle-timeout=0s",
                        "rtmp.max-connections-per-address=0");
                var bystanders = new Bystanders(server)) {
            for (int i = 0; i < HALF_OPEN; i++) {
                var peer = new Socket(
                        server.address().getAddress(), server.address().getPort());
                peers.add(peer);
                peer.getOutputStream().write(beginnings.get(i % beginnings.size()));
                if (i % 1000 == 0) {
                    bystanders.assertUntouched();
                }
            }
            bystanders.assertUntouched();
            server.awaitConnections(2);
            List<Long> counted = List.of(
                    server.running().rtmpCounters().timeouts.sum(),
                    counters(server).tlsFailures.sum(),
                    counters(server).httpRefusals.sum());
            // Where a byte comes too late its peer has said nothing, or what is no RTMP: only the sum is sure.
            assertThat(counted).doesNotContain(0L);
            long late = server.running().rtmpCounters().protocolErrors.sum();
            assertThat(counted.stream().mapToLong(Long::longValue).sum() + late)
                    .as("timeouts of RTMP, TLS, HTTP: %s; protocol errors: %d", counted, late)
                    .isEqualTo(HALF_OPEN);
            bystanders.assertUntouched();
        } finally {
            for (Socket peer : peers) {
                peer.close();
            }
        }
    }

    private static void assertClosed(TestServer server, RawRtmpPeer peer, String reason) throws IOException {
        peer.awaitClosed();
        InetSocketAddress address = peer.localAddress();
        peer.close(); // the server waits two seconds for that
        server.awaitClosed(address, reason);
    }

    private static TransportCounters counters(TestServer server) {
        return server.running().transportCounters();
    }

    /** Sends one request with one byte on a socket of its own, and returns all that is answered. */
    private static String post(TestServer server, String path) throws IOException {
        try (var socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 1\r\n\r\n\0")
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static void awaitLog(String text) {
        await(text).untilAsserted(() -> assertThat(ServerLog.lines(text)).isNotEmpty());
    }
}

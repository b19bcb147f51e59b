package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the first byte to the answer to connect, seen by a client that shares no code with the server. */
class ConnectIT {
    @Test
    @DisplayName("IP-12: Window Acknowledgement Size, Set Peer Bandwidth, Set Chunk Size, StreamBegin, _result")
    void answersInOrder() throws IOException {
        try (var server = TestServer.start();
                var peer = RawRtmpPeer.open(server.address())) {
            peer.handshake();
            peer.command(0, "connect", 1, Map.of("app", "live"));
            List<Message> messages = new ArrayList<>();
            do {
                messages.add(peer.read());
            } while (messages.getLast().typeId() != RawRtmpPeer.COMMAND);
            assertThat(messages)
                    .extracting(Message::typeId)
                    .containsExactly(5, 6, RawRtmpPeer.SET_CHUNK_SIZE, RawRtmpPeer.USER_CONTROL, RawRtmpPeer.COMMAND);
            assertThat(messages.getLast().values()).startsWith("_result", 1.0);
            assertThat(messages).extracting(Message::streamId).containsOnly(0);
            assertThat(messages).extracting(Message::timestampMillis).containsOnly(0L);
        }
    }

    @ParameterizedTest
    @DisplayName("R-001, IP-04: a version that only newer or encrypted RTMP has is answered with 3")
    @ValueSource(bytes = {3, 6, 31})
    void answersVersionThree(byte version) throws IOException {
        try (var server = TestServer.start();
                var peer = RawRtmpPeer.open(server.address())) {
            peer.handshake(version);
            peer.connect("live");
        }
    }

    @Test
    @DisplayName("an IPv6 address to listen on")
    void ipv6() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        Assumptions.assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 on this machine");
        try (var server = TestServer.start("rtmp.bind=::1");
                var peer = RawRtmpPeer.connect(
                        new InetSocketAddress(loopback, server.address().getPort()), "live")) {
            peer.publish("cam");
        }
    }
}

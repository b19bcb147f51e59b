package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One limit for all that a listener carries, in all and by address. */
final class ConnectionLimitsTest {
    private static final byte[] NOTHING = new byte[1];

    @ParameterizedTest
    @CsvSource({"2, 0", "10, 2"})
    void plainConnectionsAndTunnelSessionsAreBoundedTogether(int max, int maxPerAddress) throws Exception {
        try (var loopback = loopback(max, maxPerAddress)) {
            Socket plain = rtmp(loopback);
            Recorder first = loopback.accepted();
            var tunnel = new HttpPeer(loopback.connect());
            tunnel.open();
            loopback.accepted();
            assertThat(tunnel.post("/open/1", NOTHING).status()).isEqualTo(503);
            assertThat(isClosed(rtmp(loopback))).isTrue();
            assertThat(loopback.counters().refused.sum()).isEqualTo(2);
            plain.close();
            first.awaitEnd();
            assertThat(tunnel.post("/open/1", NOTHING).status()).isEqualTo(200);
        }
    }

    @Test
    void sessionsMayUseANewSocketForEachRequest() throws Exception {
        try (var loopback = loopback(2, 2)) {
            var opens = new HttpPeer(loopback.connect());
            String one = opens.open();
            String other = opens.open();
            for (int number = 0; number < 10; number++) {
                for (String id : List.of(one, other)) {
                    var asks = new HttpPeer(loopback.connect());
                    assertThat(asks.post("/send/" + id + "/" + number, NOTHING).status())
                            .isEqualTo(200);
                    asks.finish();
                }
            }
            assertThat(loopback.counters().refused.sum()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "10, 1"})
    void socketsThatCarryNoConnectionAreBoundedToo(int max, int maxPerAddress) throws Exception {
        try (var loopback = loopback(max, maxPerAddress)) {
            var first = new HttpPeer(loopback.connect());
            assertThat(first.post("/fcs/ident2", NOTHING).status()).isEqualTo(404);
            var second = new HttpPeer(loopback.connect());
            assertThat(second.post("/fcs/ident2", NOTHING).status()).isEqualTo(404);
            assertThat(isClosed(loopback.connect())).isTrue();
            assertThat(loopback.counters().refused.sum()).isEqualTo(1);
        }
    }

    private static Socket rtmp(Loopback loopback) throws IOException {
        Socket peer = loopback.connect();
        peer.getOutputStream().write(3);
        return peer;
    }

    private static boolean isClosed(Socket peer) {
        try {
            return peer.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Loopback loopback(int max, int maxPerAddress) throws IOException {
        return new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, 1),
                new ListenerSettings(
                        Loopback.ANY_PORT,
                        Set.of(Carrier.RTMP, Carrier.RTMPT),
                        null,
                        List.of(),
                        Duration.ofSeconds(60)),
                new TransportSettings(
                        max, maxPerAddress, Duration.ofSeconds(60), 64 * 1024, 1 << 20, Duration.ofSeconds(2)),
                Recorder::new);
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many connections at once: all are served, and nothing of them stays behind. */
class ManyConnectionsIT {
    private static final int PLAYERS = 300;
    private static final byte[] KEY_FRAME = HexFormat.of().parseHex("1701000000" + "0000000165");

    @Test
    void everyPlayerGetsTheKeyFrameThatWasSentBeforeItCame() throws IOException {
        List<RawRtmpPeer> players = new ArrayList<>();
        try (var server = TestServer.start();
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            publisher.message(6, 0, RawRtmpPeer.VIDEO, publisher.publish("many"), KEY_FRAME);
            publisher.awaitHandled();
            for (int i = 0; i < PLAYERS; i++) {
                players.add(RawRtmpPeer.connect(server.address(), "live"));
                players.getLast().play("many");
            }
            for (RawRtmpPeer player : players) {
                assertThat(player.read(RawRtmpPeer.VIDEO).body()).isEqualTo(ByteBuffer.wrap(KEY_FRAME));
            }
            players.forEach(RawRtmpPeer::close);
            server.awaitConnections(1);
            server.awaitPlayers("live/many", 0);
        } finally {
            players.forEach(RawRtmpPeer::close);
        }
    }
}

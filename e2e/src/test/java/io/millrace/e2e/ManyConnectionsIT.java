package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many connections at once: all are served, and nothing of them stays behind. */
class ManyConnectionsIT {
    private static final int PLAYERS = 300;

    @Test
    void everyPlayerGetsTheKeyFrameThatWasSentBeforeItCame() throws IOException {
        List<RawRtmpPeer> players = new ArrayList<>();
        try (var server = TestServer.start("streams.publish-grace=0s", "rtmp.idle-timeout=0s");
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            Frames.sendVideo(publisher, publisher.publish("many"), 0, Frames.key(1));
            publisher.awaitHandled();
            for (int i = 0; i < PLAYERS; i++) {
                players.add(RawRtmpPeer.connect(server.address(), "live"));
                players.getLast().play("many");
            }
            for (RawRtmpPeer player : players) {
                assertThat(Frames.nextVideo(player)).isEqualTo(1);
            }
            players.forEach(RawRtmpPeer::close);
            server.awaitConnections(1);
            server.awaitPlayers("live/many", 0);
            publisher.finish();
            publisher.awaitClosed();
            await().untilAsserted(
                            () -> assertThat(server.running().hub().streams()).isEmpty());
            assertThat(server.running().hub().slabBytes()).isZero();
        } finally {
            players.forEach(RawRtmpPeer::close);
        }
    }
}

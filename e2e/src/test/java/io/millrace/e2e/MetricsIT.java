package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.server.metrics.ServerMetrics;
import io.millrace.testkit.RawRtmpPeer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the server counts is what its peers saw. */
class MetricsIT {
    private static final int FRAMES = 50;

    @Test
    void metricsAgreeWithThePeers() throws Exception {
        try (var server = TestServer.start(
                        "rtmp.ping-interval=0s", // nothing is sent that no peer waits for
                        "streams.dry-after=1h",
                        "streams.publish-grace=0s");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var first = RawRtmpPeer.connect(server.address(), "live");
                var second = RawRtmpPeer.connect(server.address(), "live");
                var waiting = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publisher.publish("cam");
            List<RawRtmpPeer> players = List.of(first, second);
            for (RawRtmpPeer player : players) {
                player.play("cam");
            }
            waiting.play("soon");
            for (int n = 0; n < FRAMES; n++) {
                Frames.sendVideo(publisher, streamId, n * 40L, n == 0 ? Frames.key(n) : Frames.inter(n));
            }
            for (RawRtmpPeer player : players) {
                for (int n = 0; n < FRAMES; n++) {
                    assertThat(Frames.nextVideo(player)).isEqualTo(n);
                }
            }
            List<RawRtmpPeer> all = List.of(publisher, first, second, waiting);
            for (RawRtmpPeer peer : all) {
                peer.awaitHandled(); // and has read all that there is for it
            }
            await().untilAsserted(() -> assertAgree(server.running().metrics(), all));
        }
    }

    private static void assertAgree(ServerMetrics metrics, List<RawRtmpPeer> peers) {
        assertThat(metrics.connections()).isEqualTo(4);
        assertThat(metrics.connectionsTotal()).isEqualTo(4);
        assertThat(metrics.publishers()).isEqualTo(1);
        assertThat(metrics.players()).isEqualTo(3);
        assertThat(metrics.streams()).isEqualTo(2);
        assertThat(metrics.receivedBytesTotal())
                .isEqualTo(peers.stream().mapToLong(RawRtmpPeer::bytesSent).sum());
        assertThat(metrics.sentBytesTotal())
                .isEqualTo(peers.stream().mapToLong(RawRtmpPeer::bytesReceived).sum());
        assertThat(metrics.writesTotal()).isBetween(2L, 2L * FRAMES);
        assertThat(metrics.bufferBytes()).isPositive();
        assertThat(metrics.fanOutLatency().count()).isBetween(1L, 2L * FRAMES);
        assertThat(metrics.loopLag().count()).isPositive();
        assertThat(metrics.jumpsTotal()).isZero();
        assertThat(metrics.stalledPeersTotal()).isZero();
        assertThat(metrics.playersRefusedTotal()).isZero();
    }

    @Test
    void countsOfWhatThereIsGoBackWhenPeersGo() throws Exception {
        try (var server = TestServer.start("streams.publish-grace=0s")) {
            try (var publisher = RawRtmpPeer.connect(server.address(), "live");
                    var player = RawRtmpPeer.connect(server.address(), "live")) {
                publisher.publish("cam");
                player.play("cam");
            }
            server.awaitConnections(0);
            await().untilAsserted(() -> {
                ServerMetrics metrics = server.running().metrics();
                assertThat(metrics.publishers()).isZero();
                assertThat(metrics.players()).isZero();
                assertThat(metrics.streams()).isZero();
                assertThat(metrics.connectionsTotal()).isEqualTo(2);
            });
        }
    }

    @Test
    void statusIsInTheLog() throws Exception {
        try (var server = TestServer.start("status-interval=100ms");
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            publisher.publish("one");
            publisher.publish("two");
            publisher.publish("three");
            await().untilAsserted(() ->
                    assertThat(ServerLog.lines("3 publishers, 0 players, in ")).isNotEmpty());
        }
    }
}

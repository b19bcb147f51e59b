package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import org.junit.jupiter.api.Test;

/** An application with a merge window has fewer writes, and its players get all the same. */
class MergeWindowIT {
    private static final int FRAMES = 60;
    private static final long WINDOW_NANOS = 500_000_000L;

    @Test
    void whatComesWithinAWindowIsOneWrite() throws Exception {
        try (var server =
                        TestServer.start("threads=1", "streams.dry-after=1h", "applications.calm.merge-window=500ms");
                var publisher = RawRtmpPeer.connect(server.address(), "calm");
                var player = RawRtmpPeer.connect(server.address(), "calm")) {
            int streamId = publisher.publish("cam");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(0));
            publisher.awaitHandled();
            player.play("cam");
            assertThat(Frames.nextVideo(player)).isZero();

            long writesBefore = server.running().transportCounters().pieces.sum();
            long startNanos = System.nanoTime();
            for (int n = 1; n <= FRAMES; n++) {
                Frames.sendVideo(publisher, streamId, n * 40L, Frames.inter(n));
                publisher.awaitHandled(); // or several may come to the server at once, and go as one write anyway
            }
            for (int n = 1; n <= FRAMES; n++) {
                assertThat(Frames.nextVideo(player)).isEqualTo(n);
            }
            long windows = (System.nanoTime() - startNanos) / WINDOW_NANOS;
            assertThat(server.running().transportCounters().pieces.sum() - writesBefore)
                    .isPositive()
                    .isLessThanOrEqualTo(windows);
        }
    }
}

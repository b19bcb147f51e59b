package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One publisher at full speed, viewers on threads of their own: what they read is whole and in order. */
final class ConcurrentViewersTest {
    private static final int FRAMES = 20_000;

    @Test
    @Timeout(60)
    void viewersReadWhatWasPublishedWhileItIsPublished() throws Exception {
        HubSettings standard = HubSettings.defaults();
        var hub = new Hub(new HubSettings(
                Duration.ofMillis(2 * FRAMES), // at full speed a reader may be a whole run behind
                standard.maxStreamBytes(),
                standard.maxStreams(),
                standard.maxRenditions(),
                standard.renditionLinger(),
                standard.publisherSilence(),
                standard.maxSlabBytes(),
                standard.maxReserveBytes()));
        Publication publication = hub.publish("live/cam", false).orElseThrow();
        var form = new TextForm("a");
        publication.append(Frames.key("K0", 0));
        CountDownLatch started = new CountDownLatch(4);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    PlaySource source =
                            publication.stream().play(form, PlayStart.NEWEST_KEY_FRAME, new ManualLoop(), () -> {});
                    started.countDown();
                    return readToEnd(source);
                }));
            }
            started.await();
            for (int i = 1; i <= FRAMES; i++) {
                String name = "F" + i + "." + "x".repeat(i % 300);
                publication.append(i % 50 == 0 ? Frames.key(name, i) : Frames.inter(name, i));
            }
            publication.end();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isEqualTo(FRAMES);
            }
        }
        assertThat(hub.counters().jumps.sum()).isZero();
    }

    /** The last frame's number, after checking that there is no gap before it. */
    private static int readToEnd(PlaySource source) {
        int next = 0;
        while (true) {
            Piece piece = source.next(4096);
            if (piece == null) {
                Thread.yield();
                continue;
            }
            for (String message : TextForm.text(piece).split(";")) {
                if (message.equals("left")) {
                    piece.release();
                    source.close();
                    return next - 1;
                }
                assertThat(message).startsWith((next == 0 ? "K" : "F") + next);
                assertThat(message).endsWith("@" + next);
                next++;
            }
            piece.release();
        }
    }
}

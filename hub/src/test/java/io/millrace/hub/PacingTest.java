package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.TextForm.drain;
import static io.millrace.hub.TextForm.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long viewers are kept waiting; {@link JoiningTest} has what is so without a merge window. */
final class PacingTest extends LiveStreamFixture {
    private static final Duration WINDOW = Duration.ofMillis(300);

    private final List<Long> wokenMillis = new ArrayList<>();

    private Publication publishToAViewer(Pacing pacing) {
        var hub = new Hub(SMALL, loop::nanoTime, path -> path.equals("live/cam") ? pacing : Pacing.STANDARD);
        Publication publication = hub.publish("live/cam", false).orElseThrow();
        publication.append(key("K1", 0));
        loop.runAll();
        publication.stream()
                .play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> wokenMillis.add(loop.nanoTime() / 1_000_000));
        return publication;
    }

    /** A video frame every 40 ms and audio in between, for so long. */
    private void send(Publication publication, int millis) {
        for (int at = 0; at < millis; at += 40) {
            publication.append(inter("I", at));
            loop.advance(Duration.ofMillis(20));
            publication.append(audio("A", at + 20));
            loop.advance(Duration.ofMillis(20));
        }
    }

    @Test
    void viewersAreWokenOnceInAWindow() {
        Publication publication = publishToAViewer(new Pacing(Duration.ofMillis(50), WINDOW));
        send(publication, 960);
        assertThat(wokenMillis).containsExactly(300L, 600L, 900L);
        loop.advance(WINDOW);
        assertThat(wokenMillis).hasSize(4);
        loop.advance(WINDOW);
        assertThat(wokenMillis).hasSize(4);
    }

    @Test
    void audioMayWaitLongerThanTheWindow() {
        Publication publication = publishToAViewer(new Pacing(Duration.ofMillis(500), WINDOW));
        publication.append(audio("A", 0));
        loop.advance(WINDOW);
        assertThat(wokenMillis).isEmpty();
        publication.append(inter("I", 300));
        loop.advance(Duration.ofMillis(200));
        assertThat(wokenMillis).containsExactly(500L);
        loop.advance(WINDOW);
        assertThat(wokenMillis).hasSize(1); // the frame went with it
    }

    @Test
    void eventsDoNotWait() {
        Publication publication = publishToAViewer(new Pacing(Duration.ofMillis(50), WINDOW));
        publication.append(inter("I", 0));
        publication.dry();
        loop.runAll();
        assertThat(wokenMillis).containsExactly(0L);
        publication.append(inter("I", 40));
        publication.end();
        loop.runAll();
        assertThat(wokenMillis).containsExactly(0L, 0L);
        loop.advance(WINDOW);
        assertThat(wokenMillis).hasSize(2);
    }

    @Test
    void whoIsKeptWaitingDoesNotLag() {
        var hub = new Hub(
                SMALL.withMaxLag(Duration.ofMillis(500)),
                loop::nanoTime,
                path -> new Pacing(Duration.ZERO, Duration.ofSeconds(2)));
        Publication publication = hub.publish("live/cam", false).orElseThrow();
        String filler = ".".repeat(10_000); // so that old slabs would be given up
        publication.append(key("K", 0));
        PlaySource viewer = publication.stream().play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> {});
        assertThat(names(drain(viewer))).isEqualTo("K");
        for (int at = 100; at < 2000; at += 100) {
            publication.append(at % 500 == 0 ? key("K" + filler, at) : inter("I" + filler, at));
        }
        assertThat(drain(viewer).split(";")).hasSize(19);
        assertThat(hub.counters().jumps.sum()).isZero();
    }
}

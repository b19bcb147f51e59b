package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.emptyTracks;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.TextForm.drain;
import static io.millrace.hub.TextForm.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept for viewers who lag or are still to come, and what is not. */
final class LaggingTest extends LiveStreamFixture {
    @Test
    void viewerTooFarBehindJumpsToTheNewestKeyFrame() {
        Publication publication = publish();
        PlaySource slow = play();
        PlaySource quick = play();
        String filler = ".".repeat(30_000);
        publication.append(key("K1" + filler, 0));
        assertThat(names(drain(slow))).isEqualTo("K1");
        for (int i = 2; i <= 9; i++) {
            publication.append(key("K" + i + filler, i * 1000L));
            publication.append(inter("I" + i + filler, i * 1000L + 40));
            drain(quick);
        }
        assertThat(names(drain(slow))).isEqualTo("K9 I9");
        assertThat(hub.counters().jumps.sum()).isEqualTo(1);
    }

    @Test
    void memoryStaysBoundedWhateverThePublisherSendsAndWhoeverStalls() {
        Publication publication = publish();
        PlaySource stalled = play();
        String filler = ".".repeat(50_000);
        publication.append(key("K" + filler, 0));
        Piece pinned = stalled.next(1 << 20);
        for (int i = 0; i < 2000; i++) {
            publication.append(inter("I" + filler, 40L * i));
        }
        assertThat(hub.slabBytes()).isLessThan(4 << 20);
        assertThat(hub.counters().unjoinableGops.sum()).isEqualTo(1);
        assertThat(pinned.isOutdated()).isTrue();
        assertThat(names(TextForm.text(pinned))).isEqualTo("K");
        pinned.release();
        publication.append(key("K2", 90_000));
        assertThat(names(drain(stalled))).isEqualTo("K2");
        stalled.close();
        publication.end();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void streamWhoseKeyFramesAreTooLargeToKeepIsJoinedAtTheLiveEdge() {
        Publication publication = publish();
        String huge = ".".repeat(1_100_000);
        publication.append(key("K1" + huge, 0));
        PlaySource viewer = play();
        publication.append(inter("I1", 40));
        publication.append(key("K2" + huge, 2000));
        assertThat(names(drain(viewer))).isEqualTo("I1 K2");
    }

    @Test
    void keyFrameOfHalfTheBoundCanBeJoined() {
        Publication publication = publish();
        String large = ".".repeat(600_000);
        PlaySource first = play();
        for (int i = 1; i <= 5; i++) {
            publication.append(key("K" + i + large, 2000L * i));
            drain(first);
        }
        assertThat(names(drain(play()))).isEqualTo("K5");
    }

    @Test
    void whenTheMemoryIsUsedUpViewersShareLessAndStillGetEverything() {
        var poor = new Hub(
                new HubSettings(
                        Duration.ofSeconds(5),
                        32 << 20,
                        4,
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        2 << 20,
                        0),
                loop::nanoTime);
        Publication publication = poor.publish("live/cam", false).orElseThrow();
        LiveStream stream = publication.stream();
        PlaySource first = stream.play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> {});
        String filler = ".".repeat(50_000);
        publication.append(key("K" + filler, 0));
        assertThat(names(drain(first))).isEqualTo("K");
        for (int i = 1; i < 100; i++) {
            publication.append(inter("I" + filler, 40L * i));
            assertThat(names(drain(first))).isEqualTo("I");
        }
        assertThat(poor.slabBytes()).isLessThanOrEqualTo(3 << 20);
        PlaySource later = stream.play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> {});
        publication.append(inter("I" + filler, 5000));
        assertThat(names(drain(later))).isEqualTo("I");
    }

    @Test
    void logsOfAllStreamsShareOneBound() {
        var poor = new Hub(
                new HubSettings(
                        Duration.ofSeconds(5),
                        32 << 20,
                        4,
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        1 << 20,
                        0),
                loop::nanoTime);
        String large = ".".repeat(600_000);
        Publication first = poor.publish("live/1", false).orElseThrow();
        first.append(key("K1" + large, 0));
        Publication second = poor.publish("live/2", false).orElseThrow();
        second.append(key("K2" + large, 0));
        assertThat(poor.counters().unjoinableGops.sum()).isEqualTo(1);
        first.end();
        second.append(key("K3" + large, 2000));
        assertThat(poor.counters().unjoinableGops.sum()).isEqualTo(1);
    }

    @Test
    void emptyMessagesCountInTheBoundOfALog() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        for (int i = 0; i < 10_000; i++) {
            publication.append(audio("", 1));
        }
        assertThat(hub.counters().unjoinableGops.sum()).isEqualTo(1);
        assertThat(hub.counters().appendedBytes.sum()).isEqualTo(2);
    }

    @Test
    void emptyTracksOfAMessageCountInTheBoundOfALog() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        for (int i = 0; i < 40; i++) {
            publication.append(emptyTracks(256, 1));
        }
        assertThat(hub.counters().unjoinableGops.sum()).isEqualTo(1);
    }

    @Test
    void viewerThatEncodesForItselfKeepsNothingItHasSent() {
        Publication publication = publish();
        var first = new WeakReference<>(key("K1", 0));
        publication.append(Objects.requireNonNull(first.get()));
        play();
        play(new TextForm("b"), PlayStart.NEWEST_KEY_FRAME);
        PlaySource third = play(new TextForm("c"), PlayStart.NEWEST_KEY_FRAME);
        assertThat(names(drain(third))).isEqualTo("K1");
        publication.append(key("K2", 40));
        publication.append(key("K3", 80));
        assertThat(names(drain(third))).isEqualTo("K2 K3");
        System.gc();
        assertThat(first.get()).isNull();
        assertThat(drain(third)).isEmpty();
    }

    @Test
    void publisherWithoutViewersEncodesNothing() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        assertThat(publication.stream().renditions()).isZero();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void afterThePublisherLeftTheOldBytesAreGivenUp() {
        Publication publication = publish();
        PlaySource viewer = play();
        String filler = ".".repeat(50_000);
        for (int i = 0; i < 10; i++) {
            publication.append(inter("I" + filler, 40L * i));
        }
        publication.end();
        long before = hub.slabBytes();
        assertThat(names(drain(viewer))).endsWith("I left");
        loop.advance(SMALL.maxLag());
        assertThat(hub.slabBytes()).isLessThan(before);
        viewer.close();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void viewerThatHasLostItsPlaceIsToldThatThePublisherHasLeft() {
        Publication publication = publish();
        PlaySource slow = play();
        publication.append(key("K", 0));
        assertThat(names(drain(slow))).isEqualTo("K");
        String filler = ".".repeat(50_000);
        for (int i = 1; i < 200; i++) {
            publication.append(inter("I" + filler, 40L * i));
        }
        publication.end();
        assertThat(names(drain(slow))).isEqualTo("left");
        assertThat(names(drain(play()))).isEmpty(); // who comes now has missed nothing
        Publication next = publish();
        next.append(key("K2", 9000));
        assertThat(names(drain(slow))).endsWith("K2");
    }

    @Test
    void viewerThatLagsUntilThePastIsDroppedIsToldToo() {
        Publication publication = publish();
        PlaySource slow = play();
        publication.append(audio("A", 0));
        assertThat(names(drain(slow))).isEqualTo("A");
        String filler = ".".repeat(50_000);
        for (int i = 1; i < 10; i++) {
            publication.append(audio("A" + filler, 40L * i));
        }
        publication.end();
        loop.advance(SMALL.maxLag());
        assertThat(names(drain(slow))).isEqualTo("left");
    }

    @Test
    void unwatchedRenditionIsFreedAfterItsLinger() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        play().close();
        publication.append(inter("I1", 40));
        assertThat(publication.stream().renditions()).isEqualTo(1);
        loop.advance(Duration.ofSeconds(6));
        publication.append(inter("I2", 80));
        assertThat(publication.stream().renditions()).isZero();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void unwatchedRenditionOfASilentPublisherIsFreedToo() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        play().close();
        publication.dry();
        loop.advance(Duration.ofSeconds(6));
        publication.dry();
        assertThat(hub.slabBytes()).isZero();
    }
}

package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.data;
import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.TextForm.drain;
import static io.millrace.hub.TextForm.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.media.FourCc;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LiveStreamTest {
    private static final HubSettings SMALL = new HubSettings(
            Duration.ofSeconds(5),
            1 << 20,
            4,
            2,
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            16L << 20,
            0);

    private final AtomicLong clock = new AtomicLong();
    private final Hub hub = new Hub(SMALL, clock::get);
    private final ManualLoop loop = new ManualLoop();
    private final TextForm form = new TextForm("a");

    private Publication publish() {
        return hub.publish("live/cam", false).orElseThrow();
    }

    private PlaySource play(Form wanted, PlayStart start) {
        LiveStream stream = hub.open("live/cam").orElseThrow();
        PlaySource source = stream.play(wanted, start, loop, () -> {});
        hub.release(stream);
        return source;
    }

    private PlaySource play() {
        return play(form, PlayStart.NEWEST_KEY_FRAME);
    }

    @Test
    @DisplayName("ER-111: a late viewer gets metadata and headers, then the newest key frame and all after it")
    void lateViewerStartsAtTheNewestKeyFrame() {
        Publication publication = publish();
        publication.setMetadata("onMetaData", data("meta", 0));
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(header("asc", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.AAC));
        publication.append(key("K1", 0));
        publication.append(inter("I1", 40));
        publication.append(key("K2", 80));
        publication.append(audio("A2", 90));
        publication.append(inter("I2", 120));

        assertThat(drain(play())).isEqualTo("meta@80;avcC@80;asc@80;K2@80;A2@90;I2@120;");
    }

    @Test
    void viewerThatComesFirstGetsEverything() {
        PlaySource viewer = play();
        assertThat(drain(viewer)).isEmpty();
        Publication publication = publish();
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(inter("I0", 0));
        publication.append(key("K1", 40));
        assertThat(names(drain(viewer))).isEqualTo("returned avcC I0 K1");
    }

    @Test
    void everyViewerOfAFormReadsBytesThatWereEncodedOnce() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        List<PlaySource> viewers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            viewers.add(play());
        }
        int before = form.encoded().get();
        publication.append(inter("I1", 40));
        assertThat(viewers).allSatisfy(viewer -> assertThat(drain(viewer)).endsWith("K1@0;I1@40;"));
        assertThat(form.encoded().get() - before).isEqualTo(1);
    }

    @Test
    void publisherWithoutViewersEncodesNothing() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        assertThat(publication.stream().renditions()).isZero();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void withoutGopCacheAViewerWaitsForTheNextKeyFrame() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        PlaySource viewer = play(form, PlayStart.NEXT_KEY_FRAME);
        publication.append(inter("I1", 40));
        assertThat(drain(viewer)).isEmpty();
        publication.append(key("K2", 80));
        publication.append(inter("I2", 120));
        assertThat(drain(viewer)).isEqualTo("K2@80;I2@120;");
    }

    @Test
    void viewerWithoutVideoStartsNow() {
        Publication publication = publish();
        publication.append(header("asc", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.AAC));
        publication.append(key("K1", 0));
        publication.append(audio("A1", 20));
        PlaySource viewer = play(form, PlayStart.NOW);
        publication.append(audio("A2", 40));
        assertThat(drain(viewer)).isEqualTo("asc@20;A2@40;");
    }

    @Test
    void audioOnlyStreamIsJoinedAtTheLiveEdge() {
        Publication publication = publish();
        publication.append(header("asc", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.AAC));
        publication.append(audio("A1", 20));
        PlaySource viewer = play();
        assertThat(drain(viewer)).isEqualTo("asc@20;");
        publication.append(audio("A2", 40));
        assertThat(drain(viewer)).isEqualTo("A2@40;");
    }

    @Test
    void withoutKeyFrameForTenSecondsOneJoinsAtTheLiveEdge() {
        Publication publication = publish();
        publication.append(inter("I0", 0));
        assertThat(drain(play(form, PlayStart.NEXT_KEY_FRAME))).isEmpty();
        publication.append(inter("I1", 10_001));
        PlaySource viewer = play();
        assertThat(drain(viewer)).isEmpty();
        publication.append(inter("I2", 10_040));
        assertThat(drain(viewer)).isEqualTo("I2@10040;");
    }

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
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        2 << 20,
                        0),
                clock::get);
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
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        1 << 20,
                        0),
                clock::get);
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
    void publisherMayReturnToAFullServer() {
        for (int i = 1; i < SMALL.maxStreams(); i++) {
            hub.publish("live/" + i, false).orElseThrow();
        }
        publish().lost();
        assertThat(hub.isFull()).isTrue();
        assertThat(hub.publish("live/cam", false)).isPresent();
    }

    @Test
    void entryThatAFormCannotExpressIsLeftOutOfThatFormOnly() {
        Form failing = () -> (entry, dts, out) -> {
            out.message(5).put(new byte[3]);
            throw new IllegalArgumentException("cannot be said");
        };
        Publication publication = publish();
        publication.append(key("K1", 0));
        PlaySource other = play(failing, PlayStart.NEWEST_KEY_FRAME);
        PlaySource viewer = play();
        publication.append(inter("I1", 40));
        assertThat(drain(other)).isEmpty();
        assertThat(names(drain(viewer))).isEqualTo("K1 I1");
        assertThat(hub.counters().encodeFailures.sum()).isEqualTo(2);
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
        loop.ring();
        assertThat(hub.slabBytes()).isLessThan(before);
        viewer.close();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    void pieceEndsAtAMessageOrInsideALargeOneAtAChunk() {
        Publication publication = publish();
        PlaySource viewer = play();
        drain(viewer);
        publication.append(key("K1", 0)); // 5 bytes
        publication.append(inter("x".repeat(56), 40)); // 60 bytes, chunks of 10
        publication.append(inter("I2", 80)); // 6 bytes
        List<Integer> sizes = new ArrayList<>();
        for (Piece piece = viewer.next(25); piece != null; piece = viewer.next(25)) {
            sizes.add(piece.bytes().remaining());
            piece.release();
        }
        assertThat(sizes).containsExactly(5, 20, 20, 20, 6);
    }

    @Test
    void viewerThatLeavesInsideALargeMessageCanFinishItFirst() {
        Publication publication = publish();
        publication.append(key("x".repeat(57), 0)); // 60 bytes, chunks of 10
        PlaySource viewer = play();
        publication.append(inter("I1", 40));
        Piece begun = viewer.next(25);
        Piece rest = viewer.rest();
        assertThat(TextForm.text(begun) + TextForm.text(rest)).isEqualTo("x".repeat(57) + "@0;");
        assertThat(viewer.rest()).isNull();
        begun.release();
        rest.release();
        assertThat(drain(viewer)).isEqualTo("I1@40;");
    }

    @Test
    void formBeyondTheSharedOnesGetsTheSameBytes() {
        Publication publication = publish();
        publication.setMetadata("onMetaData", data("meta", 0));
        publication.append(key("K1", 0));
        PlaySource first = play();
        play(new TextForm("b"), PlayStart.NEWEST_KEY_FRAME);
        PlaySource third = play(new TextForm("c"), PlayStart.NEWEST_KEY_FRAME);
        publication.append(inter("I1", 40));
        assertThat(drain(third)).isEqualTo(drain(first)).isEqualTo("meta@0;K1@0;I1@40;");
        assertThat(publication.stream().renditions()).isEqualTo(2);
        assertThat(hub.counters().unsharedViewers.sum()).isEqualTo(1);
    }

    @Test
    void unwatchedRenditionIsFreedAfterItsLinger() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        play().close();
        publication.append(inter("I1", 40));
        assertThat(publication.stream().renditions()).isEqualTo(1);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(6));
        publication.append(inter("I2", 80));
        assertThat(publication.stream().renditions()).isZero();
        assertThat(hub.slabBytes()).isZero();
    }

    @Test
    @DisplayName("R-142: viewers are told when the publisher leaves and when one is back")
    void viewersStayWhenThePublisherLeaves() {
        Publication first = publish();
        first.append(key("K1", 0));
        PlaySource viewer = play();
        first.end();
        assertThat(hub.isPublished("live/cam")).isFalse();
        Publication second = publish();
        second.append(key("K2", second.timeline().now(0)));
        assertThat(names(drain(viewer))).isEqualTo("K1 left returned K2");
    }

    @Test
    void secondPublisherIsRefusedWhileTheFirstSends() {
        Publication first = publish();
        first.append(key("K1", 0));
        assertThat(hub.publish("live/cam", false)).isEmpty();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(6));
        Publication second = publish();
        assertThat(first.append(inter("I1", 40))).isFalse();
        assertThat(second.append(key("K2", 6000))).isTrue();
        assertThat(hub.counters().staleAppends.sum()).isEqualTo(1);
        first.end();
        assertThat(hub.isPublished("live/cam")).isTrue();
    }

    @Test
    @DisplayName("ER-047: a publisher that comes back goes on with the same stream, its viewers stay and time goes on")
    void lostPublisherIsReplacedAtOnceAndNobodyIsTold() {
        Publication first = publish();
        first.append(key("K1", 3_600_000));
        PlaySource viewer = play();
        first.lost();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
        Publication second = publish();
        second.append(header("new", second.timeline().now(0), Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.HEVC));
        second.append(key("K2", second.timeline().at(io.millrace.media.MediaKind.VIDEO, 0)));
        assertThat(drain(viewer)).isEqualTo("K1@3600000;new@3602000;K2@3602000;");
        first.end();
        assertThat(hub.isPublished("live/cam")).isTrue();
    }

    @Test
    @DisplayName("R-062: a silent publisher makes the stream dry, once")
    void silenceIsToldOnce() {
        Publication publication = publish();
        PlaySource viewer = play();
        publication.append(key("K1", 0));
        publication.dry();
        publication.dry();
        publication.append(key("K2", 9000));
        assertThat(names(drain(viewer))).isEqualTo("K1 dry K2");
    }

    @Test
    void anAppendWakesALoopOnceUntilItHasRun() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        List<String> woken = new ArrayList<>();
        LiveStream stream = publication.stream();
        PlaySource first = stream.play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> woken.add("first"));
        stream.play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> woken.add("second"));
        publication.append(inter("I1", 40));
        publication.append(inter("I2", 80));
        assertThat(loop.waiting()).isEqualTo(1);
        loop.runAll();
        assertThat(woken).containsExactly("first", "second");
        first.close();
        publication.append(inter("I3", 120));
        loop.runAll();
        assertThat(woken).containsExactly("first", "second", "second");
    }

    @Test
    void audioRidesWithVideoButNotForEver() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        List<String> woken = new ArrayList<>();
        publication.stream().play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> woken.add("woken"));
        publication.append(audio("A1", 10));
        publication.append(audio("A2", 20));
        assertThat(loop.waiting()).isZero();
        assertThat(loop.alarms()).isEqualTo(1);
        loop.ring();
        assertThat(woken).hasSize(1);
    }

    @Test
    void audioOfAStreamWithoutVideoGoesAtOnce() {
        Publication publication = publish();
        List<String> woken = new ArrayList<>();
        publication.stream().play(form, PlayStart.NEWEST_KEY_FRAME, loop, () -> woken.add("woken"));
        publication.append(audio("A1", 10));
        loop.runAll();
        assertThat(woken).hasSize(1);
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void streamsExistWhileSomebodyUsesThemAndNotBeyondTheLimit() {
        Publication publication = publish();
        PlaySource viewer = play();
        assertThat(hub.streams()).hasSize(1);
        publication.end();
        publication.end();
        viewer.close();
        assertThat(hub.streams()).isEmpty();
        for (int i = 0; i < SMALL.maxStreams(); i++) {
            assertThat(hub.publish("live/" + i, false)).isPresent();
        }
        assertThat(hub.publish("live/one-more", false)).isEmpty();
        for (int i = 0; i < SMALL.maxStreams(); i++) {
            assertThat(hub.open("waiting/" + i)).isPresent();
        }
        assertThat(hub.open("live/one-more")).isEmpty();
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
    void viewerWhoseFormFailsLeavesNothingBehind() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        Form broken = () -> {
            throw new IllegalStateException("broken");
        };
        assertThatIllegalStateException().isThrownBy(() -> play(broken, PlayStart.NEWEST_KEY_FRAME));
        assertThat(publication.stream().viewers()).isZero();
        assertThat(hub.slabBytes()).isZero();
        publication.append(inter("I1", 40));
        assertThat(loop.waiting()).isZero();
    }

    @Test
    void unwatchedRenditionOfASilentPublisherIsFreedToo() {
        Publication publication = publish();
        publication.append(key("K1", 0));
        play().close();
        publication.dry();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(6));
        publication.dry();
        assertThat(hub.slabBytes()).isZero();
    }
}

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How viewers start, and what they get. */
final class JoiningTest extends LiveStreamFixture {
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
        loop.advance(Pacing.STANDARD.audioWait());
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
}

package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.data;
import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static io.millrace.hub.Frames.multitrackHeader;
import static io.millrace.hub.Frames.video;
import static io.millrace.hub.TextForm.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One publisher replaces another that could still send: at its first key frame, and viewers go on without a gap. */
final class SuccessionTest extends LiveStreamFixture {
    private final Publication first = publish();

    private Publication takeOver() {
        return hub.publish("live/cam", true).orElseThrow();
    }

    /** A frame that the publisher's time line places, as it does for every message that comes. */
    private static MediaFrame at(Publication publication, MediaFrame frame) {
        return frame.at(publication.timeline().at(frame.kind(), (int) frame.dtsMillis()));
    }

    private static MediaFrame videoHeader(String name, long dts) {
        return header(name, dts, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC);
    }

    @Test
    void streamChangesHandsAtTheFirstKeyFrame() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        assertThat(second.setMetadata("onMetaData", data("meta", 0))).isTrue();
        assertThat(second.append(videoHeader("avcC", 0))).isTrue();
        assertThat(second.append(inter("lost", 0))).isTrue();
        assertThat(first.append(inter("I1", 40))).isTrue();
        assertThat(second.append(audio("lost", 40))).isTrue();
        second.append(key("K2", 80));
        second.append(inter("I2", 120));
        assertThat(first.append(inter("late", 80))).isFalse();
        assertThat(drain(viewer)).isEqualTo("K1@0;I1@40;meta@80;avcC@80;K2@80;I2@120;");
        assertThat(drain(play())).isEqualTo("meta@80;avcC@80;K2@80;I2@120;");
        assertThat(hub.counters().handovers.sum()).isEqualTo(1);
        assertThat(hub.counters().handoverDrops.sum()).isEqualTo(2);
        assertThat(hub.counters().staleAppends.sum()).isEqualTo(1);
    }

    @Test
    void streamChangesHandsAtAKeyFrameOfTheLeadTrack() {
        var track1 = new Track(MediaKind.VIDEO, 1);
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(multitrackHeader("avcC", 0, Track.VIDEO_0, track1));
        second.append(video("lost", 20, track1, PacketType.CODED_FRAMES, VideoFrameType.KEY));
        assertThat(first.append(inter("I1", 40))).isTrue();
        second.append(key("K2", 80));
        second.append(video("other", 80, track1, PacketType.CODED_FRAMES, VideoFrameType.INTER));
        assertThat(drain(viewer)).isEqualTo("K1@0;I1@40;avcC@80;K2@80;other@80;");
    }

    @Test
    void videoWithoutADefaultTrackIsLedByTheOneThereIs() {
        var track1 = new Track(MediaKind.VIDEO, 1);
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(video("K2", 20, track1, PacketType.CODED_FRAMES, VideoFrameType.KEY));
        assertThat(drain(viewer)).isEqualTo("K1@0;K2@20;");
    }

    @Test
    void whoJoinsBeforeTheChangeGetsTheOldOnesHeaders() {
        first.append(videoHeader("old", 0));
        first.append(key("K1", 0));
        Publication second = takeOver();
        second.append(videoHeader("new", 0));
        assertThat(drain(play())).isEqualTo("old@0;K1@0;");
    }

    @Test
    void silentPublisherThatWakesUpGoesOnUntilThen() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        loop.advance(Duration.ofSeconds(6));
        Publication second = publish();
        first.append(inter("I1", 6040));
        assertThat(hub.publish("live/cam", false)).isEmpty(); // the successor counts, and it has only just come
        second.append(key("K2", 6080));
        assertThat(drain(viewer)).isEqualTo("K1@0;I1@6040;K2@6080;");
    }

    @Test
    @DisplayName("R-073: time goes on from where the log stands at the change, not from where it stood before")
    void timeGoesOnFromTheMomentOfTheChange() {
        first.append(at(first, key("K1", 50_000)));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(at(second, inter("lost", 0)));
        loop.advance(Duration.ofSeconds(3));
        first.append(at(first, inter("I1", 53_000)));
        loop.advance(Duration.ofMillis(20));
        second.append(at(second, key("K2", 2000)));
        second.append(at(second, inter("I2", 2040)));
        assertThat(drain(viewer)).isEqualTo("K1@50000;I1@53000;K2@53020;I2@53060;");
    }

    @Test
    void successorThatBeganBeforeThereWasALogIsPlacedInIt() {
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(at(second, inter("lost", 3_600_000)));
        first.append(at(first, key("K1", 1000)));
        second.append(at(second, key("K2", 3_600_040)));
        assertThat(drain(viewer)).isEqualTo("K1@1000;K2@1000;");
    }

    @Test
    void clocksThatAgreeAreKept() {
        first.append(at(first, key("K1", 1000)));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(at(second, key("K2", 1040)));
        assertThat(drain(viewer)).isEqualTo("K1@1000;K2@1040;");
    }

    @Test
    @DisplayName("R-073: sound that was played already is not played again")
    void audioThatTheOldOneHasSentIsLeftOut() {
        first.append(key("K1", 1000));
        first.append(audio("A1", 1000));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(at(second, key("K2", 1040)));
        second.append(at(second, audio("early", 980)));
        second.append(at(second, audio("A2", 1003)));
        assertThat(drain(viewer)).isEqualTo("K1@1000;A1@1000;K2@1040;A2@1003;");
        assertThat(hub.counters().handoverDrops.sum()).isEqualTo(1);
    }

    @Test
    void withoutVideoThereIsNothingToWaitFor() {
        first.append(audio("A1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(header("asc", 0, Track.AUDIO_0, PacketType.SEQUENCE_START, FourCc.AAC));
        second.append(audio("A2", 20));
        assertThat(drain(viewer)).isEqualTo("asc@20;A2@20;");
    }

    @Test
    void audioAloneFollowsVideoAfterASecond() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(audio("lost", 20));
        loop.advance(Duration.ofMillis(999));
        second.append(audio("lost", 1019));
        loop.advance(Duration.ofMillis(1));
        second.append(audio("A2", 1020));
        assertThat(drain(viewer)).isEqualTo("K1@0;A2@1020;");
    }

    @Test
    void videoWithoutKeyFramesIsTakenAfterTenSeconds() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(inter("lost", 20));
        loop.advance(Duration.ofSeconds(10));
        second.append(inter("I2", 10_020));
        assertThat(drain(viewer)).isEqualTo("K1@0;I2@10020;");
    }

    @Test
    void predecessorThatLeavesFirstEndsNothing() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        first.end();
        assertThat(hub.isPublished("live/cam")).isTrue();
        second.append(inter("lost", 20));
        second.dry();
        second.append(key("K2", 40));
        second.end();
        assertThat(drain(viewer)).isEqualTo("K1@0;dry;K2@40;left;");
    }

    @Test
    void successorThatLeavesFirstChangesNothing() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.append(inter("lost", 20));
        second.dry();
        second.end();
        first.append(inter("I1", 40));
        assertThat(hub.publish("live/cam", false)).isEmpty();
        assertThat(drain(viewer)).isEqualTo("K1@0;I1@40;");
    }

    @Test
    void streamSaysThatItsPublisherIsWaitedFor() {
        LiveStream stream = first.stream();
        assertThat(stream.awaitsSuccessor()).isFalse();
        first.awaitSuccessor();
        assertThat(stream.awaitsSuccessor()).isTrue();
        Publication second = hub.publish("live/cam", false).orElseThrow();
        assertThat(stream.awaitsSuccessor()).isFalse();
        first.end();
        second.end();
        assertThat(stream.awaitsSuccessor()).isFalse();
    }

    @Test
    void bothLeaveBeforeTheChange() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        first.end();
        second.end();
        assertThat(drain(viewer)).isEqualTo("K1@0;left;");
        assertThat(hub.isPublished("live/cam")).isFalse();
    }

    @Test
    void successorIsReplacedAsAPublisherIs() {
        first.append(key("K1", 0));
        PlaySource viewer = play();
        Publication second = takeOver();
        second.awaitSuccessor();
        Publication third = publish();
        assertThat(second.append(key("late", 40))).isFalse();
        third.append(key("K3", 40));
        assertThat(drain(viewer)).isEqualTo("K1@0;K3@40;");
    }

    @Test
    void metadataThatTheSuccessorClearsIsNotSent() {
        first.append(key("K1", 0));
        Publication second = takeOver();
        second.setMetadata("onMetaData", data("meta", 0));
        second.clearMetadata("onMetaData");
        second.append(key("K2", 40));
        assertThat(drain(play())).isEqualTo("K2@40;");
    }

    @Test
    void whatIsKeptForASuccessorIsBounded() {
        first.append(key("K1", 0));
        Publication second = takeOver();
        for (int i = 0; i < 100; i++) {
            second.setMetadata("name" + i, data("meta", 0));
        }
        second.append(key("K2", 40));
        assertThat(drain(play())).isEqualTo("meta@40;".repeat(32) + "K2@40;");
    }
}

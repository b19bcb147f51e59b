package io.millrace.hub;

import static io.millrace.hub.Frames.audio;
import static io.millrace.hub.Frames.data;
import static io.millrace.hub.Frames.header;
import static io.millrace.hub.Frames.inter;
import static io.millrace.hub.Frames.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.FourCc;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class FollowerTest extends LiveStreamFixture {
    private final Publication publication = publish();
    private final LiveStream stream = publication.stream();

    private Follower follow(PlayStart start) {
        return stream.follow(start, loop, () -> {});
    }

    private static List<String> drain(Follower follower) {
        List<String> entries = new ArrayList<>();
        for (TimedEntry next = follower.next(); next != null; next = follower.next()) {
            entries.add(TextForm.text(next.entry()) + "@" + next.dtsMillis());
        }
        return entries;
    }

    @Test
    @DisplayName("ER-111: metadata and headers come first, with the time of the key frame after them")
    void startsWithWhatIsInEffectAtTheNewestKeyFrame() {
        publication.setMetadata("onMetaData", data("meta", 0));
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K1", 0));
        publication.append(key("K2", 40));
        publication.append(inter("I2", 80));
        Follower follower = follow(PlayStart.NEWEST_KEY_FRAME);
        assertThat(drain(follower)).containsExactly("meta@40", "avcC@40", "K2@40", "I2@80");
        publication.append(inter("I3", 120));
        assertThat(drain(follower)).containsExactly("I3@120");
    }

    @Test
    void waitsForTheNextKeyFrameOrStartsAtTheLiveEdge() {
        publication.append(header("avcC", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K1", 0));
        Follower nextKeyFrame = follow(PlayStart.NEXT_KEY_FRAME);
        Follower now = follow(PlayStart.NOW);
        publication.append(inter("I1", 40));
        assertThat(drain(nextKeyFrame)).isEmpty();
        assertThat(drain(now)).containsExactly("avcC@0", "I1@40");
        publication.append(key("K2", 80));
        assertThat(drain(nextKeyFrame)).containsExactly("avcC@80", "K2@80");
        assertThat(drain(now)).containsExactly("K2@80");
    }

    @Test
    void goesOnWithTheHeadersAtTheNewestKeyFrameWhenItHasLagged() {
        publication.append(header("old", 0, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K1", 0));
        Follower follower = follow(PlayStart.NEWEST_KEY_FRAME);
        drain(follower);
        publication.append(inter("I1", 40));
        publication.append(header("new", 6000, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.HEVC));
        publication.append(key("K2", 6000));
        publication.append(audio("A2", 6010));
        assertThat(drain(follower)).containsExactly("new@6000", "K2@6000", "A2@6010");
        assertThat(hub.counters().jumps.sum()).isEqualTo(1);
    }

    @Test
    void hasNotLaggedWhenThePublisherWasSilent() {
        Follower follower = follow(PlayStart.NOW);
        publication.append(key("K1", 0));
        assertThat(drain(follower)).containsExactly("K1@0");
        publication.append(header("avcC", 7000, Track.VIDEO_0, PacketType.SEQUENCE_START, FourCc.AVC));
        publication.append(key("K2", 7000));
        assertThat(drain(follower)).containsExactly("avcC@7000", "K2@7000");
        assertThat(hub.counters().jumps.sum()).isZero();
    }

    @Test
    @DisplayName("R-142: it meets the end and the return of the publisher in order")
    void getsEvents() {
        publication.append(key("K1", 0));
        Follower follower = follow(PlayStart.NEWEST_KEY_FRAME);
        publication.dry();
        publication.end();
        publish().append(key("K2", 100));
        assertThat(drain(follower)).containsExactly("K1@0", "dry@0", "left@0", "returned@0", "K2@100");
    }

    @Test
    void isAViewerUntilItIsClosed() {
        List<String> woken = new ArrayList<>();
        Follower follower = stream.follow(PlayStart.NEWEST_KEY_FRAME, loop, () -> woken.add("woken"));
        publication.append(key("K1", 0));
        loop.runAll();
        assertThat(woken).hasSize(1);
        assertThat(stream.viewers()).isEqualTo(1);
        publication.end();
        assertThat(hub.streams()).containsExactly(stream);
        follower.close();
        follower.close();
        assertThat(follower.next()).isNull();
        assertThat(stream.viewers()).isZero();
        assertThat(hub.streams()).isEmpty();
    }

    @Test
    void ofAStreamWithoutVideoNothingIsKeptThatItHasRead() {
        Follower follower = follow(PlayStart.NEWEST_KEY_FRAME);
        assertThat(drain(follower)).isEmpty();
        var first = new WeakReference<>(Frames.audio("A1", 0));
        publication.append(Objects.requireNonNull(first.get()));
        publication.append(Frames.audio("A2", 20));
        publication.append(Frames.audio("A3", 40));
        assertThat(drain(follower)).containsExactly("A1@0", "A2@20", "A3@40");
        System.gc();
        assertThat(first.get()).isNull();
        assertThat(drain(follower)).isEmpty();
    }
}

package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TrackHeadersTest {
    private static final Codec HEVC = new Codec.Enhanced(FourCc.HEVC);
    private static final Codec OPUS = new Codec.Enhanced(FourCc.OPUS);

    private static MediaFrame video(String name, PacketType type, int... tracks) {
        return frame(name, MediaKind.VIDEO, HEVC, type, tracks);
    }

    private static MediaFrame audio(String name, PacketType type, int... tracks) {
        return frame(name, MediaKind.AUDIO, OPUS, type, tracks);
    }

    private static MediaFrame frame(String name, MediaKind kind, Codec codec, PacketType type, int... tracks) {
        List<MediaPacket> packets = Arrays.stream(tracks)
                .mapToObj(id -> new MediaPacket(new Track(kind, id), codec, type, 0, 0, 0, Bytes.EMPTY))
                .toList();
        return new MediaFrame(kind, 0, Bytes.utf8(name), packets);
    }

    private static TrackHeaders of(MediaFrame... frames) {
        TrackHeaders headers = TrackHeaders.NONE;
        for (MediaFrame frame : frames) {
            headers = headers.with(frame);
        }
        return headers;
    }

    private static List<String> names(MediaFrame... frames) {
        return of(frames).frames().stream().map(frame -> frame.body().toUtf8()).toList();
    }

    @Test
    @DisplayName("ER-111: what a message said of a track never comes after what a later one says of it")
    void reconfiguredTrackComesBehindTheMessageOfAll() {
        MediaFrame both = video("both", PacketType.SEQUENCE_START, 0, 1);
        MediaFrame zero = video("zero", PacketType.SEQUENCE_START, 0);
        MediaFrame one = video("one", PacketType.SEQUENCE_START, 1);
        assertThat(names(both, zero)).containsExactly("both", "zero");
        assertThat(names(both, one)).containsExactly("both", "one");
        assertThat(names(both, zero, one)).containsExactlyInAnyOrder("zero", "one");
        assertThat(names(zero, one, both)).containsExactly("both");
    }

    @Test
    void messageOfOtherTracksThanTheOneItReplacesComesLast() {
        assertThat(names(
                        video("0 and 1", PacketType.SEQUENCE_START, 0, 1),
                        video("0 and 2", PacketType.SEQUENCE_START, 0, 2),
                        video("new 1", PacketType.SEQUENCE_START, 1),
                        video("new 0", PacketType.SEQUENCE_START, 0),
                        video("newest 0 and 1", PacketType.SEQUENCE_START, 0, 1)))
                .containsExactly("0 and 2", "newest 0 and 1");
    }

    @Test
    @DisplayName("ER-157: colour that is described anew comes behind older colour and before all sequence starts")
    void colourComesFirstInItsOwnOrder() {
        assertThat(names(
                        video("start", PacketType.SEQUENCE_START, 0, 1),
                        video("colours", PacketType.METADATA, 0, 1),
                        video("colour 0", PacketType.METADATA, 0),
                        video("start 0", PacketType.SEQUENCE_START, 0)))
                .containsExactly("colours", "colour 0", "start", "start 0");
    }

    @Test
    @DisplayName("ER-069: a start that is sent anew keeps its place before or after the channel layout")
    void newStartKeepsItsPlaceBesideTheLayout() {
        MediaFrame start = audio("start", PacketType.SEQUENCE_START, 0, 1);
        MediaFrame layout = audio("layout", PacketType.MULTICHANNEL_CONFIG, 0, 1);
        MediaFrame newStart = audio("new start", PacketType.SEQUENCE_START, 0, 1);
        assertThat(names(start, layout, start)).containsExactly("start", "layout");
        assertThat(names(start, layout, newStart)).containsExactly("new start", "layout");
        assertThat(names(layout, start, newStart)).containsExactly("layout", "new start");
    }

    @Test
    void codecThatChangesTakesNothingFromOtherTracks() {
        MediaFrame aac = frame("aac", MediaKind.AUDIO, new Codec.Enhanced(FourCc.AAC), PacketType.SEQUENCE_START, 0);
        assertThat(names(
                        audio("layouts", PacketType.MULTICHANNEL_CONFIG, 0, 1),
                        audio("starts", PacketType.SEQUENCE_START, 0, 1),
                        aac))
                .containsExactly("layouts", "starts", "aac");
        assertThat(of(audio("layout", PacketType.MULTICHANNEL_CONFIG, 0), aac).count())
                .isEqualTo(1);
    }

    @Test
    void whatIsKnownChangesNothing() {
        TrackHeaders headers = of(video("start", PacketType.SEQUENCE_START, 0, 1));
        assertThat(headers.with(video("start", PacketType.SEQUENCE_START, 0, 1).at(40)))
                .isSameAs(headers);
        assertThat(headers.with(video("frame", PacketType.CODED_FRAMES, 0))).isSameAs(headers);
    }

    @Test
    @DisplayName(
            "A message of 256 tracks comes once, and which messages there are is found once, not at each key frame")
    void messagesAreFoundOnce() {
        int[] tracks = IntStream.range(0, 256).toArray();
        TrackHeaders headers = of(
                video("start", PacketType.SEQUENCE_START, tracks),
                video("new start", PacketType.SEQUENCE_START, tracks));
        assertThat(headers.count()).isEqualTo(256);
        assertThat(headers.frames()).hasSize(1).isSameAs(headers.frames());
    }
}

package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.AudioChannel;
import io.millrace.media.ChannelLayout;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What VideoTrack and AudioTrack make is what the codecs read. */
final class TrackFramesTest {
    private static final Bytes RECORD = Bytes.of(1, 2, 3);
    private static final Bytes UNIT = Bytes.of(9, 8, 7, 6);

    @Test
    @DisplayName("F-06: H.264 goes by its number, with the composition time in the header")
    void avcByNumber() {
        var track = new VideoTrack(FourCc.AVC);
        assertThat(track.configuration(RECORD, 0).body()).isEqualTo(Bytes.hex("17 00 000000 010203"));
        assertThat(track.frame(UNIT, 40, 120, false).body()).isEqualTo(Bytes.hex("27 01 000050 09080706"));
        assertThat(track.end(80).body()).isEqualTo(Bytes.hex("17 02 000000"));
    }

    @Test
    @DisplayName("ER-126, ER-128, ER-101: others go by FourCC, other tracks in a wrapper")
    void othersByFourCc() {
        var hevc = new VideoTrack(FourCc.HEVC);
        assertThat(hevc.frame(UNIT, 0, 0, true).body()).isEqualTo(Bytes.hex("93 68766331 09080706"));
        var av1 = new VideoTrack(FourCc.AV1, 2);
        assertThat(av1.frame(UNIT, 0, 0, true).body()).isEqualTo(Bytes.hex("96 01 61763031 02 09080706"));
        assertThatThrownBy(() -> av1.frame(UNIT, 0, 40, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 23, 1L << 31, 1L << 32, -(1L << 23) - 1, -(1L << 31) - 1})
    void timesTooFarApart(long ptsMillis) {
        var avc = new VideoTrack(FourCc.AVC);
        assertThatIllegalArgumentException().isThrownBy(() -> avc.frame(UNIT, 0, ptsMillis, true));
    }

    @Test
    @DisplayName("ER-060, ER-067: sound by number and by FourCC, and the layout of its channels")
    void sound() {
        var aac = new AudioTrack(FourCc.AAC);
        assertThat(aac.configuration(RECORD, 0).body()).isEqualTo(Bytes.hex("AF 00 010203"));
        assertThat(aac.frame(UNIT, 0).body()).isEqualTo(Bytes.hex("AF 01 09080706"));
        assertThat(AudioTrack.legacyMp3(44_100, true).frame(UNIT, 0).body()).isEqualTo(Bytes.hex("2F 09080706"));
        var opus = new AudioTrack(FourCc.OPUS);
        assertThat(opus.frame(UNIT, 0).body()).isEqualTo(Bytes.hex("91 4F707573 09080706"));
        var layout = new ChannelLayout.Custom(List.of(AudioChannel.FRONT_LEFT, AudioChannel.FRONT_RIGHT));
        assertThat(opus.layout(layout, 0).packets()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsMadeIsWhatIsRead(MediaFrame frame) {
        assertThat(
                        frame.kind() == MediaKind.VIDEO
                                ? VideoTagCodec.decode(frame.body())
                                : AudioTagCodec.decode(frame.body()))
                .isEqualTo(frame.packets());
    }

    static Stream<MediaFrame> frames() {
        var video = new VideoTrack(FourCc.HEVC, 3);
        var audio = new AudioTrack(FourCc.FLAC, 4);
        var avc = new VideoTrack(FourCc.AVC);
        return Stream.of(
                video.configuration(RECORD, 5),
                video.frame(UNIT, 5, 45, true),
                video.end(9),
                audio.configuration(RECORD, 5),
                audio.frame(UNIT, 6),
                audio.end(7),
                avc.configuration(RECORD, 0),
                avc.frame(UNIT, 1, 0, false),
                new AudioTrack(FourCc.AAC).frame(UNIT, 3));
    }

    @Test
    void keyFrameIsOneOfItsTrack() {
        assertThat(new VideoTrack(FourCc.VP9, 1).frame(UNIT, 0, 0, true).isKeyFrameOf(new Track(MediaKind.VIDEO, 1)))
                .isTrue();
    }
}

package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPacketTest {
    private static final Codec AVC = new Codec.LegacyVideo(Codec.LegacyVideo.AVC);

    @ParameterizedTest
    @ValueSource(ints = {VideoFrameType.KEY, VideoFrameType.GENERATED_KEY})
    @DisplayName("ER-132: frame types 1 and 4 with coded frames are key frames")
    void codedKeyFrameIsKeyFrame(int frameType) {
        assertThat(video(PacketType.CODED_FRAMES, frameType).keyFrame()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, VideoFrameType.INTER, VideoFrameType.DISPOSABLE_INTER, VideoFrameType.COMMAND, 6, 7})
    void otherFrameTypesAreNoKeyFrames(int frameType) {
        assertThat(video(PacketType.CODED_FRAMES, frameType).keyFrame()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CODED_FRAMES")
    @DisplayName("ER-132: only coded frames are key frames, whatever the frame type says")
    void otherPacketTypesAreNoKeyFrames(PacketType type) {
        assertThat(video(type, VideoFrameType.KEY).keyFrame()).isFalse();
    }

    @Test
    void audioHasNoKeyFrames() {
        assertThat(new MediaPacket(Track.AUDIO_0, new Codec.None(), PacketType.CODED_FRAMES, 1, 0, 0, Bytes.EMPTY)
                        .keyFrame())
                .isFalse();
    }

    @Test
    @DisplayName("IP-58, IP-74: neither a sequence end nor metadata says what codec its track has")
    void sequenceEndAndMetadataNameNoCodec() {
        assertThat(video(PacketType.SEQUENCE_END, VideoFrameType.KEY).namesCodec())
                .isFalse();
        assertThat(video(PacketType.METADATA, 0).namesCodec()).isFalse();
        assertThat(video(PacketType.SEQUENCE_START, VideoFrameType.KEY).namesCodec())
                .isTrue();
    }

    @Test
    void frameIsKeyFrameOfTheTrackThatHasOne() {
        var inter = video(PacketType.CODED_FRAMES, VideoFrameType.INTER);
        var track1 = new Track(MediaKind.VIDEO, 1);
        var key = new MediaPacket(track1, AVC, PacketType.CODED_FRAMES, VideoFrameType.KEY, 0, 0, Bytes.EMPTY);
        var frame = new MediaFrame(MediaKind.VIDEO, 0, Bytes.EMPTY, List.of(inter, key));
        assertThat(frame.isKeyFrameOf(track1)).isTrue();
        assertThat(frame.isKeyFrameOf(Track.VIDEO_0)).isFalse();
    }

    private static MediaPacket video(PacketType type, int frameType) {
        return new MediaPacket(Track.VIDEO_0, AVC, type, frameType, 0, 0, Bytes.EMPTY);
    }
}

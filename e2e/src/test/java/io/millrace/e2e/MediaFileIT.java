package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The clips are what the other tests take them for. */
class MediaFileIT {
    @ParameterizedTest(name = "{0}")
    @EnumSource( // FFmpeg's muxer has no such form
            mode = Mode.EXCLUDE,
            names = {"H264_AAC_AS_FOURCC", "HEVC_COLOR_INFO", "AV1_COLOR_INFO"})
    void publishingWritesTheTagsOfTheFile(MediaFile clip, @TempDir Path folder) {
        Path copy = folder.resolve("copy.flv");
        Ffmpeg.bundled().run("-copyts", "-i", clip.path().toString(), "-map", "0", "-c", "copy", copy.toString());
        FlvTag.assertReceived(FlvTag.read(clip.path()), FlvTag.read(copy));
    }

    @Test
    void theLargeKeyFrameIsLargerThanFourMebibytes() {
        assertThat(FlvTag.read(MediaFile.LARGE_KEY_FRAME.path()))
                .filteredOn(FlvTag::isKeyFrame)
                .allMatch(tag -> tag.body().limit() > 4 << 20)
                .isNotEmpty();
    }

    @Test
    void extendedTimestampsNeedMoreThan24Bits() {
        assertThat(FlvTag.read(MediaFile.EXTENDED_TIMESTAMPS.path()))
                .filteredOn(FlvTag::isCodedFrame)
                .allMatch(tag -> tag.timestampMillis() > 0xFFFFFF)
                .isNotEmpty();
    }

    @Test
    void bFramesHaveCompositionTimes() {
        assertThat(Ffmpeg.bundled().packets(MediaFile.H264_AAC_B_FRAMES.path()).list())
                .anyMatch(packet -> !packet.ptsMillis().equals(packet.dtsMillis()));
    }

    @Test
    void fourCcFormDecodesToTheSamePackets() {
        Path enhanced = MediaFile.H264_AAC_AS_FOURCC.path();
        assertThat(FlvTag.read(enhanced))
                .filteredOn(tag -> tag.type() == FlvTag.VIDEO)
                .allMatch(tag -> tag.body().get(0) < 0);
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        ffmpeg.packets(MediaFile.H264_AAC_B_FRAMES.path()).assertReceivedWhole(ffmpeg.packets(enhanced));
    }

    @Test
    void multitrackHasFiveTracksWithAllButTwoInWrappers() {
        Path clip = MediaFile.TWO_VIDEO_THREE_AUDIO.path();
        List<String> tracks = Ffmpeg.bundled().packets(clip).list().stream()
                .map(packet -> packet.codec())
                .distinct()
                .toList();
        assertThat(tracks)
                .containsExactlyInAnyOrder("video0:h264", "video1:hevc", "audio0:aac", "audio1:opus", "audio2:ac3");
        assertThat(FlvTag.read(clip)).anyMatch(FlvTag::isMultitrack);
    }
}

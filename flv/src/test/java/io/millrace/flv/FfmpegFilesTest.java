package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that FFmpeg wrote, played: see the README beside them. The numbers are those that FFprobe shows. */
class FfmpegFilesTest {
    @ParameterizedTest
    @CsvSource({"h264-aac.flv, 3028", "h264-aac-indexed.flv, 3028", "hevc-aac.flv, 3072"})
    @DisplayName("R-152: frames, and key frames to seek to, of a file of FFmpeg's with and without an index")
    void plays(String name, long lastMillis) throws IOException {
        FlvFile file = TestFile.open(SampleFilesTest.fileOf(name));

        // That of its last tag; with H.264, FFmpeg has the end of the video there, before that of the audio in time.
        assertThat(file.durationMillis()).isEqualTo(lastMillis);
        assertThat(file.headers())
                .extracting(MediaFrame::kind)
                .contains(MediaKind.DATA, MediaKind.VIDEO, MediaKind.AUDIO);
        List<MediaFrame> frames =
                TestFile.frames(file).stream().filter(FfmpegFilesTest::isCoded).toList();
        assertThat(frames).extracting(MediaFrame::dtsMillis).isSorted();
        assertThat(times(frames, MediaKind.AUDIO)).startsWith(0L, 128L).hasSize(25);
        assertThat(times(frames, MediaKind.VIDEO)).startsWith(128L, 228L).hasSize(30);
        assertThat(frames.stream().filter(FfmpegFilesTest::isKeyFrame))
                .extracting(MediaFrame::dtsMillis)
                .containsExactly(128L, 1128L, 2128L);
    }

    /** With an index the times in it are 128 ms early, so 1127 is where one could be led astray. */
    @ParameterizedTest
    @CsvSource({
        "h264-aac.flv,         0,    0",
        "h264-aac.flv,         1127, 128",
        "h264-aac.flv,         1128, 1128",
        "h264-aac.flv,         9999, 2128",
        "h264-aac-indexed.flv, 0,    0",
        "h264-aac-indexed.flv, 1000, 128",
        "h264-aac-indexed.flv, 1127, 128",
        "h264-aac-indexed.flv, 1128, 1128",
        "h264-aac-indexed.flv, 9999, 2128",
        "hevc-aac.flv,         0,    0",
        "hevc-aac.flv,         1127, 128",
        "hevc-aac.flv,         1128, 1128",
        "hevc-aac.flv,         9999, 2128",
    })
    @DisplayName("R-152: seek leads to the key frame at or before, with the headers again")
    void seeks(String name, long millis, long key) throws IOException {
        FlvFile file = TestFile.open(SampleFilesTest.fileOf(name));

        assertThat(file.seek(millis)).isEqualTo(key);
        assertThat(file.headers()).hasSizeGreaterThan(2).allMatch(header -> header.dtsMillis() == key);
        assertThat(TestFile.frames(file).getFirst()).matches(first -> key == 0 || isKeyFrame(first));
    }

    @Test
    void hevcIsEnhancedAndHasItsConfigurationBeforeIt() throws IOException {
        FlvFile file = TestFile.open(SampleFilesTest.fileOf("hevc-aac.flv"));

        List<MediaPacket> headers = file.headers().stream()
                .flatMap(header -> header.packets().stream())
                .filter(packet -> packet.codec().equals(new Codec.Enhanced(FourCc.HEVC)))
                .toList();
        assertThat(headers).extracting(MediaPacket::type).containsExactly(PacketType.SEQUENCE_START);
        assertThat(headers.getLast().payload().u8(0))
                .as("version of the hvcC record")
                .isOne();
    }

    private static List<Long> times(List<MediaFrame> frames, MediaKind kind) {
        return frames.stream()
                .filter(frame -> frame.kind() == kind)
                .map(MediaFrame::dtsMillis)
                .toList();
    }

    private static boolean isCoded(MediaFrame frame) {
        return frame.packets().stream().anyMatch(packet -> packet.type() == PacketType.CODED_FRAMES);
    }

    private static boolean isKeyFrame(MediaFrame frame) {
        return frame.packets().stream().anyMatch(MediaPacket::keyFrame);
    }
}

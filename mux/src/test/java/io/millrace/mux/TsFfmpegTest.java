package io.millrace.mux;

import static io.millrace.mux.Fmp4FfmpegTest.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.mux.ts.TsSegmenter;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Segments of {@link TsSegmenter}, one behind the other, as FFmpeg reads them. */
@Execution(ExecutionMode.CONCURRENT)
class TsFfmpegTest {
    private static final Ffmpeg FFMPEG = Ffmpeg.bundled();

    /** How much later the times in a transport stream are. */
    private static final long DELAY = 700;

    private static final int HASH_COLUMN = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            names = {
                "H264_AAC_B_FRAMES",
                "H264_AAC_AS_FOURCC",
                "H264_MP3",
                "H264_AC3",
                "H264_EAC3",
                "HEVC_HDR10",
                "AUDIO_ONLY",
                "VIDEO_ONLY",
                "AAC_5_1",
                "LARGE_KEY_FRAME"
            })
    @DisplayName(
            "RFC 8216bis §3.1.1: FFmpeg finds in the segments what it finds in the FLV: data, times and key frames")
    void packetsAreThoseOfTheFlv(MediaFile media) throws IOException {
        Packets expected = FFMPEG.packets(media.path());
        Path ts = written(media, expected);
        Packets found = FFMPEG.packets(ts);
        assertThat(found.tracks()).isEqualTo(expected.tracks());
        for (String track : expected.tracks()) {
            assertThat(times(shown(found.track(track), 90_000, DELAY)))
                    .isEqualTo(times(shown(expected.track(track), 1000, 0)));
            assertThat(data(ts, track)).isEqualTo(data(media.path(), track));
        }
        FFMPEG.run("-xerror", "-err_detect", "explode", "-i", ts.toString(), "-map", "0", "-f", "null", "-");
    }

    private Path written(MediaFile media, Packets expected) throws IOException {
        boolean hasVideo = expected.tracks().stream().anyMatch(track -> track.startsWith("video"));
        boolean hasAudio = expected.tracks().stream().anyMatch(track -> track.startsWith("audio"));
        TsSegmenter segmenter = new TsSegmenter(
                hasVideo ? Optional.of(Track.VIDEO_0) : Optional.empty(),
                hasAudio ? Optional.of(Track.AUDIO_0) : Optional.empty(),
                new SegmentTargets(500, 1000, 2));
        List<SegmentOutput> outputs = new ArrayList<>();
        for (MediaFrame frame : Fmp4FfmpegTest.frames(media.path())) {
            outputs.addAll(segmenter.add(frame, 0));
        }
        outputs.addAll(segmenter.discontinuity());
        Segmented written = new Segmented(outputs);
        assertThat(written.begins()).hasSize(1);
        assertThat(written.segments()).hasSizeGreaterThan(1);
        for (Segmented.Segment segment : written.segments()) {
            Bytes first = segment.parts().getFirst().data().getFirst();
            assertThat(first.length()).as("PAT and PMT").isEqualTo(2 * 188);
        }
        return Files.write(folder.resolve("written.ts"), written.file(0).toByteArray());
    }

    private static List<String> times(List<String> shown) {
        return shown.stream()
                .map(packet -> packet.substring(0, packet.lastIndexOf(' ', packet.lastIndexOf(' ') - 1)))
                .toList();
    }

    /** Hashes of access units without what containers differ in: lengths, start codes, delimiters, parameter sets with their SEI. */
    private List<String> data(Path file, String track) throws IOException {
        String filter = switch (track) {
            case "video0:h264" -> "h264_mp4toannexb,filter_units=remove_types=7-9";
            case "video0:hevc" -> "hevc_mp4toannexb,filter_units=remove_types=32-35|39";
            case "audio0:aac" -> "aac_adtstoasc";
            default -> "null";
        };
        Path hashes = folder.resolve("hashes");
        String kind = track.substring(0, 1);
        FFMPEG.run(
                "-copyts",
                "-i",
                file.toString(),
                "-map",
                "0:" + kind,
                "-c",
                "copy",
                "-bsf:" + kind,
                filter,
                "-f",
                "framehash",
                hashes.toString());
        return Files.readAllLines(hashes).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(", *")[HASH_COLUMN]) // side data may follow
                .toList();
    }
}

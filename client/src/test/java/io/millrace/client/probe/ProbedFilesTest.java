package io.millrace.client.probe;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.client.probe.TrackReport.Audio;
import io.millrace.client.probe.TrackReport.Video;
import io.millrace.flv.FlvFile;
import io.millrace.flv.FlvIndex;
import io.millrace.media.MediaFrame;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that FFmpeg made, analysed by us and by FFprobe. */
class ProbedFilesTest {
    /** Our names of codecs by FFprobe's. */
    private static final Map<String, String> CODECS = Map.of(
            "h264", "H.264", "hevc", "H.265", "av1", "AV1", "vp9", "VP9", "aac", "AAC", "opus", "Opus", "mp3", "MP3",
            "flac", "FLAC", "ac3", "AC-3");

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "H264_MP3", "HEVC_OPUS", "VP9_FLAC", "TWO_VIDEO_THREE_AUDIO"})
    void agreesWithFfprobe(MediaFile clip) throws IOException {
        Report report = analyse(clip.path());
        List<Map<String, String>> streams = streams(clip.path());

        assertThat(report.tracks()).hasSameSizeAs(streams);
        for (String kind : List.of("video", "audio")) {
            List<TrackReport> ours = report.tracks().stream()
                    .filter(track -> track.name().startsWith(kind))
                    .toList();
            List<Map<String, String>> theirs = streams.stream()
                    .filter(stream -> stream.get("codec_type").equals(kind))
                    .toList();
            assertThat(ours).hasSameSizeAs(theirs).zipSatisfy(theirs, ProbedFilesTest::assertAgrees);
        }
    }

    /** FFprobe 8 shows 44100 Hz, which the legacy header says of every AAC stream, so it is no judge of this one. */
    @Test
    void channelLayoutAndRateOfSurroundSound() throws IOException {
        Report report = analyse(MediaFile.AAC_5_1.path());
        assertThat(report.tracks().getFirst().audio()).contains(new Audio(48000, 6, "FL FR FC LF1 BL BR", 0));
        assertThat(report.warnings())
                .extracting(Warning::text)
                .contains(
                        "the metadata says 44100 Hz but the stream has 48000 Hz: players that believe it show it wrongly,"
                                + " so update the metadata with the encoder's settings");
    }

    private static void assertAgrees(TrackReport ours, Map<String, String> theirs) {
        assertThat(ours.codec()).isEqualTo(CODECS.get(theirs.get("codec_name")));
        assertThat(ours.frames()).isEqualTo(Long.parseLong(theirs.get("nb_read_packets")));
        ours.video().ifPresent(video -> assertAgrees(ours, video, theirs));
        ours.audio().ifPresent(audio -> assertAgrees(audio, theirs));
    }

    private static void assertAgrees(TrackReport ours, Video video, Map<String, String> theirs) {
        assertThat(video.width()).isEqualTo(Integer.parseInt(theirs.get("width")));
        assertThat(video.height()).isEqualTo(Integer.parseInt(theirs.get("height")));
        assertThat(video.frameRate()).isCloseTo(25, within(0.01));
        assertThat(video.gop().keyFrames()).isEqualTo(2);
        assertThat(ours.profile()).isEqualTo(theirs.get("profile"));
        // FFprobe shows the level as it is coded, and none of VP9.
        int level = Integer.parseInt(theirs.get("level"));
        if (ours.codec().equals("H.264")) {
            assertThat(ours.level()).isEqualTo(level / 10 + "." + level % 10);
        } else if (ours.codec().equals("H.265")) {
            assertThat(ours.level()).isEqualTo(level / 30 + "." + level % 30 / 3);
        }
    }

    private static void assertAgrees(Audio audio, Map<String, String> theirs) {
        assertThat(audio.sampleRate()).isEqualTo(Integer.parseInt(theirs.get("sample_rate")));
        assertThat(audio.channels()).isEqualTo(Integer.parseInt(theirs.get("channels")));
    }

    private static Report analyse(Path path) throws IOException {
        ByteSource source = ByteSource.of(Bytes.wrap(Files.readAllBytes(path)));
        var analysis = StreamAnalysis.file("FLV");
        try (var file = new FlvFile(FlvIndex.read(source), source)) {
            file.headers().forEach(header -> analysis.add(header, 0));
            for (MediaFrame frame = file.next(); frame != null; frame = file.next()) {
                analysis.add(frame, 0);
            }
        }
        return analysis.report();
    }

    private static List<Map<String, String>> streams(Path path) {
        List<String> lines = Program.run(List.of(
                Ffmpeg.bundled().ffprobe(),
                "-loglevel",
                "error",
                "-count_packets",
                "-show_entries",
                "stream=codec_name,codec_type,profile,level,width,height,sample_rate,channels,nb_read_packets",
                "-of",
                "compact=p=0",
                path.toString()));
        return lines.stream()
                .map(line -> Stream.of(line.split("\\|", -1))
                        .collect(toMap(pair -> pair.split("=", 2)[0], pair -> pair.split("=", 2)[1])))
                .toList();
    }
}

package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvFile;
import io.millrace.flv.FlvIndex;
import io.millrace.media.FourCc;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.mux.Fmp4Output.InitSegment;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@link Fmp4Writer}, for every codec that FFmpeg encodes, as FFmpeg reads and decodes them. */
@Execution(ExecutionMode.CONCURRENT)
class Fmp4FfmpegTest {
    private static final Ffmpeg FFMPEG = Ffmpeg.bundled();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(MediaFile.class)
    @DisplayName("ER-065, ER-126, ER-101: FFmpeg finds in the MP4 what it finds in the FLV: data, times and key frames")
    void packetsAreThoseOfTheFlv(MediaFile media) throws IOException {
        Written written = Written.of(new Fmp4Writer(), frames(media.path()));
        Path mp4 = Written.save(written.file(), folder);
        Packets expected = FFMPEG.packets(media.path());
        Packets found = FFMPEG.packets(mp4);
        assertThat(found.tracks()).isEqualTo(expected.tracks());
        long first = expected.list().stream()
                .mapToLong(packet -> Long.parseLong(packet.dtsMillis()))
                .min()
                .orElseThrow();
        for (String track : expected.tracks()) {
            int rate = track.startsWith("video") ? 90_000 : media == MediaFile.H264_MP3 ? 44_100 : 48_000;
            assertThat(shown(found.track(track), rate, 0)).isEqualTo(shown(expected.track(track), 1000, first));
        }
    }

    @ParameterizedTest
    @EnumSource(MediaFile.class)
    void ffmpegDecodesItWithoutComplaint(MediaFile media) throws IOException {
        Path mp4 =
                Written.save(Written.of(new Fmp4Writer(), frames(media.path())).file(), folder);
        FFMPEG.run("-xerror", "-err_detect", "explode", "-i", mp4.toString(), "-map", "0", "-f", "null", "-");
    }

    @ParameterizedTest
    @CsvSource({
        "H264_AAC_B_FRAMES, avcC",
        "HEVC_OPUS, hvcC",
        "HEVC_OPUS, dOps",
        "OPUS_5_1, dOps",
        "AV1_OPUS, av1C",
        "VP9_FLAC, vpcC",
        "VP9_FLAC, dfLa",
        "H264_AC3, dac3",
        "H264_EAC3, dec3",
        "HEVC_HDR10, colr"
    })
    void configurationIsTheOneThatFfmpegWrites(MediaFile media, String type) throws IOException {
        Bytes expected = box(Clip.bytes(Mp4FileTest.mp4(media, "+faststart+write_colr")), type);
        assertThat(box(Written.of(new Fmp4Writer(), frames(media.path())).file(), type))
                .isEqualTo(expected);
    }

    /** The first box of a type, wherever it is. */
    private static Bytes box(Bytes file, String type) {
        Bytes name = Bytes.utf8(type);
        for (int at = 4; ; at++) {
            if (file.from(at).startsWith(name)) {
                int size = file.from(at - 4).reader().i32();
                return file.slice(at - 4, size);
            }
        }
    }

    /** FFmpeg writes VP8 neither in FLV nor in MP4. */
    @Test
    @DisplayName("ER-125: VP8, which needs no sequence start: a key frame tells all")
    void vp8() throws IOException {
        Path ivf = Clip.of(
                ".ivf", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2", "-c:v", "libvpx", "-g", "25");
        List<MediaFrame> frames = new ArrayList<>();
        ByteReader in = Clip.bytes(ivf).reader();
        in.skip(32);
        while (in.hasRemaining()) {
            int length = Integer.reverseBytes(in.i32());
            in.skip(8);
            Bytes data = in.bytes(length);
            boolean key = (data.u8(0) & 1) == 0;
            frames.add(TestFrames.video(FourCc.VP8, 40 * frames.size(), key, data));
        }
        Path mp4 = Written.save(Written.of(new Fmp4Writer(), frames).file(), folder);
        assertThat(FFMPEG.packets(mp4).hashes("video0:vp8"))
                .isEqualTo(FFMPEG.packets(ivf).hashes("video0:vp8"));
        FFMPEG.run("-xerror", "-i", mp4.toString(), "-f", "null", "-");
    }

    @ParameterizedTest
    @EnumSource(names = {"AV1_OPUS", "VP9_FLAC"})
    @DisplayName("ER-065: without sequence starts, what key frames and Opus tell is enough")
    void withoutSequenceStart(MediaFile media) throws IOException {
        List<MediaFrame> frames =
                frames(media.path()).stream().filter(Fmp4FfmpegTest::isCoded).toList();
        Fmp4Writer writer = new Fmp4Writer();
        Path mp4 = Written.save(Written.of(writer, frames).file(), folder);
        String video = media == MediaFile.AV1_OPUS ? "video0:av1" : "video0:vp9";
        assertThat(FFMPEG.packets(mp4).hashes(video))
                .isEqualTo(FFMPEG.packets(media.path()).hashes(video));
        FFMPEG.run("-xerror", "-i", mp4.toString(), "-map", "0:v", "-f", "null", "-");
        if (media == MediaFile.AV1_OPUS) {
            FFMPEG.run("-xerror", "-i", mp4.toString(), "-map", "0:a", "-f", "null", "-");
        } else {
            assertThat(writer.leftOut())
                    .singleElement()
                    .asString()
                    .endsWith("frames of audio track 0 (fLaC): no sequence start that can be read came before");
        }
    }

    private static boolean isCoded(MediaFrame frame) {
        return frame.packets().stream().anyMatch(Fmp4Part::isSample);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEVC_COLOR_INFO", "AV1_COLOR_INFO"})
    @DisplayName("ER-150, ER-154: colour, mastering display and light level are those that metadata said")
    void colors(MediaFile media) throws IOException {
        Path mp4 =
                Written.save(Written.of(new Fmp4Writer(), frames(media.path())).file(), folder);
        String stream = FFMPEG.colors(mp4).stream()
                .filter(line -> line.startsWith("stream|"))
                .findFirst()
                .orElseThrow();
        assertThat(stream)
                .contains("color_space=bt2020nc", "color_transfer=smpte2084", "color_primaries=bt2020")
                .contains("red_x=34000/50000", "green_y=34500/50000", "white_point_x=15635/50000")
                .contains("max_luminance=10000000/10000", "min_luminance=50/10000")
                .contains("max_content=1000", "max_average=400");
    }

    @Test
    void fileCutBetweenFragmentsPlaysToItsEnd() throws IOException {
        List<MediaFrame> frames = frames(MediaFile.H264_AAC_B_FRAMES.path());
        Written written = Written.of(new Fmp4Writer(), frames);
        int fragments = written.fragments().getFirst().size();
        assertThat(fragments).isGreaterThan(1);
        List<MediaFrame> whole = Written.read(written.file());
        for (int count = 1; count < fragments; count++) {
            Bytes cut = written.file(0, count);
            List<MediaFrame> kept = Written.read(cut);
            assertThat(whole).containsAll(kept);
            assertThat(FFMPEG.packets(Written.save(cut, folder)).list()).hasSameSizeAs(kept);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 70, 99})
    void fileCutWithinAFragmentPlaysUpToThere(int percent) throws IOException {
        Written written = Written.of(new Fmp4Writer(), frames(MediaFile.H264_AAC_B_FRAMES.path()));
        Bytes whole = written.file(0, 2);
        int missing = written.fragments().getFirst().get(1).bytes().length() * (100 - percent) / 100;
        Bytes cut = whole.slice(0, whole.length() - missing);
        List<MediaFrame> all = Written.read(whole);
        List<MediaFrame> before = Written.read(written.file(0, 1));
        List<MediaFrame> kept = Written.read(cut);
        for (Track track : List.of(Track.VIDEO_0, Track.AUDIO_0)) {
            assertThat(count(kept, track)).isBetween(count(before, track) + 1, count(all, track));
        }
        FFMPEG.run("-i", Written.save(cut, folder).toString(), "-f", "null", "-");
    }

    private static long count(List<MediaFrame> frames, Track track) {
        return frames.stream()
                .filter(frame -> frame.packets().getFirst().track().equals(track))
                .count();
    }

    /** And does not take it to be as long as its first fragment. */
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AUDIO_ONLY", "TWO_VIDEO_THREE_AUDIO"})
    void ffmpegReadsTheDurationFromTheIndex(MediaFile media) throws IOException {
        List<MediaFrame> frames = frames(media.path());
        Written written = Written.of(new Fmp4Writer(), frames);
        InitSegment init = written.inits().getFirst();
        SegmentIndex index = new SegmentIndex(init);
        ByteWriter file = new ByteWriter();
        written.fragments().getFirst().forEach(fragment -> {
            index.add(fragment);
            file.bytes(fragment.bytes());
        });
        Path mp4 = Written.save(Bytes.join(List.of(init.bytes(), index.complete(), file.toBytes())), folder);
        double millis = frames.getLast().dtsMillis() - frames.getFirst().dtsMillis();
        assertThat(FFMPEG.seconds(mp4) * 1000).isBetween(millis, millis + 200);
    }

    /** Packets with times in milliseconds, from the first on. */
    static List<String> shown(Packets packets, int timescale, long firstMillis) {
        return packets.list().stream()
                .map(packet -> millis(packet.ptsMillis(), timescale, firstMillis) + " "
                        + millis(packet.dtsMillis(), timescale, firstMillis) + " " + packet.isKeyFrame() + " "
                        + packet.size() + " " + packet.hash())
                .toList();
    }

    private static long millis(String ticks, int timescale, long firstMillis) {
        return Math.round(Long.parseLong(ticks) * 1000.0 / timescale) - firstMillis;
    }

    static List<MediaFrame> frames(Path flv) throws IOException {
        var source = Clip.source(flv);
        try (FrameReader reader = new FlvFile(FlvIndex.read(source), source)) {
            return all(reader);
        }
    }

    private static List<MediaFrame> all(FrameReader reader) throws IOException {
        List<MediaFrame> frames = new ArrayList<>(reader.headers());
        frames.addAll(Frames.rest(reader));
        return frames;
    }
}

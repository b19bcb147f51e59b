package io.millrace.client.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.bytes.Bytes;
import io.millrace.client.probe.Report.BitRate;
import io.millrace.client.probe.Report.Property;
import io.millrace.client.probe.Report.Sync;
import io.millrace.client.probe.TrackReport.Announced;
import io.millrace.client.probe.TrackReport.Audio;
import io.millrace.client.probe.TrackReport.Color;
import io.millrace.client.probe.TrackReport.Gop;
import io.millrace.client.probe.TrackReport.Headers;
import io.millrace.client.probe.TrackReport.Video;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamAnalysisTest {
    private final SyntheticStream stream = new SyntheticStream();

    @Test
    void goodStreamIsDescribedWithoutAWarning() {
        Report report = stream.metadata(AmfProperties.builder()
                        .put("width", 1920)
                        .put("height", 1080)
                        .put("framerate", 25)
                        .put("videodatarate", 1000)
                        .put("audiosamplerate", 48000)
                        .put("stereo", new AmfBoolean(true))
                        .put("encoder", "x"))
                .headers()
                .both(0, 200, 50)
                .report();

        assertThat(report.warnings()).isEmpty();
        assertThat(report.seconds()).isCloseTo(8, within(0.001));
        assertThat(report.sync()).contains(new Sync(20, 0, 0));
        assertThat(report.metadata()).contains(new Property("width", "1920"), new Property("encoder", "x"));
        assertThat(report.tracks()).extracting(TrackReport::name).containsExactly("video 0", "audio 0");

        TrackReport video = report.tracks().getFirst();
        assertThat(video)
                .extracting(
                        TrackReport::codec,
                        TrackReport::signalledAs,
                        TrackReport::codecString,
                        TrackReport::profile,
                        TrackReport::level,
                        TrackReport::frames,
                        TrackReport::bytes)
                .containsExactly("H.264", "CodecID 7", "avc1.640028", "High", "4.0", 200L, 1_000_000L);
        assertThat(video.bitRate()).isEqualTo(new BitRate(1_010_526, 1_000_000, 1_000_000));
        assertThat(video.video())
                .contains(new Video(
                        1920,
                        1080,
                        8,
                        "4:2:0",
                        new Color(
                                "BT.709",
                                "BT.709",
                                "BT.709",
                                false,
                                "",
                                OptionalDouble.empty(),
                                OptionalDouble.empty()),
                        25,
                        new Gop(4, 0, 50, 2, 50, 2, 50, 2),
                        0,
                        0));
        assertThat(video.announced()).isEqualTo(new Announced(1920, 1080, 25, 0, 0));

        TrackReport audio = report.tracks().getLast();
        assertThat(audio)
                .extracting(TrackReport::codec, TrackReport::codecString, TrackReport::frames)
                .containsExactly("AAC", "mp4a.40.2", 400L);
        assertThat(audio.audio()).contains(new Audio(48000, 2, "stereo", 0));
        assertThat(audio.announced()).isEqualTo(new Announced(0, 0, 0, 48000, 2));
    }

    @Test
    void bitRateNowIsOfTheLastTwoSeconds() {
        stream.headers().video(0, 250, 50);
        for (int i = 0; i < 50; i++) {
            stream.picture(10_000 + 40 * i, i == 0, 0, 500);
        }
        BitRate rate = stream.report().tracks().getFirst().bitRate();
        assertThat(rate.now()).isEqualTo(101_052);
        assertThat(rate.mean()).isEqualTo(850_000);
    }

    @Test
    void hdrIsRecognised() {
        Report report = stream.videoCodec(SyntheticStream.fourCc(FourCc.HEVC))
                .videoHeader(SyntheticStream.HEVC_HDR10)
                .video(0, 10, 10)
                .report();
        TrackReport video = report.tracks().getFirst();
        assertThat(video)
                .extracting(TrackReport::codec, TrackReport::signalledAs, TrackReport::profile, TrackReport::level)
                .containsExactly("H.265", "FourCC hvc1", "Main 10", "4.0");
        assertThat(video.video().orElseThrow())
                .extracting(
                        Video::bitDepth,
                        found -> found.color().hdr(),
                        found -> found.color().primaries())
                .containsExactly(10, "PQ", "BT.2020");
    }

    @Test
    void framesShownBeforeEarlierOnesAreBFrames() {
        stream.headers();
        int[] offsets = {80, 200, 80, 0, 40}; // I P B b b of x264, over and over
        for (int i = 0; i < 50; i++) {
            stream.picture(40 * i, i % 25 == 0, offsets[i % 5], 100);
        }
        Video video = stream.report().tracks().getFirst().video().orElseThrow();
        assertThat(video.bFrames()).isEqualTo(30);
        assertThat(video.maxCompositionTimeMillis()).isEqualTo(200);
    }

    @Test
    void constantCompositionTimeIsNoSignOfBFrames() {
        stream.headers();
        for (int i = 0; i < 50; i++) {
            stream.picture(40 * i, i % 25 == 0, 80, 100);
        }
        assertThat(stream.report().tracks().getFirst().video().orElseThrow().bFrames())
                .isZero();
    }

    @Test
    void arrivalIsMeasuredAgainstTimestamps() {
        stream.headers();
        stream.delayMillis = 1000;
        for (int i = 0; i < 100; i++) {
            stream.picture(40 * i, i % 50 == 0, 0, 100);
        }
        TrackReport.Timing even = stream.report().tracks().getFirst().timing();
        assertThat(even.firstFrameMillis()).hasValue(1000);
        assertThat(even.firstKeyFrameMillis()).hasValue(1000);
        assertThat(even.arrivalJitterMillis().orElseThrow()).isZero();

        for (int i = 100; i < 300; i++) {
            stream.delayMillis = 1000 + (i % 2) * 16;
            stream.picture(40 * i, i % 50 == 0, 0, 100);
        }
        TrackReport.Timing uneven = stream.report().tracks().getFirst().timing();
        assertThat(uneven.arrivalJitterMillis().orElseThrow()).isCloseTo(16, within(0.1));
        assertThat(uneven.behindMillis()).hasValue(16);
    }

    @Test
    void arrivalOfFilesMeansNothing() {
        var file = StreamAnalysis.file("FLV");
        var packet = new MediaPacket(
                Track.AUDIO_0, new Codec.LegacyAudio(10), PacketType.CODED_FRAMES, 15, 0, 0, Bytes.EMPTY);
        file.add(new MediaFrame(MediaKind.AUDIO, 0, Bytes.EMPTY, List.of(packet)), 99);
        TrackReport.Timing timing = file.report().tracks().getFirst().timing();
        assertThat(timing.firstFrameMillis()).isEmpty();
        assertThat(timing.arrivalJitterMillis()).isEmpty();
        assertThat(file.report().container()).isEqualTo("FLV");
    }

    @Test
    void jumpsAreCountedAndTheFirstKeptWithTheirPlaces() {
        stream.headers().video(0, 25, 25);
        for (int i = 1; i <= 100; i++) {
            stream.video(10_000L * i, 25, 25);
        }
        stream.video(5000, 25, 25);
        TrackReport.Timing timing = stream.report().tracks().getFirst().timing();
        assertThat(timing.gaps()).isEqualTo(100);
        assertThat(timing.gapPlaces()).hasSize(16).startsWith(new Jump(960, 9040));
        assertThat(timing.backwardSteps()).isEqualTo(1);
        assertThat(timing.backwardPlaces()).containsExactly(new Jump(1_000_960, -995_960));
        assertThat(timing.stepMillis()).isEqualTo(40);
    }

    @Test
    void headersAreCountedAndComparedWithTheOneBefore() {
        stream.headers().video(0, 5, 5).videoHeader(SyntheticStream.AVC_1080).video(200, 5, 5);
        stream.videoCodec(SyntheticStream.fourCc(FourCc.HEVC)).videoHeader(SyntheticStream.HEVC_HDR10);
        assertThat(stream.report().tracks().getFirst().headers()).isEqualTo(new Headers(3, 1, 0));
    }

    @Test
    void endlessStreamWithManyTracksAndChangesKeepsItsSize() {
        for (int id = 0; id < 256; id++) {
            stream.picture(new Track(MediaKind.VIDEO, id), id, true, 0, 1);
        }
        byte[] avc = SyntheticStream.AVC_1080.toByteArray();
        byte[] record = Arrays.copyOf(avc, avc.length + 2); // with something behind, which is not read
        for (int i = 0; i < 65_536; i++) {
            record[record.length - 2] = (byte) (i >> 8);
            record[record.length - 1] = (byte) i;
            stream.videoHeader(Bytes.copyOf(record)).picture(i * 3L % 7919, i % 3 == 0, i % 5, 1);
        }
        Report report = stream.report();
        assertThat(report.tracks()).hasSize(256);
        assertThat(report.tracks().getFirst().headers()).isEqualTo(new Headers(65_536, 65_535, 1));
        assertThat(report.tracks().getFirst().timing().backwardPlaces()).hasSize(16);
        assertThat(report.warnings()).hasSizeLessThan(600);
        assertThat(report.text().lines().count()).isLessThan(2000);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void anyFramesGiveAReport(long seed) {
        var random = new Random(seed);
        var analysis = random.nextBoolean() ? StreamAnalysis.live(random.nextLong()) : StreamAnalysis.file("x");
        for (int i = random.nextInt(60); i > 0; i--) {
            MediaKind kind = MediaKind.values()[random.nextInt(3)];
            List<MediaPacket> packets = new ArrayList<>();
            for (int j = kind == MediaKind.DATA ? 0 : random.nextInt(3); j > 0; j--) {
                packets.add(packet(kind, random));
            }
            long dts = random.nextBoolean() ? random.nextLong() : random.nextInt(5000);
            analysis.add(new MediaFrame(kind, dts, bytes(random), packets), random.nextLong());
        }
        Report report = analysis.report();
        assertThat(report.text()).startsWith("stream").doesNotContain("NaN");
        assertThat(report.tracks()).allMatch(track -> track.frames() >= 0);
    }

    private static MediaPacket packet(MediaKind kind, Random random) {
        FourCc[] codecs = {FourCc.AVC, FourCc.HEVC, FourCc.VP9, FourCc.AAC, FourCc.OPUS, FourCc.of("xyz1")};
        return new MediaPacket(
                new Track(kind, random.nextInt(3)),
                new Codec.Enhanced(codecs[random.nextInt(codecs.length)]),
                PacketType.values()[random.nextInt(PacketType.values().length)],
                random.nextInt(8),
                random.nextInt(),
                0,
                bytes(random));
    }

    private static Bytes bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}

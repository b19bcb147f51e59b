package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CmafSegmenterTest {
    private static final SegmentTargets TARGETS = new SegmentTargets(500, 2000, 4);
    private static final List<Track> BOTH = List.of(Track.VIDEO_0, Track.AUDIO_0);
    private static final Track VIDEO_1 = new Track(Track.VIDEO_0.kind(), 1);

    /** 25 pictures a second. */
    private static List<MediaFrame> video(long from, long to, long keyFrameDistance) {
        return LongStream.iterate(from, millis -> millis < to, millis -> millis + 40)
                .mapToObj(millis -> TestFrames.avc(millis, (millis - from) % keyFrameDistance == 0))
                .toList();
    }

    private static List<MediaFrame> audio(long from, long to) {
        return LongStream.iterate(from, millis -> millis < to, millis -> millis + 20)
                .mapToObj(TestFrames::aac)
                .toList();
    }

    private static List<MediaFrame> stream(List<MediaFrame> video, List<MediaFrame> audio) {
        List<MediaFrame> frames = new ArrayList<>(video);
        frames.addAll(audio);
        frames.sort(Comparator.comparingLong(MediaFrame::dtsMillis));
        frames.addFirst(TestFrames.aacHeader(TestFrames.AAC_48K));
        frames.addFirst(TestFrames.avcHeader());
        return frames;
    }

    private static List<SegmentOutput> run(CmafSegmenter segmenter, List<MediaFrame> frames) {
        List<SegmentOutput> out = Segmented.all(segmenter, frames);
        out.addAll(segmenter.discontinuity());
        return out;
    }

    private static List<Long> segmentMillis(List<SegmentOutput> outputs, Track track) {
        return Segmented.of(track, outputs).segments().stream()
                .map(segment -> segment.micros() / 1000)
                .toList();
    }

    private static List<Long> partMillis(List<SegmentOutput> outputs, Track track) {
        return Segmented.of(track, outputs).parts().stream()
                .map(part -> part.durationMicros() / 1000)
                .toList();
    }

    @Test
    @DisplayName("RFC 8216bis §4.4.3.1: segments are no longer than a target duration that is set later")
    void targetDurationThatIsFoundLater() {
        CmafSegmenter segmenter = new CmafSegmenter(BOTH, TARGETS);
        List<SegmentOutput> outputs = Segmented.all(segmenter, stream(video(0, 2040, 2000), audio(0, 2040)));
        segmenter.targetDuration(2);
        outputs.addAll(run(segmenter, stream(video(2040, 10_000, 20_000), audio(2040, 10_000))));
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).containsExactly(2000L, 2000L, 2000L, 2000L, 2000L);
    }

    @Test
    @DisplayName("RFC 8216bis §3: segments begin at key frames, and those of sound where they do")
    void segmentsOfSoundFollowThoseOfVideo() {
        List<SegmentOutput> outputs =
                run(new CmafSegmenter(BOTH, TARGETS), stream(video(5000, 11_000, 1000), audio(5000, 11_000)));
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).containsExactly(2000L, 2000L, 2000L);
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).containsExactly(2000L, 2000L, 2000L);
        assertThat(Segmented.of(Track.VIDEO_0, outputs).segments())
                .allMatch(segment -> segment.parts().getFirst().startsIndependent());
        assertThat(Segmented.of(Track.AUDIO_0, outputs).parts()).allMatch(Part::independent);
    }

    @Test
    @DisplayName(
            "RFC 8216bis §4.4.4.9: parts have as many frames as fit into the target, the last of a segment what is left")
    void partsAreAsLongAsFits() {
        List<SegmentOutput> outputs =
                run(new CmafSegmenter(BOTH, TARGETS), stream(video(0, 2000, 2000), audio(0, 2000)));
        assertThat(partMillis(outputs, Track.VIDEO_0)).containsExactly(480L, 480L, 480L, 480L, 80L);
        assertThat(partMillis(outputs, Track.AUDIO_0)).containsExactly(500L, 500L, 500L, 500L);
        assertThat(Segmented.of(Track.VIDEO_0, outputs).parts())
                .extracting(Part::independent)
                .containsExactly(true, false, false, false, false);
    }

    @Test
    void partIsThereWhenTheFrameAfterItHasCome() {
        CmafSegmenter segmenter = new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS);
        segmenter.add(TestFrames.avcHeader(), 0);
        List<Integer> outputs = video(0, 2040, 2000).stream()
                .map(frame -> segmenter.add(frame, 0).size())
                .toList();
        assertThat(outputs.get(0)).as("the beginning of the run").isEqualTo(1);
        assertThat(outputs.get(12)).isEqualTo(1);
        assertThat(outputs.get(50))
                .as("the last part and the end of the segment")
                .isEqualTo(2);
        assertThat(outputs.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"1000, 2000", "1400, 2800", "2000, 2000", "2400, 2400", "3000, 3000", "4000, 4000", "10000, 4000"})
    @DisplayName(
            "RFC 8216bis §4.4.3.1: segments are no longer than the target duration, without a key frame if need be")
    void segmentsSuitTheKeyFrames(long keyFrameDistance, long segment) {
        List<SegmentOutput> outputs = run(
                new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS),
                stream(video(0, 12_040, keyFrameDistance), List.of()));
        assertThat(segmentMillis(outputs, Track.VIDEO_0).getFirst()).isEqualTo(segment);
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).allMatch(millis -> millis <= 4000);
    }

    @Test
    void soundAloneIsCutByTime() {
        List<SegmentOutput> outputs =
                run(new CmafSegmenter(List.of(Track.AUDIO_0), TARGETS), stream(List.of(), audio(0, 6000)));
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).startsWith(1960L, 1960L, 1960L);
    }

    @Test
    void soundGoesOnWhenVideoStops() {
        List<SegmentOutput> outputs =
                run(new CmafSegmenter(BOTH, TARGETS), stream(video(0, 2000, 2000), audio(0, 12_000)));
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).startsWith(4400L, 4400L);
        assertThat(Segmented.of(Track.AUDIO_0, outputs).begins()).hasSize(1);
    }

    @Test
    void otherSizeBeginsAnewWithAnotherInitSegment() {
        List<MediaFrame> frames = stream(video(0, 4000, 2000), audio(0, 8000));
        Bytes other = Bytes.hex("0142c00bffe1000a6742c00bd901419fbe7001000468ce3c80");
        frames.add(TestFrames.video(Track.VIDEO_0, FourCc.AVC, PacketType.SEQUENCE_START, 4000, 0, true, other));
        frames.addAll(video(4000, 8000, 2000));
        frames.sort(Comparator.comparingLong(MediaFrame::dtsMillis));
        List<SegmentOutput> outputs = run(new CmafSegmenter(BOTH, TARGETS), frames);
        Segmented video = Segmented.of(Track.VIDEO_0, outputs);
        Segmented audio = Segmented.of(Track.AUDIO_0, outputs);
        assertThat(video.begins()).extracting(Begin::run).containsExactly(0, 1);
        assertThat(video.begins().get(1).initSegment())
                .isNotEqualTo(video.begins().get(0).initSegment());
        assertThat(audio.begins()).extracting(Begin::run).containsExactly(0, 1);
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).containsExactly(2000L, 2000L, 2000L, 2000L);
        assertThat(segmentMillis(outputs, Track.AUDIO_0))
                .as("with what came in front of the key frame")
                .containsExactly(2000L, 2020L, 2000L, 1980L);
    }

    @Test
    void repeatedHeadersChangeNothing() {
        List<MediaFrame> frames = new ArrayList<>();
        for (MediaFrame frame : stream(video(0, 8000, 2000), audio(0, 8000))) {
            if (frame.isKeyFrameOf(Track.VIDEO_0)) {
                frames.add(TestFrames.avcHeader().at(frame.dtsMillis()));
                frames.add(TestFrames.aacHeader(TestFrames.AAC_48K).at(frame.dtsMillis()));
            }
            frames.add(frame);
        }
        List<SegmentOutput> outputs = run(new CmafSegmenter(BOTH, TARGETS), frames);
        assertThat(Segmented.of(Track.VIDEO_0, outputs).begins()).hasSize(1);
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).containsExactly(2000L, 2000L, 2000L, 2000L);
    }

    @Test
    void otherSoundIsLeftOutUntilVideoMayBeginAnewToo() {
        List<MediaFrame> frames = stream(video(0, 8000, 2000), audio(0, 8000));
        frames.add(TestFrames.aacHeader(TestFrames.AAC).at(5000));
        frames.sort(Comparator.comparingLong(MediaFrame::dtsMillis));
        List<SegmentOutput> outputs = run(new CmafSegmenter(BOTH, TARGETS), frames);
        assertThat(Segmented.of(Track.VIDEO_0, outputs).begins())
                .extracting(Begin::run)
                .containsExactly(0, 1);
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).containsExactly(2000L, 2000L, 2000L, 2000L);
        assertThat(segmentMillis(outputs, Track.AUDIO_0))
                .startsWith(2000L, 2000L)
                .hasSize(4)
                .endsWith(2000L);
    }

    @Test
    void headersThatAreTooLongForAnyDecoderDescribeNothing() {
        List<MediaFrame> frames = new ArrayList<>(audio(0, 2000));
        Bytes longHeader = Bytes.join(List.of(TestFrames.AAC, Bytes.wrap(new byte[64 << 10])));
        frames.addFirst(TestFrames.aacHeader(longHeader));
        assertThat(run(new CmafSegmenter(List.of(Track.AUDIO_0), TARGETS), frames))
                .isEmpty();
        Bytes longest = Bytes.join(List.of(TestFrames.AAC, Bytes.wrap(new byte[60 << 10])));
        frames.set(0, TestFrames.aacHeader(longest));
        assertThat(run(new CmafSegmenter(List.of(Track.AUDIO_0), TARGETS), frames))
                .isNotEmpty();
    }

    @Test
    void sizeOfAVp8KeyFrameIsNoticed() {
        Bytes small = Bytes.hex("1000009d012aa0007800");
        Bytes large = Bytes.hex("1000009d012a4001f000");
        List<MediaFrame> frames = List.of(
                TestFrames.video(FourCc.VP8, 0, true, small),
                TestFrames.video(FourCc.VP8, 2000, true, small),
                TestFrames.video(FourCc.VP8, 4000, true, large));
        Segmented video = Segmented.of(Track.VIDEO_0, new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS), frames);
        assertThat(video.begins())
                .extracting(
                        begin -> begin.tracks().getFirst().video().orElseThrow().width())
                .containsExactly(160, 320);
    }

    @ParameterizedTest
    @CsvSource({"0", "60000"})
    void clockThatJumpsIsADiscontinuityOfAllTracks(long time) {
        List<MediaFrame> frames = stream(video(20_000, 23_000, 2000), audio(20_000, 23_000));
        frames.addAll(stream(video(time, time + 4000, 2000), audio(time, time + 4000)));
        List<SegmentOutput> outputs = run(new CmafSegmenter(BOTH, TARGETS), frames);
        for (Track track : BOTH) {
            Segmented of = Segmented.of(track, outputs);
            assertThat(of.begins()).extracting(Begin::run).containsExactly(0, 1);
            assertThat(segmentMillis(outputs, track)).containsExactly(2000L, 1000L, 2000L, 2000L);
        }
        assertThat(firstTicks(Segmented.of(Track.VIDEO_0, outputs).file(1))).isEqualTo(time * 90);
    }

    private static long firstTicks(Bytes file) {
        Bytes tfdt = Bytes.utf8("tfdt");
        int at = 0;
        while (!file.from(at).startsWith(tfdt)) {
            at++;
        }
        return file.from(at + 8).reader().i64();
    }

    @Test
    void returnOfAPublisherIsADiscontinuityThoughTheClockGoesOn() {
        CmafSegmenter segmenter = new CmafSegmenter(BOTH, TARGETS);
        List<MediaFrame> frames = stream(video(0, 2000, 2000), audio(0, 2000));
        List<SegmentOutput> outputs = run(segmenter, frames);
        outputs.addAll(run(segmenter, stream(video(2000, 4000, 2000), audio(2000, 4000))));
        assertThat(Segmented.of(Track.VIDEO_0, outputs).begins())
                .hasSize(2)
                .extracting(Begin::initSegment)
                .containsOnly(
                        Segmented.of(Track.VIDEO_0, outputs).begins().getFirst().initSegment());
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).containsExactly(2000L, 2000L);
    }

    @Test
    void soundThatPausesBeginsAnewWithoutLossOfVideo() {
        List<MediaFrame> sound = new ArrayList<>(audio(0, 2000));
        sound.addAll(audio(9000, 14_000));
        List<SegmentOutput> outputs = run(new CmafSegmenter(BOTH, TARGETS), stream(video(0, 14_000, 2000), sound));
        assertThat(segmentMillis(outputs, Track.VIDEO_0)).hasSize(7).containsOnly(2000L);
        assertThat(Segmented.of(Track.AUDIO_0, outputs).begins())
                .extracting(Begin::run)
                .containsExactly(0, 1);
        assertThat(segmentMillis(outputs, Track.AUDIO_0)).containsExactly(2000L, 2000L, 2000L);
    }

    @Test
    void variantsAreCutAtTheSameTimes() {
        List<MediaFrame> frames = new ArrayList<>();
        for (Track track : List.of(Track.VIDEO_0, VIDEO_1)) {
            frames.add(TestFrames.video(track, FourCc.AVC, PacketType.SEQUENCE_START, 0, 0, true, TestFrames.AVC));
        }
        for (long millis = 0; millis < 8000; millis += 40) {
            for (Track track : List.of(VIDEO_1, Track.VIDEO_0)) {
                frames.add(TestFrames.video(
                        track,
                        FourCc.AVC,
                        PacketType.CODED_FRAMES,
                        millis,
                        0,
                        millis % 1000 == 0,
                        Bytes.utf8("picture " + millis)));
            }
        }
        List<SegmentOutput> outputs = run(new CmafSegmenter(List.of(Track.VIDEO_0, VIDEO_1), TARGETS), frames);
        assertThat(segmentMillis(outputs, VIDEO_1))
                .isEqualTo(segmentMillis(outputs, Track.VIDEO_0))
                .containsExactly(2000L, 2000L, 2000L, 2000L);
    }

    @Test
    void oneThatTakesAnothersPlaceGoesOnCountingRuns() {
        var first = new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS);
        run(first, stream(video(0, 4000, 2000), List.of()));
        assertThat(first.nextRun()).isEqualTo(1);
        var second = new CmafSegmenter(BOTH, TARGETS, first.nextRun());
        List<SegmentOutput> outputs = run(second, stream(video(4000, 8000, 2000), audio(3800, 8000)));
        assertThat(outputs)
                .filteredOn(SegmentOutput.Begin.class::isInstance)
                .extracting(begin -> ((SegmentOutput.Begin) begin).run())
                .containsExactly(1, 1);
        assertThat(second.nextRun()).isEqualTo(2);
    }

    @Test
    @DisplayName("ER-082: nano offsets are in the composition time, to the 90,000th of a second")
    void nanoOffsets() {
        MediaFrame frame = TestFrames.avc(40, false);
        MediaFrame offset = new MediaFrame(
                frame.kind(),
                40,
                frame.body(),
                List.of(frame.packets().getFirst().with(0, 500_000, Bytes.utf8("x"))));
        Segmented video = Segmented.of(
                Track.VIDEO_0,
                new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS),
                List.of(TestFrames.avcHeader(), TestFrames.avc(0, true), offset));
        Bytes head = video.parts().getFirst().data().getFirst();
        assertThat(head.slice(head.length() - 12, 4).reader().i32()).isEqualTo(45);
    }

    @Test
    void payloadsAreNotCopied() {
        MediaFrame frame = TestFrames.avc(0, true);
        Segmented video = Segmented.of(
                Track.VIDEO_0,
                new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS),
                List.of(TestFrames.avcHeader(), frame));
        Bytes data = video.parts().getFirst().data().getLast();
        assertThat(data.offsetIn(frame.body())).isPositive();
    }

    @Test
    void clockThatStandsStillMakesNoEndlessPart() {
        List<MediaFrame> frames = new ArrayList<>();
        frames.add(TestFrames.avcHeader());
        frames.add(TestFrames.avc(0, true));
        for (int i = 0; i < 5000; i++) {
            frames.add(TestFrames.avc(0, false));
        }
        Segmented video = Segmented.of(Track.VIDEO_0, new CmafSegmenter(List.of(Track.VIDEO_0), TARGETS), frames);
        assertThat(video.parts()).hasSizeGreaterThan(4);
    }

    @Test
    void codecsWithoutAPlaceInMp4AreLeftOut() {
        Codec speex = new Codec.LegacyAudio(11);
        MediaFrame frame = TestFrames.audio(Track.AUDIO_0, speex, PacketType.CODED_FRAMES, 0, Bytes.utf8("sound"));
        CmafSegmenter segmenter = new CmafSegmenter(List.of(Track.AUDIO_0), TARGETS);
        assertThat(segmenter.add(frame, 0)).isEmpty();
        assertThat(segmenter.discontinuity()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "500, 40, 522",
        "500, 33.333, 502",
        "330, 100, 302",
        "330, 83.333, 336",
        "200, 21.333, 194",
        "300, 1000, 1002"
    })
    @DisplayName("RFC 8216bis §4.4.4.9: parts of whole frames reach 85 % of the target")
    void partTargetOfWholeFrames(int wanted, double frame, int target) {
        SegmentTargets targets = new SegmentTargets(wanted, 2000, 4).withWholeFrames(frame);
        assertThat(targets.partMillis()).isEqualTo(target);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("RFC 8216bis §4.4.3.1: whatever comes, segments are bounded and runs in order")
    void anythingMayCome(long seed) {
        Random random = new Random(seed);
        CmafSegmenter segmenter = new CmafSegmenter(BOTH, TARGETS);
        List<SegmentOutput> outputs = new ArrayList<>();
        long millis = random.nextInt(10_000);
        for (int i = 0; i < 200; i++) {
            millis = random.nextInt(100) == 0 ? random.nextInt(100_000) : millis + random.nextInt(60);
            byte[] bytes = new byte[1 + random.nextInt(30)];
            random.nextBytes(bytes);
            MediaFrame frame = switch (random.nextInt(12)) {
                case 0 -> TestFrames.avcHeader().at(millis);
                case 1 ->
                    TestFrames.aacHeader(random.nextInt(5) == 0 ? TestFrames.AAC : TestFrames.AAC_48K)
                            .at(millis);
                case 2 ->
                    TestFrames.video(
                            Track.VIDEO_0, FourCc.AVC, PacketType.SEQUENCE_START, millis, 0, true, Bytes.wrap(bytes));
                case 3, 4, 5, 6 -> TestFrames.aac(millis);
                default ->
                    TestFrames.video(
                            Track.VIDEO_0,
                            FourCc.AVC,
                            PacketType.CODED_FRAMES,
                            millis,
                            random.nextInt(200) - 100,
                            random.nextInt(10) == 0,
                            Bytes.wrap(bytes));
            };
            outputs.addAll(segmenter.add(frame, millis));
        }
        outputs.addAll(segmenter.discontinuity());
        for (Track track : BOTH) {
            Segmented of = Segmented.of(track, outputs);
            assertThat(of.begins())
                    .extracting(Begin::run)
                    .doesNotHaveDuplicates()
                    .isSorted();
            // Up to a target duration, and a frame after which nothing came for as long as that.
            assertThat(of.parts()).allMatch(part -> part.durationMicros() >= 0);
            assertThat(of.segments()).allMatch(segment -> segment.micros() <= 8_500_000);
        }
    }
}

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
import io.millrace.mux.ts.TsSegmenter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TsSegmenterTest {
    private static final int PACKET = 188;
    private static final int AUDIO_PID = 0x101;
    private static final SegmentTargets TARGETS = new SegmentTargets(500, 2000, 4);

    private final TsSegmenter segmenter =
            new TsSegmenter(Optional.of(Track.VIDEO_0), Optional.of(Track.AUDIO_0), TARGETS);
    private final List<MediaFrame> frames = new ArrayList<>();

    private void video(long from, long to) {
        frames.add(TestFrames.avcHeader().at(from));
        for (long millis = from; millis < to; millis += 40) {
            Bytes unit = Bytes.hex("00000005" + "6588840000");
            frames.add(TestFrames.video(FourCc.AVC, millis, (millis - from) % 2000 == 0, unit));
        }
    }

    private void audio(Bytes configuration, long from, long to) {
        frames.add(TestFrames.aacHeader(configuration).at(from));
        for (long millis = from; millis < to; millis += 20) {
            frames.add(TestFrames.aac(millis));
        }
    }

    private Segmented run() {
        frames.sort(Comparator.comparingLong(MediaFrame::dtsMillis));
        List<SegmentOutput> out = new ArrayList<>();
        frames.forEach(frame -> out.addAll(segmenter.add(frame, Segmented.WALL_CLOCK + frame.dtsMillis())));
        out.addAll(segmenter.discontinuity());
        frames.clear();
        return new Segmented(out);
    }

    private static List<Long> millis(Segmented written) {
        return written.segments().stream()
                .map(segment -> segment.micros() / 1000)
                .toList();
    }

    /** Counts the packets of each PID, and fails unless each counter goes up by one. */
    private static Map<Integer, Integer> checkCounters(Bytes ts) {
        assertThat(ts.length() % PACKET).isZero();
        Map<Integer, Integer> packets = new HashMap<>();
        Map<Integer, Integer> counters = new HashMap<>();
        for (int at = 0; at < ts.length(); at += PACKET) {
            int pid = (ts.u8(at + 1) & 0x1F) << 8 | ts.u8(at + 2);
            int counter = ts.u8(at + 3) & 0xF;
            Integer before = counters.put(pid, counter);
            if (ts.u8(at) != 0x47 || (before != null && (before + 1 & 0xF) != counter)) {
                throw new AssertionError("packet at " + at + ": counter " + counter + " after " + before);
            }
            packets.merge(pid, 1, Integer::sum);
        }
        return packets;
    }

    @Test
    @DisplayName("RFC 8216bis §3.1.1: segments begin with PAT and PMT, and at key frames")
    void segmentsBeginAtKeyFrames() {
        video(1000, 7000);
        audio(TestFrames.AAC_48K, 1000, 7000);
        Segmented written = run();
        assertThat(millis(written)).containsExactly(2000L, 2000L, 2000L);
        assertThat(written.parts()).allMatch(Part::startsIndependent);
        assertThat(written.parts().get(1).wallClockMillis()).isEqualTo(Segmented.WALL_CLOCK + 3000);
        Map<Integer, Integer> packets = checkCounters(written.file(0));
        assertThat(packets).containsEntry(0, 3).containsEntry(0x1000, 3).containsEntry(0x100, 150);
        assertThat(packets.get(AUDIO_PID)).isBetween(299, 300);
    }

    @Test
    void soundThatIsKnownAfterThePictureIsInTheFirstSegment() {
        video(0, 2000);
        audio(TestFrames.AAC_48K, 400, 2000);
        Segmented written = run();
        assertThat(written.begins()).hasSize(1);
        assertThat(checkCounters(written.file(0))).containsEntry(AUDIO_PID, 80);
    }

    @Test
    void otherSoundBeginsAnewAtTheNextKeyFrame() {
        video(0, 6000);
        audio(TestFrames.AAC_48K, 0, 3000);
        audio(TestFrames.AAC, 3000, 6000);
        Segmented written = run();
        assertThat(written.begins()).extracting(Begin::run).containsExactly(0, 1);
        assertThat(millis(written)).containsExactly(2000L, 2000L, 2000L);
        assertThat(checkCounters(written.file(1))).containsEntry(AUDIO_PID, 100);
    }

    @Test
    void clockThatJumpsIsADiscontinuity() {
        video(10_000, 13_000);
        List<MediaFrame> later = List.copyOf(frames);
        frames.clear();
        video(0, 4000);
        List<MediaFrame> again = List.copyOf(frames);
        List<SegmentOutput> out = new ArrayList<>();
        later.forEach(frame -> out.addAll(segmenter.add(frame, 0)));
        again.forEach(frame -> out.addAll(segmenter.add(frame, 0)));
        Segmented written = new Segmented(out);
        assertThat(written.begins()).extracting(Begin::run).containsExactly(0, 1);
        assertThat(millis(written)).containsExactly(2000L, 1000L, 2000L);
    }

    @Test
    void returnOfAPublisherIsADiscontinuity() {
        video(0, 2000);
        assertThat(run().begins()).extracting(Begin::run).containsExactly(0);
        video(2000, 4000);
        Segmented second = run();
        assertThat(second.begins()).extracting(Begin::run).containsExactly(1);
        assertThat(millis(second)).containsExactly(2000L);
    }

    @Test
    void framesCutShortAreLeftOut() {
        video(0, 2000);
        frames.add(TestFrames.video(FourCc.AVC, 1000, false, Bytes.hex("00000009" + "65")));
        assertThat(checkCounters(run().file(0))).containsEntry(0x100, 50);
    }

    @Test
    void codecsThatPlayersDoNotTakeAreLeftOut() {
        video(0, 2000);
        Codec opus = new Codec.Enhanced(FourCc.OPUS);
        frames.add(TestFrames.audio(Track.AUDIO_0, opus, PacketType.CODED_FRAMES, 500, Bytes.utf8("sound")));
        assertThat(checkCounters(run().file(0))).doesNotContainKey(AUDIO_PID);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void anythingMayBeInFramesAndHeaders(long seed) {
        Random random = new Random(seed);
        TsSegmenter hostile = new TsSegmenter(Optional.of(Track.VIDEO_0), Optional.of(Track.AUDIO_0), TARGETS);
        FourCc video = random.nextBoolean() ? FourCc.AVC : FourCc.HEVC;
        List<SegmentOutput> out = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            PacketType type = random.nextInt(5) == 0 ? PacketType.SEQUENCE_START : PacketType.CODED_FRAMES;
            long millis = 40L * i + (random.nextInt(20) == 0 ? random.nextInt(100_000) : 0);
            MediaFrame frame = random.nextBoolean()
                    ? TestFrames.video(Track.VIDEO_0, video, type, millis, 0, random.nextBoolean(), Bytes.wrap(bytes))
                    : TestFrames.audio(Track.AUDIO_0, new Codec.Enhanced(FourCc.AAC), type, millis, Bytes.wrap(bytes));
            out.addAll(hostile.add(frame, 0));
        }
        out.addAll(hostile.discontinuity());
        List<Bytes> pieces = new ArrayList<>();
        new Segmented(out).parts().forEach(part -> pieces.addAll(part.data()));
        checkCounters(Bytes.join(pieces));
    }
}

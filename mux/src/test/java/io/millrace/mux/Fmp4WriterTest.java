package io.millrace.mux;

import static io.millrace.mux.TestFrames.AAC;
import static io.millrace.mux.TestFrames.AAC_48K;
import static io.millrace.mux.TestFrames.aac;
import static io.millrace.mux.TestFrames.aacHeader;
import static io.millrace.mux.TestFrames.audio;
import static io.millrace.mux.TestFrames.avc;
import static io.millrace.mux.TestFrames.avcHeader;
import static io.millrace.mux.TestFrames.metadata;
import static io.millrace.mux.TestFrames.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.mux.Fmp4Output.Fragment;
import io.millrace.mux.Fmp4Output.InitSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Fmp4WriterTest {
    private static final Track SECOND_AUDIO = new Track(MediaKind.AUDIO, 1);

    @Test
    void fragmentBeginsAtEachKeyFrame() {
        Written written = write(avcHeader(), pictures(0, 3000, 40, 600));
        assertThat(written.fragments().getFirst())
                .extracting(Fragment::startMillis)
                .containsExactly(0L, 600L, 1200L, 1800L, 2400L);
        assertThat(written.fragments().getFirst())
                .allMatch(Fragment::startsWithKeyFrame)
                .allMatch(fragment -> fragment.durationMillis() == 600);
    }

    @Test
    void longGopIsSplitSoThatACrashLosesASecond() {
        Written written = write(avcHeader(), pictures(0, 5000, 40, 2200));
        assertThat(written.fragments().getFirst())
                .extracting(Fragment::startMillis)
                .containsExactly(0L, 1000L, 2000L, 2200L, 3200L, 4200L, 4400L);
        assertThat(written.fragments().getFirst())
                .extracting(Fragment::startsWithKeyFrame)
                .containsExactly(true, false, false, true, false, false, true);
    }

    @Test
    void picturesThatAreAllKeyFramesShareFragments() {
        Written written = write(avcHeader(), pictures(0, 1000, 40, 40));
        assertThat(written.fragments().getFirst())
                .extracting(Fragment::startMillis)
                .containsExactly(0L, 200L, 400L, 600L, 800L);
    }

    @Test
    void soundAloneHasFragmentsOfASecond() {
        Written written = write(aacHeader(AAC), sound(0, 3000));
        assertThat(written.fragments().getFirst())
                .hasSize(3)
                .allMatch(Fragment::startsWithKeyFrame)
                .allSatisfy(fragment -> assertThat(fragment.durationMillis()).isBetween(980L, 1020L));
    }

    @Test
    @DisplayName("ER-021: it begins as soon as all tracks that metadata announces are known")
    void beginsWhenAllThatIsAnnouncedIsKnown() {
        Fmp4Writer writer = new Fmp4Writer();
        add(writer, metadata(), avcHeader());
        assertThat(writer.add(avc(0, true))).isEmpty();
        assertThat(writer.add(aacHeader(AAC))).isEmpty();
        assertThat(writer.add(aac(0)))
                .singleElement()
                .isInstanceOfSatisfying(
                        InitSegment.class,
                        init -> assertThat(init.tracks())
                                .extracting(info -> info.track())
                                .containsExactly(Track.VIDEO_0, Track.AUDIO_0));
    }

    @Test
    void withoutMetadataItWaitsASecondForTracks() {
        Fmp4Writer writer = new Fmp4Writer();
        add(writer, avcHeader(), avc(0, true), avc(960, false));
        assertThat(writer.add(avc(1000, false))).first().isInstanceOf(InitSegment.class);
    }

    @Test
    void trackWithoutSequenceStartIsWaitedForAndThenLeftOut() {
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(writer, frames(avcHeader(), merge(pictures(0, 8000, 40, 1000), sound(0, 8000))));
        assertThat(written.inits())
                .singleElement()
                .satisfies(init -> assertThat(init.tracks()).hasSize(1));
        assertThat(writer.leftOut())
                .containsExactly(new Fmp4LeftOut(
                        Track.AUDIO_0,
                        new Codec.Enhanced(FourCc.AAC),
                        Fmp4LeftOut.Reason.NO_CONFIGURATION,
                        sound(0, 8000).size()));
    }

    @Test
    void otherCodecsAreLeftOut() throws IOException {
        Codec speex = new Codec.LegacyAudio(11);
        Codec unknown = new Codec.Enhanced(FourCc.of("abcd"));
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(
                writer,
                frames(
                        avcHeader(),
                        List.of(
                                avc(0, true),
                                audio(Track.AUDIO_0, speex, PacketType.CODED_FRAMES, 0, Bytes.of(1)),
                                audio(SECOND_AUDIO, unknown, PacketType.CODED_FRAMES, 5, Bytes.of(2)),
                                audio(Track.AUDIO_0, speex, PacketType.CODED_FRAMES, 20, Bytes.of(3)))));
        assertThat(Written.read(written.file())).hasSize(1);
        assertThat(writer.leftOut().stream().map(Fmp4LeftOut::toString))
                .containsExactly(
                        "2 frames of audio track 0 (Speex): MP4 has no place for this codec",
                        "1 frame of audio track 1 (abcd): MP4 has no place for this codec");
    }

    @Test
    void picturesBeforeTheFirstKeyFrameAreLeftOut() throws IOException {
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(
                writer, frames(avcHeader(), List.of(avc(0, false), avc(40, false), avc(80, true), avc(120, false))));
        assertThat(payloads(Written.read(written.file()))).containsExactly("0 key 80", "40 inter 120");
        assertThat(writer.leftOut()).singleElement().satisfies(left -> {
            assertThat(left.frames()).isEqualTo(2);
            assertThat(left.reason()).isEqualTo(Fmp4LeftOut.Reason.BEFORE_KEY_FRAME);
        });
    }

    @Test
    void fileOfALiveStreamBeginsAtZeroAndKeepsItsGaps() throws IOException {
        long start = 5_000_000_000L;
        Written written =
                write(avcHeader(), List.of(avc(start, true), avc(start + 40, false), avc(start + 3_600_040, true)));
        assertThat(payloads(Written.read(written.file())))
                .containsExactly("0 key " + start, "40 inter " + (start + 40), "3600040 key " + (start + 3_600_040));
    }

    @Test
    void smallStepsBackAreRepairedAndCounted() throws IOException {
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(
                writer, frames(avcHeader(), List.of(avc(0, true), avc(80, false), avc(40, false), avc(120, false))));
        List<MediaFrame> read = Written.read(written.file());
        assertThat(writer.repairedTimes()).isEqualTo(1);
        // The reader makes all times of presentation later by the one that is before its time of decoding.
        assertThat(read).extracting(MediaFrame::dtsMillis).containsExactly(0L, 80L, 80L, 120L);
        assertThat(read)
                .extracting(
                        frame -> frame.dtsMillis() + frame.packets().getFirst().compositionTimeMillis())
                .containsExactly(40L, 120L, 80L, 160L);
    }

    @Test
    void clockThatBeginsAnewGoesOn() throws IOException {
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(
                writer,
                frames(avcHeader(), List.of(avc(60_000, true), avc(60_040, false), avc(0, true), avc(40, false))));
        assertThat(payloads(Written.read(written.file())))
                .containsExactly("0 key 60000", "40 inter 60040", "40 key 0", "80 inter 40");
        assertThat(writer.repairedTimes()).isEqualTo(1);
    }

    @Test
    void anotherConfigurationBeginsAnotherFile() throws IOException {
        List<MediaFrame> frames = new ArrayList<>(List.of(metadata(), avcHeader(), aacHeader(AAC)));
        frames.addAll(merge(pictures(0, 2000, 40, 1000), sound(0, 2000)));
        frames.addAll(List.of(avcHeader(), aacHeader(AAC))); // said again: no change
        frames.addAll(merge(pictures(2000, 3000, 40, 1000), sound(2000, 3000)));
        frames.add(aacHeader(AAC_48K));
        frames.addAll(merge(pictures(3000, 4000, 40, 1000), sound(3000, 4000)));
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(writer, frames);
        assertThat(written.inits())
                .hasSize(2)
                .allSatisfy(init -> assertThat(init.tracks()).hasSize(2));
        assertThat(written.inits().stream()
                        .map(init ->
                                init.tracks().getLast().audio().orElseThrow().sampleRate()))
                .containsExactly(44_100, 48_000);
        assertThat(payloads(Written.read(written.file(0))))
                .hasSize(75 + sound(0, 3000).size());
        assertThat(payloads(Written.read(written.file(1)))).startsWith("0 key 3000", "0 sound 3000");
        assertThat(writer.leftOut()).isEmpty();
    }

    @Test
    void fileThatIsCutAnywhereInAFragmentPlaysUpToThere() throws IOException {
        List<MediaFrame> frames = new ArrayList<>(List.of(avcHeader(), aacHeader(AAC)));
        frames.addAll(merge(pictures(0, 1200, 40, 400), sound(0, 1200)));
        Written written = write(new Fmp4Writer(), frames);
        Bytes whole = written.file(0, 3);
        List<MediaFrame> all = Written.read(whole);
        List<MediaFrame> before = Written.read(written.file(0, 2));
        int kept = before.size();
        for (int length = written.file(0, 2).length(); length < whole.length(); length++) {
            List<MediaFrame> cut = Written.read(whole.slice(0, length));
            assertThat(cut).as("%d bytes", length).hasSizeGreaterThanOrEqualTo(kept);
            assertThat(all).containsAll(cut);
            kept = cut.size();
        }
        assertThat(kept).isBetween(before.size() + 1, all.size() - 1);
    }

    @Test
    void trackThatComesLaterBeginsAnotherFileAtTheNextKeyFrame() throws IOException {
        List<MediaFrame> frames = new ArrayList<>(List.of(avcHeader()));
        frames.addAll(pictures(0, 2200, 40, 1000));
        frames.add(aacHeader(AAC));
        frames.addAll(merge(pictures(2200, 4000, 40, 1000), sound(2200, 4000)));
        Fmp4Writer writer = new Fmp4Writer();
        Written written = write(writer, frames);
        assertThat(written.inits()).extracting(init -> init.tracks().size()).containsExactly(1, 2);
        assertThat(Written.read(written.file(0))).hasSize(75);
        assertThat(payloads(Written.read(written.file(1)))).hasSize(25 + 50).startsWith("0 key 3000", "0 sound 3000");
        assertThat(writer.leftOut())
                .extracting(Fmp4LeftOut::track, Fmp4LeftOut::frames)
                .containsExactly(tuple(Track.AUDIO_0, 40L));
    }

    @Test
    @DisplayName("ER-082: nano offsets make times finer than a millisecond")
    void nanoOffsets() {
        assertThat(audioTicks(0)).isEqualTo(441);
        assertThat(audioTicks(500_000)).isEqualTo(441 + 22);
    }

    private static long audioTicks(int nanoOffset) {
        Fmp4Writer writer = new Fmp4Writer();
        add(writer, aacHeader(AAC), aac(0));
        InitSegment init = (InitSegment) writer.finish().getFirst();
        return new OutputTrack(init.tracks().getFirst(), 1, Bytes.EMPTY).ticks(10, nanoOffset);
    }

    @Test
    @DisplayName("ER-126: VVC in its sample entry")
    void vvc() throws IOException {
        Bytes record = Bytes.hex("ff00215f0102438080330112345678078004400000028d00037801028f000100200079002d0243bfff"
                + "ffffffffffffe000c08033011234567860078100220f94e0");
        Written written = write(
                video(Track.VIDEO_0, FourCc.VVC, PacketType.SEQUENCE_START, 0, 0, true, record),
                List.of(video(FourCc.VVC, 0, true, Bytes.utf8("key 0"))));
        Bytes file = written.file();
        Mp4File reader = new Mp4File(Mp4File.index(ByteSource.of(file)), ByteSource.of(file));
        assertThat(reader.headers().getLast().packets().getFirst().payload()).isEqualTo(record);
        assertThat(payloads(Frames.rest(reader))).containsExactly("0 key 0");
    }

    @Test
    void framesWithoutEndTakeBoundedMemory() {
        Fmp4Writer writer = new Fmp4Writer();
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        add(writer, aacHeader(AAC));
        List<Fmp4Output> out = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // all at one time, and of a track that nothing can be said of
            out.addAll(writer.add(video(FourCc.AVC, 0, true, large)));
        }
        out.addAll(writer.add(aac(0)));
        assertThat(writer.leftOut())
                .singleElement()
                .satisfies(left -> assertThat(left.frames()).isGreaterThan(15));
        for (int i = 0; i < 20_001; i++) {
            out.addAll(writer.add(aac(0)));
        }
        assertThat(out).filteredOn(Fragment.class::isInstance).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void nothingComesOfNothing() {
        assertThat(new Fmp4Writer().finish()).isEmpty();
        assertThat(write(avcHeader(), List.of()).inits()).isEmpty();
        assertThatThrownBy(() -> new Fmp4Writer(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 ms");
    }

    private static void add(Fmp4Writer writer, MediaFrame... frames) {
        for (MediaFrame frame : frames) {
            assertThat(writer.add(frame)).isEmpty();
        }
    }

    private static Written write(MediaFrame header, List<MediaFrame> frames) {
        return write(new Fmp4Writer(), frames(header, frames));
    }

    private static Written write(Fmp4Writer writer, List<MediaFrame> frames) {
        return Written.of(writer, frames);
    }

    private static List<MediaFrame> frames(MediaFrame header, List<MediaFrame> frames) {
        return Stream.concat(Stream.of(header), frames.stream()).toList();
    }

    private static List<MediaFrame> pictures(long from, long to, long step, long gop) {
        return LongStream.iterate(from, millis -> millis < to, millis -> millis + step)
                .mapToObj(millis -> avc(millis, millis % gop == 0))
                .toList();
    }

    private static List<MediaFrame> sound(long from, long to) {
        return LongStream.iterate(from, millis -> millis < to, millis -> millis + 20)
                .mapToObj(TestFrames::aac)
                .toList();
    }

    private static List<MediaFrame> merge(List<MediaFrame> one, List<MediaFrame> other) {
        return Stream.concat(one.stream(), other.stream())
                .sorted(Comparator.comparingLong(MediaFrame::dtsMillis))
                .toList();
    }

    /** Time and text of each frame. */
    private static List<String> payloads(List<MediaFrame> frames) {
        return frames.stream()
                .map(frame -> frame.dtsMillis() + " "
                        + frame.packets().getFirst().payload().toUtf8())
                .toList();
    }
}

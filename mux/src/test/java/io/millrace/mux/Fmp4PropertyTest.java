package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random streams through the writer and our reader, and nonsense through the writer. */
class Fmp4PropertyTest {
    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    @DisplayName("ER-101: of every track, all samples come back with their data, times and key frames")
    void readerGivesBackWhatWasWritten(long seed) throws IOException {
        Random random = new Random(seed);
        List<Track> tracks = tracks(random);
        List<MediaFrame> frames = frames(tracks, random);
        int fragmentMillis = 50 + random.nextInt(3000);
        Written written = Written.of(new Fmp4Writer(fragmentMillis), frames);
        List<MediaFrame> read = Written.read(written.file());
        long first = frames.stream()
                .filter(frame -> frame.holds(PacketType.CODED_FRAMES))
                .mapToLong(MediaFrame::dtsMillis)
                .min()
                .orElseThrow();
        for (Track track : tracks) {
            assertThat(samples(read, track, 0)).isEqualTo(samples(frames, track, first));
        }
        assertThat(written.fragments()
                        .getFirst()
                        .subList(0, written.fragments().getFirst().size() - 1))
                .allMatch(fragment -> fragment.durationMillis() >= 0);
    }

    /** The first of each kind, and at times others. */
    private static List<Track> tracks(Random random) {
        List<Track> tracks = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            tracks.addFirst(new Track(MediaKind.VIDEO, i));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            tracks.add(new Track(MediaKind.AUDIO, i - 1));
        }
        return tracks;
    }

    /** Headers, then frames of all tracks in the order of their times; video begins with key frames. */
    private static List<MediaFrame> frames(List<Track> tracks, Random random) {
        List<MediaFrame> frames = new ArrayList<>();
        Map<Track, Boolean> begun = new HashMap<>();
        tracks.forEach(track -> frames.add(
                track.kind() == MediaKind.VIDEO
                        ? TestFrames.video(track, FourCc.AVC, PacketType.SEQUENCE_START, 0, 0, true, TestFrames.AVC)
                        : TestFrames.audio(track, aac(), PacketType.SEQUENCE_START, 0, TestFrames.AAC)));
        long millis = random.nextLong(1L << 33);
        for (Track track : tracks) {
            frames.add(frame(track, millis, true, random));
        }
        for (int i = random.nextInt(150); i > 0; i--) {
            millis += random.nextInt(20) == 0 ? random.nextInt(5000) : random.nextInt(50);
            Track track = tracks.get(random.nextInt(tracks.size()));
            frames.add(frame(track, millis, random.nextInt(8) == 0, random));
        }
        return frames;
    }

    private static Codec aac() {
        return new Codec.Enhanced(FourCc.AAC);
    }

    private static MediaFrame frame(Track track, long millis, boolean key, Random random) {
        byte[] data = new byte[1 + random.nextInt(500)];
        random.nextBytes(data);
        Bytes bytes = Bytes.wrap(data);
        return track.kind() == MediaKind.VIDEO
                ? TestFrames.video(track, FourCc.AVC, PacketType.CODED_FRAMES, millis, random.nextInt(200), key, bytes)
                : TestFrames.audio(track, aac(), PacketType.CODED_FRAMES, millis, bytes);
    }

    private static List<String> samples(List<MediaFrame> frames, Track track, long first) {
        List<String> samples = new ArrayList<>();
        for (MediaFrame frame : frames) {
            for (MediaPacket packet : frame.packets()) {
                if (packet.track().equals(track) && packet.type() == PacketType.CODED_FRAMES) {
                    samples.add((frame.dtsMillis() - first) + " " + packet.compositionTimeMillis() + " "
                            + packet.keyFrame() + " " + packet.payload());
                }
            }
        }
        return samples;
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void nonsenseIsCountedOrWrittenButNeverThrows(long seed) throws IOException {
        Random random = new Random(seed);
        List<MediaFrame> frames = new ArrayList<>();
        List<FourCc> codecs =
                List.of(FourCc.AVC, FourCc.HEVC, FourCc.VVC, FourCc.AV1, FourCc.VP8, FourCc.VP9, FourCc.of("none"));
        List<FourCc> sounds =
                List.of(FourCc.AAC, FourCc.MP3, FourCc.OPUS, FourCc.FLAC, FourCc.AC3, FourCc.EAC3, FourCc.AVC);
        int samples = 0;
        for (int i = 0; i < 200; i++) {
            byte[] data = new byte[random.nextInt(64)];
            random.nextBytes(data);
            Bytes bytes = random.nextInt(4) == 0 ? start(random) : Bytes.wrap(data);
            int id = random.nextInt(2);
            PacketType type = random.nextInt(3) == 0 ? PacketType.SEQUENCE_START : PacketType.CODED_FRAMES;
            long millis = random.nextLong(100_000) - 50_000;
            MediaFrame frame = random.nextBoolean()
                    ? TestFrames.video(
                            new Track(MediaKind.VIDEO, id),
                            codecs.get(random.nextInt(codecs.size())),
                            type,
                            millis,
                            0,
                            random.nextBoolean(),
                            bytes)
                    : TestFrames.audio(
                            new Track(MediaKind.AUDIO, id),
                            new Codec.Enhanced(sounds.get(random.nextInt(sounds.size()))),
                            type,
                            millis,
                            bytes);
            samples += frame.packets().stream().anyMatch(Fmp4Part::isSample) ? 1 : 0;
            frames.add(frame);
        }
        Fmp4Writer writer = new Fmp4Writer();
        Written written = Written.of(writer, frames);
        long kept = 0;
        for (int i = 0; i < written.inits().size(); i++) {
            if (!written.fragments().get(i).isEmpty()) {
                kept += Written.read(written.file(i)).stream()
                        .filter(frame -> frame.holds(PacketType.CODED_FRAMES))
                        .count();
            }
        }
        assertThat(kept
                        + writer.leftOut().stream()
                                .mapToLong(Fmp4LeftOut::frames)
                                .sum())
                .isEqualTo(samples);
    }

    /** The beginning of something that is understood. */
    private static Bytes start(Random random) {
        List<String> starts = List.of(
                "01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c001000668ebe3cb22c0fdf8f800",
                "121056e500",
                "81000c000a0b000000043d06d402f80040",
                "10ae009d012a800268010087088585889984880a",
                "824983420027f016760438241c184a1007807fd9",
                "4f707573486561640102380180bb0000000000",
                "0b7728191e40ebf8403eff99c2084108",
                "0b77037f3f87c0002000000002000000",
                "fffb9064000ff000");
        return Bytes.hex(starts.get(random.nextInt(starts.size())));
    }
}

package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.SoundFlags;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A track of an MP4 file, and its samples as messages. Immutable, so any thread may read it.
 *
 * @param entries what {@link SampleTable#description} counts; those without content describe no sample
 * @param reorderingTicks decoding is that much earlier than the file says, so that nothing is shown before it is
 *     decoded though the file has negative composition times
 */
record Mp4Track(
        Track track, List<Optional<SampleEntry>> entries, SampleTable samples, TrackClock clock, int reorderingTicks) {
    /** Of SoundRate, SoundSize and SoundType, what AAC always has [F-05]. */
    private static final int AAC_FLAGS = 0xF;

    /** What fits into the 24 bits of a composition time. */
    private static final int MAX_COMPOSITION_MILLIS = 0x7F_FFFF;

    /** The track, its clock not yet set to that of the recording. */
    static Mp4Track of(Track track, TrackParser parser, long movieTimescale) throws IOException {
        SampleTable samples = parser.samples().build();
        TrackClock clock = parser.clock(movieTimescale);
        int least = samples.leastComposition();
        long spread = (samples.greatestComposition() - (long) least) * 1000 / clock.timescale();
        long greatest = Math.max(spread, samples.greatestComposition() * 1000L / clock.timescale());
        if (least < -Integer.MAX_VALUE || greatest >= MAX_COMPOSITION_MILLIS) {
            throw BoxInput.damaged("composition times from %d to %d, %d ticks a second (limit: %d ms)"
                    .formatted(least, samples.greatestComposition(), clock.timescale(), MAX_COMPOSITION_MILLIS));
        }
        return new Mp4Track(track, parser.entries(), samples, clock, Math.max(0, -least));
    }

    Mp4Track plusMillis(long millis) {
        return new Mp4Track(track, entries, samples, clock.plusMillis(millis), reorderingTicks);
    }

    /** When {@code sample} is to be decoded. */
    long dtsMillis(int sample) {
        return clock.millis(samples.ticks(sample) - reorderingTicks);
    }

    /** When the last sample ends, as it is shown. */
    long endMillis() {
        return clock.millis(samples.endTicks() - reorderingTicks);
    }

    /** The entry of a {@linkplain SampleTable#description description}. */
    SampleEntry entry(int description) {
        return entries.get(description).orElseThrow();
    }

    /** Frames a second, on average. */
    double framesPerSecond() {
        long ticks = samples.endTicks() - samples.ticks(0);
        return ticks == 0 ? 0 : samples.count() * (double) clock.timescale() / ticks;
    }

    /** The entry of the first sample. */
    SampleEntry firstEntry() {
        return entry(samples.description(0));
    }

    /** In Hz: that of the first entry, or else of the clock, which runs with the samples of sound. */
    int sampleRate() {
        int rate = firstEntry().sampleRate();
        return rate == 0 ? (int) clock.timescale() : rate;
    }

    /** The sequence start that decoders need before samples of a description; MP3 in legacy messages has none. */
    Optional<MediaFrame> sequenceStart(int description, long dtsMillis) {
        SampleEntry entry = entry(description);
        Codec codec = codec(entry);
        return codec.equals(new Codec.LegacyAudio(Codec.LegacyAudio.MP3))
                ? Optional.empty()
                : Optional.of(frame(
                        entry, PacketType.SEQUENCE_START, VideoFrameType.KEY, dtsMillis, 0, entry.configuration()));
    }

    /** {@code sample}, whose bytes in the file are {@code data}. */
    MediaFrame frame(int sample, Bytes data) {
        SampleEntry entry = entry(samples.description(sample));
        int frameType = samples.isSync(sample) ? VideoFrameType.KEY : VideoFrameType.INTER;
        long dts = dtsMillis(sample);
        // Both times are rounded, and not what lies between them: so that of presentation is exact as well.
        long pts = clock.millis(samples.ticks(sample) + samples.composition(sample));
        int compositionTime = hasCompositionTime(entry.fourCc()) ? (int) (pts - dts) : 0;
        return frame(entry, PacketType.CODED_FRAMES, frameType, dts, compositionTime, data);
    }

    /** Whether messages have a field for it [ER-128]. */
    private static boolean hasCompositionTime(FourCc fourCc) {
        return fourCc.equals(FourCc.AVC) || fourCc.equals(FourCc.HEVC);
    }

    private MediaFrame frame(
            SampleEntry entry, PacketType type, int frameType, long dtsMillis, int compositionTime, Bytes payload) {
        Codec codec = codec(entry);
        if (track.kind() == MediaKind.VIDEO) {
            Bytes body =
                    VideoTagCodec.encode(new MediaPacket(track, codec, type, frameType, compositionTime, 0, payload));
            return new MediaFrame(MediaKind.VIDEO, dtsMillis, body, VideoTagCodec.decode(body));
        }
        Bytes body = AudioTagCodec.encode(new MediaPacket(track, codec, type, soundFlags(codec, entry), 0, 0, payload));
        return new MediaFrame(MediaKind.AUDIO, dtsMillis, body, AudioTagCodec.decode(body));
    }

    /** By number where there is one and it is track 0, which every player knows; else by FourCC. */
    Codec codec(SampleEntry entry) {
        if (track.id() == 0) {
            if (entry.fourCc().equals(FourCc.AVC)) {
                return new Codec.LegacyVideo(Codec.LegacyVideo.AVC);
            }
            if (entry.fourCc().equals(FourCc.AAC)) {
                return new Codec.LegacyAudio(Codec.LegacyAudio.AAC);
            }
            if (entry.fourCc().equals(FourCc.MP3)) {
                return new Codec.LegacyAudio(Codec.LegacyAudio.MP3);
            }
        }
        return new Codec.Enhanced(entry.fourCc());
    }

    private static int soundFlags(Codec codec, SampleEntry entry) {
        return switch (codec) {
            case Codec.LegacyAudio(int soundFormat) ->
                soundFormat == Codec.LegacyAudio.AAC
                        ? AAC_FLAGS
                        : SoundFlags.of(entry.sampleRate(), entry.channels() > 1);
            default -> 0;
        };
    }
}

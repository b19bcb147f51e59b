package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.ArrayList;
import java.util.List;

/** A track that is written, and its samples of the fragment at hand. For one thread. */
final class OutputTrack {
    /** The latest time that a sample can have, more than a thousand years: above it ticks would leave 64 bits. */
    static final long MAX_MILLIS = 1L << 45;

    /** Of video: a multiple of a millisecond, and of the frame rates of film and television. */
    private static final int VIDEO_TIMESCALE = 90_000;

    private static final int NANOS = 1_000_000_000;

    /** What a picture lasts as long as nothing is known: a 25th of a second. */
    private static final int VIDEO_DURATION = VIDEO_TIMESCALE / 25;

    private final TrackInfo info;
    private final int id;
    private final int timescale;
    private final Bytes sampleEntry;
    private final List<Sample> samples = new ArrayList<>();
    private boolean begun;
    private long lastTicks;
    private long usualDuration;

    /**
     * An access unit.
     *
     * @param ticks when it is decoded
     * @param composition ticks from there to when it is shown; may be negative
     * @param period those of all tracks of one period lie together
     */
    record Sample(long ticks, int composition, boolean sync, int period, Bytes data) {}

    /** @param id from 1, in the order of the tracks of the file */
    OutputTrack(TrackInfo info, int id, Bytes sampleEntry) {
        this.info = info;
        this.id = id;
        this.sampleEntry = sampleEntry;
        timescale = timescale(info);
        usualDuration = isVideo() ? VIDEO_DURATION : timescale / 50;
    }

    /** Ticks of a second in the track: sound has times that are exact to the sample. */
    static int timescale(TrackInfo info) {
        return info.track().kind() == MediaKind.VIDEO
                ? VIDEO_TIMESCALE
                : info.audio().orElseThrow().sampleRate();
    }

    TrackInfo info() {
        return info;
    }

    Track track() {
        return info.track();
    }

    boolean isVideo() {
        return info.track().kind() == MediaKind.VIDEO;
    }

    int id() {
        return id;
    }

    int timescale() {
        return timescale;
    }

    Bytes sampleEntry() {
        return sampleEntry;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Whether a packet can be decoded after those before it: pictures only from the first key frame on. */
    boolean takes(MediaPacket packet) {
        return begun || !isVideo() || packet.keyFrame();
    }

    /** The time of a packet in this track; of sound, that of presentation [ER-082]. Rounded each for itself. */
    long ticks(long millis, int nanoOffset) {
        long ticks = ticksOf(millis, timescale);
        return isVideo() ? ticks : ticks + nanos(nanoOffset);
    }

    static long ticksOf(long millis, int timescale) {
        return (millis * timescale + 500) / 1000;
    }

    private long nanos(int nanoOffset) {
        return ((long) nanoOffset * timescale + NANOS / 2) / NANOS;
    }

    /**
     * Appends a packet that it {@linkplain #takes takes}. One that is decoded before the one before it is moved to the
     * same time; it is shown when it says.
     *
     * @return whether it is where it says
     */
    boolean add(MediaPacket packet, long millis, int period) {
        long wanted = ticks(millis, packet.nanoOffset());
        long ticks = Math.max(wanted, lastTicks);
        if (ticks > lastTicks && begun) {
            usualDuration = Math.min(ticks - lastTicks, timescale);
        }
        long composition = isVideo()
                ? wanted + packet.compositionTimeMillis() * (timescale / 1000L) + nanos(packet.nanoOffset()) - ticks
                : 0;
        samples.add(new Sample(
                ticks,
                Math.clamp(composition, Integer.MIN_VALUE, Integer.MAX_VALUE),
                !isVideo() || packet.keyFrame(),
                samples.isEmpty() ? period : Math.max(period, samples.getLast().period()),
                packet.payload()));
        lastTicks = ticks;
        begun = true;
        return ticks == wanted;
    }

    /**
     * How long the last sample lasts. A picture is seen until the next one, however long that takes; sound has its end.
     *
     * @param nextTicks when the next one is decoded, or -1 if that is not known
     */
    long lastDuration(long nextTicks) {
        long duration = nextTicks - samples.getLast().ticks();
        boolean known = nextTicks >= 0 && duration >= 0 && (isVideo() || duration <= timescale);
        return known ? Math.min(duration, 0xFFFF_FFFFL) : usualDuration;
    }

    /** In ticks, what the last one but one lasted. */
    long usualDuration() {
        return usualDuration;
    }

    /** When the last sample ends, in milliseconds. */
    long endMillis() {
        return (lastTicks + usualDuration) * 1000 / timescale;
    }
}

package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures one stream, frame by frame, in tens of nanoseconds each. The stream's lock guards it, but for what happens to
 * viewers and time lines: that any thread may count.
 */
final class StreamMeter {
    private static final Comparator<Track> BY_KIND_AND_ID =
            Comparator.comparing(Track::kind).thenComparingInt(Track::id);

    private final HubCounters all;
    private final LongAdder drops = new LongAdder();
    private final LongAdder timelineBreaks = new LongAdder();
    private final LongAdder jumps = new LongAdder();
    private final Map<Track, TrackMeter> tracks = new HashMap<>();
    private boolean published;
    private long publishedAtNanos;
    private long frames;
    private long bytes;

    /** What it counts is counted in {@code all} too. */
    StreamMeter(HubCounters all) {
        this.all = all;
    }

    /** What comes now is of another publisher. */
    void begin(long nowNanos) {
        end();
        published = true;
        publishedAtNanos = nowNanos;
    }

    /** The publisher is gone. */
    void end() {
        published = false;
        tracks.clear();
    }

    /** Appended to the log. */
    void add(MediaFrame message, long nowNanos) {
        List<MediaPacket> packets = message.packets();
        for (int i = 0; i < packets.size(); i++) { // an iterator each time would be garbage
            MediaPacket packet = packets.get(i);
            if (packet.type() == PacketType.CODED_FRAMES) {
                frames++;
                bytes += packet.payload().length();
                meter(packet.track(), nowNanos).add(packet, message.dtsMillis(), nowNanos);
            }
        }
    }

    private TrackMeter meter(Track track, long nowNanos) {
        TrackMeter known = tracks.get(track);
        if (known == null) {
            known = new TrackMeter(nowNanos);
            tracks.put(track, known);
        }
        return known;
    }

    /** A frame was left out at a change of publisher. */
    void dropped() {
        drops.increment();
        all.handoverDrops.increment();
    }

    /** A publisher's timestamps leapt. */
    void timelineBroken() {
        timelineBreaks.increment();
        all.timelineBreaks.increment();
    }

    /** A viewer lagged too much. */
    void jumped() {
        jumps.increment();
        all.jumps.increment();
    }

    StreamFigures figures(long nowNanos) {
        return new StreamFigures(
                published ? nowNanos - publishedAtNanos : 0,
                frames,
                bytes,
                drops.sum(),
                timelineBreaks.sum(),
                jumps.sum(),
                tracks.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(BY_KIND_AND_ID))
                        .map(track -> track.getValue().figures(track.getKey(), nowNanos))
                        .toList());
    }
}

package io.millrace.mux.hls;

import io.millrace.bytes.Bytes;
import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.MediaPlaylist.RenditionReport;
import io.millrace.mux.hls.MediaPlaylist.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The newest segments of one track, from which its media playlist is made and from which they are served: as many as players
 * may go back, and those that left the playlist a short while ago. Media sequence numbers go on as long as it lives, whatever
 * the publisher does. For one thread.
 */
public final class LiveWindow {
    /** In target durations: how far from the end parts are listed, and the least that a playlist may have. */
    private static final long EDGE = 3;

    private static final long MICROS = 1_000_000;

    private SegmentTargets targets;
    private final Limits limits;
    private final Beginning beginning;
    private final Deque<LiveSegment> gone = new ArrayDeque<>(); // of the playlist, but still served
    private final Deque<LiveSegment> listed = new ArrayDeque<>(); // finished ones
    private final Map<Long, Bytes> inits = new HashMap<>();
    private @Nullable Begin begin;
    private @Nullable LiveSegment open;
    private long init;
    private int lastRun;
    private long nextMsn;
    private long bytes;
    private boolean independent = true; // as long as no segment was otherwise
    private boolean ended;

    /**
     * How much a window holds.
     *
     * @param listedMillis how far players may go back; three target durations at least are listed
     * @param keptMillis how long segments are served after they have left the playlist
     * @param maxBytes beyond that the oldest go, whatever their age
     */
    public record Limits(long listedMillis, long keptMillis, long maxBytes) {}

    /**
     * What is so from the first playlist on. Players may know another window of the same name, above the numbers of which those of
     * this one are to be [RFC 8216bis §6.2.2].
     *
     * @param msn of its first segment
     * @param discontinuitySequence of run 0
     */
    public record Beginning(long msn, long discontinuitySequence) {}

    /**
     * A window without segments.
     *
     * @param targets those of the segmenter
     */
    public LiveWindow(SegmentTargets targets, Limits limits, Beginning beginning) {
        this.targets = targets;
        this.limits = limits;
        this.beginning = beginning;
        this.nextMsn = beginning.msn();
    }

    /** Takes what a segmenter put out for this track. */
    public void add(SegmentOutput output) {
        switch (output) {
            case Begin begun -> begin(begun);
            case SegmentOutput.Part part -> add(part);
            case SegmentOutput.SegmentEnd end -> endSegment();
        }
    }

    /** Nothing is ever added again. */
    public void end() {
        endSegment();
        ended = true;
    }

    private void begin(Begin begun) {
        if (begin == null || !begin.initSegment().equals(begun.initSegment())) {
            init = nextMsn; // which no other has: a segment that nobody saw the beginning of is over
            Bytes unused = inits.put(init, begun.initSegment());
            bytes += begun.initSegment().length() - (unused == null ? 0 : unused.length());
        }
        if (begin == null) {
            lastRun = begun.run(); // there is nothing before the first
        }
        begin = begun;
    }

    private void add(SegmentOutput.Part part) {
        Begin begun = begin;
        if (begun == null) {
            throw new IllegalStateException("a part before what it begins with");
        }
        LiveSegment segment = open;
        if (segment == null) {
            segment = new LiveSegment(
                    nextMsn,
                    begun.run(),
                    begun.run() - lastRun,
                    init,
                    !begun.initSegment().isEmpty(),
                    part.wallClockMillis());
            lastRun = begun.run();
            open = segment;
            nextMsn++;
            independent &= part.startsIndependent();
        }
        segment.parts.add(part);
        segment.durationMicros += part.durationMicros();
        segment.bytes += part.length();
        bytes += part.length();
        forget();
    }

    private void endSegment() {
        LiveSegment segment = open;
        if (segment != null) {
            listed.add(segment);
            open = null;
            forget();
        }
    }

    private void forget() {
        long least = Math.max(limits.listedMillis() * 1000, leastMicros());
        long duration = duration(listed);
        while (!listed.isEmpty() && duration - listed.getFirst().durationMicros >= least) {
            LiveSegment first = listed.removeFirst();
            duration -= first.durationMicros;
            gone.add(first);
        }
        long kept = duration(gone);
        while (!gone.isEmpty() && kept > limits.keptMillis() * 1000) {
            kept -= gone.getFirst().durationMicros;
            bytes -= gone.removeFirst().bytes;
        }
        forgetInits();
        while (canDrop() && bytes > limits.maxBytes()) {
            dropOldest();
        }
    }

    /** Whether there is a segment besides the newest that players can have. */
    public boolean canDrop() {
        return !gone.isEmpty() || listed.size() > 1;
    }

    /** Whether there is a segment besides those that players are to have: three target durations [RFC 8216bis §6.2.2]. */
    public boolean canSpare() {
        return !gone.isEmpty()
                || (!listed.isEmpty() && duration(listed) - listed.getFirst().durationMicros >= leastMicros());
    }

    /** What it holds without those that it {@link #canSpare}. */
    public long leastBytes() {
        long least = bytes - gone.stream().mapToLong(segment -> segment.bytes).sum();
        long duration = duration(listed);
        for (LiveSegment segment : listed) {
            duration -= segment.durationMicros;
            if (duration < leastMicros()) {
                break;
            }
            least -= segment.bytes;
        }
        return least;
    }

    private long leastMicros() {
        return EDGE * targets.targetDurationSeconds() * MICROS;
    }

    /**
     * Does not say that segments can be decoded without those before them, as it does until one cannot: the draft has no way to take
     * that back [RFC 8216bis §6.2.1], so it is better not said of a stream that may well have such.
     */
    public void promiseNothing() {
        independent = false;
    }

    /** How long segments and parts are at most. */
    public SegmentTargets targets() {
        return targets;
    }

    /** As the segmenter's, before the first playlist is made. */
    public void targetDuration(int seconds) {
        targets = targets.withTargetDuration(seconds);
    }

    /** Of the longest segment that is finished; 0 without one. */
    public long longestMillis() {
        return listed.stream()
                        .mapToLong(segment -> segment.durationMicros)
                        .max()
                        .orElse(0)
                / 1000;
    }

    /** How far players can go back. */
    public long listedMillis() {
        return duration(listed) / 1000;
    }

    /** When the oldest segment begins, since 1970; 0 without any. */
    public long oldestMillis() {
        return oldest().map(segment -> segment.wallClockMillis).orElse(0L);
    }

    /** Does without the oldest segment, whatever its age, to save memory: there is one that {@link #canDrop} be dropped. */
    public void dropOldest() {
        bytes -= removeOldest().bytes;
        forgetInits();
    }

    private LiveSegment removeOldest() {
        return gone.isEmpty() ? listed.removeFirst() : gone.removeFirst();
    }

    private void forgetInits() {
        long oldest = oldest().map(segment -> segment.init).orElse(init);
        inits.entrySet().removeIf(entry -> {
            boolean unused = entry.getKey() < oldest;
            bytes -= unused ? entry.getValue().length() : 0;
            return unused;
        });
    }

    private Optional<LiveSegment> oldest() {
        return Optional.ofNullable(gone.peekFirst())
                .or(() -> Optional.ofNullable(listed.peekFirst()))
                .or(() -> Optional.ofNullable(open));
    }

    private static long duration(Deque<LiveSegment> segments) {
        return segments.stream().mapToLong(segment -> segment.durationMicros).sum();
    }

    public boolean isEnded() {
        return ended;
    }

    /** The number of the next segment that will be finished: the one that has begun, if one has. */
    public long nextMsn() {
        return open == null ? nextMsn : open.msn;
    }

    /** Whether there is something to play. */
    public boolean hasSegments() {
        return !listed.isEmpty();
    }

    /**
     * Whether the playlist has that segment or a later one, as a blocking reload asks [RFC 8216bis §6.2.5.2].
     *
     * @param part an index within the segment; empty for all of it. Beyond the last of a finished one it is the next
     *     segment's first.
     */
    public boolean has(long msn, OptionalInt part) {
        if (msn < nextMsn()) {
            boolean beyond = part.isPresent()
                    && msn == nextMsn() - 1
                    && part.getAsInt()
                            >= (listed.isEmpty() ? 0 : listed.getLast().parts.size());
            return !beyond || open != null;
        }
        return msn == nextMsn() && part.isPresent() && open != null && part.getAsInt() < open.parts.size();
    }

    /** Whether that is the part which {@link #lowLatencyPlaylist} says will come next. */
    public boolean isHinted(long msn, int index) {
        return !ended && msn == nextMsn() && index == (open == null ? 0 : open.parts.size());
    }

    /** How far it has come, for the playlists of the other tracks; empty before the first part. */
    public Optional<RenditionReport> report(String uri) {
        LiveSegment last = open != null ? open : listed.peekLast();
        return Optional.ofNullable(last)
                .map(segment -> new RenditionReport(uri, segment.msn, OptionalInt.of(segment.parts.size() - 1)));
    }

    /** The playlist without parts, for players that do not know these and for MPEG-TS. */
    public MediaPlaylist playlist(SegmentNames names) {
        List<Segment> segments = new ArrayList<>();
        listed.forEach(segment -> segments.add(segment.toSegment(names, targets, true, false)));
        return playlist(segments, OptionalLong.empty(), Optional.empty(), List.of());
    }

    /**
     * The playlist for low latency.
     *
     * @param reports of the other tracks
     */
    public MediaPlaylist lowLatencyPlaylist(SegmentNames names, List<RenditionReport> reports) {
        List<Segment> segments = new ArrayList<>();
        long edge = leastMicros();
        long left = duration(listed) + (open == null ? 0 : open.durationMicros);
        for (LiveSegment segment : listed) {
            left -= segment.durationMicros;
            segments.add(segment.toSegment(names, targets, true, left < edge));
        }
        if (open != null) {
            segments.add(open.toSegment(names, targets, false, true));
        }
        String hint = names.part(nextMsn(), open == null ? 0 : open.parts.size());
        return playlist(
                segments,
                OptionalLong.of(targets.partMillis() * 1000L),
                ended ? Optional.empty() : Optional.of(hint),
                reports);
    }

    private MediaPlaylist playlist(
            List<Segment> segments, OptionalLong partTarget, Optional<String> hint, List<RenditionReport> reports) {
        LiveSegment first = listed.isEmpty() ? open : listed.getFirst();
        return new MediaPlaylist(
                independent,
                targets.targetDurationSeconds(),
                first == null ? nextMsn : first.msn,
                beginning.discontinuitySequence() + (first == null ? lastRun : first.run - first.discontinuities),
                partTarget,
                segments,
                hint,
                reports,
                ended);
    }

    /** An init segment of a segment that is there, by the number of the first one that has it. */
    public Optional<Bytes> init(long number) {
        return Optional.ofNullable(inits.get(number));
    }

    /** The data of a finished segment, to be sent one piece behind the other. */
    public Optional<List<Bytes>> segment(long msn) {
        return finished(msn)
                .map(segment -> segment.parts.stream()
                        .flatMap(part -> part.data().stream())
                        .toList());
    }

    /** The data of a part; those of old segments are there as long as the segments are. */
    public Optional<List<Bytes>> part(long msn, int index) {
        return finished(msn)
                .or(() -> Optional.ofNullable(open).filter(segment -> segment.msn == msn))
                .filter(segment -> index >= 0 && index < segment.parts.size())
                .map(segment -> segment.parts.get(index).data());
    }

    private Optional<LiveSegment> finished(long msn) {
        return listed.stream()
                .filter(segment -> segment.msn == msn)
                .findFirst()
                .or(() -> gone.stream().filter(segment -> segment.msn == msn).findFirst());
    }

    /** Of the finished segment with the highest bit rate, in bits a second; 0 without one. */
    public long peakBandwidth() {
        return listed.stream().mapToLong(LiveSegment::bandwidth).max().orElse(0);
    }

    /** Of all finished segments in the playlist. */
    public long averageBandwidth() {
        long bits = 8 * listed.stream().mapToLong(segment -> segment.bytes).sum();
        return bits * MICROS / Math.max(1, duration(listed));
    }

    /** Bytes that are held, of media and init segments. */
    public long bytes() {
        return bytes;
    }
}

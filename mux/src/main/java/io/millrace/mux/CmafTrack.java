package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.mux.OutputTrack.Sample;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import io.millrace.mux.SegmentOutput.SegmentEnd;
import io.millrace.mux.SourceTrack.Description;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One track of a {@link CmafSegmenter}: the part and the segment at hand. For one thread.
 *
 * <pre>
 *   closed --begin--> open --add--> open --end--> closed
 * </pre>
 */
final class CmafTrack {
    /** Sound that is cut where video is may be longer by this, which rounding takes away again from its duration. */
    private static final int AUDIO_SLACK_MILLIS = 400;

    private static final long NEVER = Long.MAX_VALUE;

    // A publisher whose clock stands still must not make parts that have no end.
    private static final int MAX_PART_SAMPLES = 1000;
    private static final int MAX_PART_BYTES = 16 << 20;
    private static final int MAX_SEGMENT_BYTES = 128 << 20;

    private final Track track;
    private final SegmentTargets targets;
    private final SegmentBoundaries boundaries;
    private final boolean followsLead;
    private final LearnedTrack learned;
    private @Nullable OutputTrack output; // null while closed
    private int run;
    private int fragments;
    private long wallClockOffset;
    private long lastMillis;
    private long cutMillis;
    private int partBytes;
    private long segmentBytes; // of the parts that were put out

    /**
     * A track of which nothing was put out yet.
     *
     * @param learned what is known of it, kept up to date by the caller
     * @param followsLead whether it is told where its segments end
     * @param run in which it has no part
     */
    CmafTrack(Track track, LearnedTrack learned, SegmentTargets targets, boolean followsLead, int run) {
        this.run = run;
        this.track = track;
        this.learned = learned;
        this.targets = targets;
        this.followsLead = followsLead;
        boundaries = new SegmentBoundaries(targets);
    }

    /** What holds from now on; parts stay as long as they are. */
    void targets(SegmentTargets changed) {
        boundaries.targets(changed);
    }

    boolean isVideo() {
        return track.kind() == MediaKind.VIDEO;
    }

    /** Whether all is known that an init segment says. */
    boolean isDescribed() {
        return learned.description() != null;
    }

    boolean isOpen() {
        return output != null;
    }

    /** Whether what comes cannot be decoded with the init segment of this run. */
    boolean isOutdated() {
        OutputTrack open = output;
        return open != null && learned.isOtherThan(open);
    }

    /** The last one that it took part in; the one it was made in, before the first. */
    int run() {
        return run;
    }

    /** Of the last frame. */
    long lastMillis() {
        return lastMillis;
    }

    /** Whether a player can begin with this packet. */
    boolean mayBeginWith(MediaPacket packet) {
        return isDescribed() && (!isVideo() || packet.keyFrame());
    }

    /** @param wallClockOffsetMillis the time of day where the publisher's clock is 0 */
    void begin(int newRun, long wallClockOffsetMillis, List<SegmentOutput> out) {
        Description description = Objects.requireNonNull(learned.description());
        OutputTrack begun = new OutputTrack(description.info(), 1, description.sampleEntry());
        Bytes init = InitSegmentWriter.write(List.of(begun), "iso6", "cmfc");
        out.add(new Begin(track, newRun, init, List.of(description.info())));
        output = begun;
        run = newRun;
        wallClockOffset = wallClockOffsetMillis;
        cutMillis = NEVER;
    }

    /** The segment is to end at that time, where that of the lead track does. */
    void cutAt(long millis) {
        cutMillis = millis;
    }

    /** Adds a frame; gives whether a segment has ended before it. */
    boolean add(MediaPacket packet, long millis, List<SegmentOutput> out) {
        OutputTrack open = Objects.requireNonNull(output);
        long ticks = open.ticks(millis, packet.nanoOffset());
        boolean ends = hasSegment(open) && endsBefore(packet, millis);
        if (ends) {
            endSegment(open, ticks, out);
        } else if (!open.samples().isEmpty()) {
            endParts(open, ticks, out);
        }
        if (!hasSegment(open)) {
            boundaries.begin(millis);
        } else if (packet.keyFrame()) {
            boundaries.addKeyFrame(millis);
        }
        open.add(packet, millis, 0);
        partBytes += packet.payload().length();
        lastMillis = millis;
        return ends;
    }

    /** Puts out what is left of the segment; what comes next belongs to another run. */
    void end(List<SegmentOutput> out) {
        OutputTrack open = output;
        if (open != null && hasSegment(open)) {
            endSegment(open, -1, out);
        }
        output = null;
    }

    private boolean hasSegment(OutputTrack open) {
        return segmentBytes > 0 || !open.samples().isEmpty();
    }

    private boolean endsBefore(MediaPacket packet, long millis) {
        if (segmentBytes >= MAX_SEGMENT_BYTES) {
            return true;
        }
        return followsLead
                ? millis >= cutMillis || boundaries.isDue(millis - AUDIO_SLACK_MILLIS, false)
                : boundaries.isDue(millis, !isVideo() || packet.keyFrame());
    }

    private void endSegment(OutputTrack open, long nextTicks, List<SegmentOutput> out) {
        if (!open.samples().isEmpty()) {
            endPart(open, nextTicks, out);
        }
        out.add(new SegmentEnd(track));
        segmentBytes = 0;
        cutMillis = NEVER;
    }

    /** Ends the part if the frame that comes at {@code nextTicks} would make it too long. */
    private void endParts(OutputTrack open, long nextTicks, List<SegmentOutput> out) {
        long target = (long) targets.partMillis() * open.timescale() / 1000;
        List<Sample> samples = open.samples();
        if (nextTicks - samples.getFirst().ticks() > target && samples.size() > 1) {
            Sample last = samples.removeLast(); // which lasts longer than those before it
            partBytes -= last.data().length();
            endPart(open, last.ticks(), out);
            samples.add(last);
            partBytes += last.data().length();
        }
        long withNext = nextTicks - samples.getFirst().ticks() + open.usualDuration();
        if (withNext > target || samples.size() >= MAX_PART_SAMPLES || partBytes >= MAX_PART_BYTES) {
            endPart(open, nextTicks, out);
        }
    }

    private void endPart(OutputTrack open, long nextTicks, List<SegmentOutput> out) {
        List<Sample> samples = open.samples();
        long start = samples.getFirst().ticks();
        long end = samples.getLast().ticks() + open.lastDuration(nextTicks);
        fragments++;
        Part part = new Part(
                track,
                FragmentWriter.write(fragments, List.of(open), same -> nextTicks),
                micros(end, open) - micros(start, open),
                wallClockOffset + micros(start, open) / 1000,
                samples.stream().anyMatch(Sample::sync),
                samples.getFirst().sync());
        out.add(part);
        segmentBytes += part.length();
        samples.clear();
        partBytes = 0;
    }

    private static long micros(long ticks, OutputTrack open) {
        long timescale = open.timescale();
        return ticks / timescale * 1_000_000 + ticks % timescale * 1_000_000 / timescale;
    }
}

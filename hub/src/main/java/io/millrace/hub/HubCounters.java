package io.millrace.hub;

import java.util.concurrent.atomic.LongAdder;

/** What happened in all streams since the start. Any thread may read and add. */
public final class HubCounters {
    /** Entries appended to a log. */
    public final LongAdder appended = new LongAdder();

    /** Media bytes appended to a log. */
    public final LongAdder appendedBytes = new LongAdder();

    /** Entries refused because their publisher no longer held the stream. */
    public final LongAdder staleAppends = new LongAdder();

    /** Publishers that took a stream over from another that could still send. */
    public final LongAdder handovers = new LongAdder();

    /** Frames left out at a change of publisher: before the successor's first key frame, or of a time already played. */
    public final LongAdder handoverDrops = new LongAdder();

    /** Viewers that lagged and were moved to a newer key frame. */
    public final LongAdder jumps = new LongAdder();

    /** Time lines that a publisher broke and that were joined again. */
    public final LongAdder timelineBreaks = new LongAdder();

    /** Viewers that encoded for themselves because their stream had too many forms. */
    public final LongAdder unsharedViewers = new LongAdder();

    /** Groups of pictures too large to be kept whole, so that nobody could join in them. */
    public final LongAdder unjoinableGops = new LongAdder();

    /** Entries that a form could not express, and that its viewers went without. */
    public final LongAdder encodeFailures = new LongAdder();

    /** Viewers whose form was not encoded for all because the memory for that was used up. */
    public final LongAdder memoryRefusals = new LongAdder();

    /**
     * For each time that the viewers of a stream on one event loop were sent what was new: how long after its oldest frame
     * was appended, or after the wait was over that it was given, the last of them had its turn.
     */
    public final LatencyHistogram fanOutLatency = new LatencyHistogram();

    HubCounters() {}
}

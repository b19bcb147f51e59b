package io.millrace.server.record;

import java.util.concurrent.atomic.LongAdder;

/** What became of recordings since the start. Any thread may read. */
public final class RecordCounters {
    /** Those that go on now. */
    public final LongAdder active = new LongAdder();

    public final LongAdder started = new LongAdder();

    /** Those that were not begun, or broke off. */
    public final LongAdder failed = new LongAdder();

    /** Files that were begun: more than recordings where these go on in others. */
    public final LongAdder files = new LongAdder();

    /** Files that were deleted since they were old or too many, and their bytes. */
    public final LongAdder expired = new LongAdder();

    public final LongAdder expiredBytes = new LongAdder();

    /** Messages written, and all bytes written for them. */
    public final LongAdder frames = new LongAdder();

    public final LongAdder bytes = new LongAdder();

    /** Times that the disk did not keep up, and messages that are missing for it. */
    public final LongAdder gaps = new LongAdder();

    public final LongAdder lostFrames = new LongAdder();

    RecordCounters() {}
}

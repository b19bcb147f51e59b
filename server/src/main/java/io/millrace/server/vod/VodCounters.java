package io.millrace.server.vod;

import java.util.concurrent.atomic.LongAdder;

/** What was asked of recorded streams since the start. Any thread may read. */
public final class VodCounters {
    /** Recorded streams that were opened. */
    public final LongAdder opened = new LongAdder();

    /** Names under which there is no recorded stream, those that are not allowed among them. */
    public final LongAdder notFound = new LongAdder();

    /** Files that are there but cannot be played, or not be read. */
    public final LongAdder broken = new LongAdder();

    /** Indexes of files that were made, as none was kept of the file as it is now. */
    public final LongAdder indexed = new LongAdder();

    VodCounters() {}
}

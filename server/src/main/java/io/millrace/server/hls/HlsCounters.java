package io.millrace.server.hls;

import java.util.concurrent.atomic.LongAdder;

/** Players by HLS since the start. Any thread may read. */
public final class HlsCounters {
    /** Streams that were packaged; of one that was begun anew, each time. */
    public final LongAdder packagersStarted = new LongAdder();

    /** Of them, those that are over. */
    final LongAdder packagersEnded = new LongAdder();

    /** Streams that were not, or no longer, packaged, since there was no memory left for them; each once in a while. */
    public final LongAdder packagersRefused = new LongAdder();

    /** Segments that were made. */
    public final LongAdder segments = new LongAdder();

    /** Of them, those that were dropped before their time for want of memory. */
    public final LongAdder segmentsDropped = new LongAdder();

    /** Bytes of segments that are held now. */
    public final LongAdder segmentBytes = new LongAdder();

    /** Requests that were refused: not allowed, no such stream or segment, too many players, nothing new in time. */
    public final LongAdder refused;

    HlsCounters(LongAdder refused) {
        this.refused = refused;
    }

    /** Streams that are packaged now. */
    public long packagers() {
        return packagersStarted.sum() - packagersEnded.sum();
    }
}

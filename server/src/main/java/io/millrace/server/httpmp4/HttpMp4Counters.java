package io.millrace.server.httpmp4;

import java.util.concurrent.atomic.LongAdder;

/** Viewers by fragmented MP4 since the start. Any thread may read. */
public final class HttpMp4Counters {
    /** Viewers that have begun to get a stream. */
    public final LongAdder begun = new LongAdder();

    /** Requests that were refused: not allowed, no such stream, too many players. */
    public final LongAdder refused;

    HttpMp4Counters(LongAdder refused) {
        this.refused = refused;
    }
}

package io.millrace.server.httpvod;

import java.util.concurrent.atomic.LongAdder;

/** Recordings asked for over HTTP since the start. Any thread may read. */
public final class HttpVodCounters {
    /** Answers with a file or a part of one that were begun. */
    public final LongAdder begun = new LongAdder();

    /** Of them, those that are over. */
    public final LongAdder ended = new LongAdder();

    /** Requests that were refused: not allowed, no such recording, too many players. */
    public final LongAdder refused;

    HttpVodCounters(LongAdder refused) {
        this.refused = refused;
    }
}

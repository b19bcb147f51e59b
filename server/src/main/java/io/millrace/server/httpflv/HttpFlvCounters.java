package io.millrace.server.httpflv;

import java.util.concurrent.atomic.LongAdder;

/** Viewers by FLV over HTTP since the start. Any thread may read. */
public final class HttpFlvCounters {
    /** Viewers that have begun to get a stream. */
    public final LongAdder begun = new LongAdder();

    /** Of them, those that are gone. */
    public final LongAdder ended = new LongAdder();

    /** Requests that were refused: not allowed, no such stream, too many players. */
    public final LongAdder refused;

    HttpFlvCounters(LongAdder refused) {
        this.refused = refused;
    }

    /** Viewers now. */
    public long viewers() {
        return begun.sum() - ended.sum();
    }
}

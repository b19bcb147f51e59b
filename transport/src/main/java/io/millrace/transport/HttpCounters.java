package io.millrace.transport;

import java.util.concurrent.atomic.LongAdder;

/** What was asked for by HTTP since the start. Any thread may read. */
public final class HttpCounters {
    /** Requests that were begun to be answered, WebSockets included. */
    public final LongAdder requests = new LongAdder();

    /** Of them, those that are over. */
    public final LongAdder done = new LongAdder();

    /** Requests that are none: malformed, too long, or of no path that there can be. */
    public final LongAdder malformed = new LongAdder();

    /** Answered with a status of 400 to 499. */
    public final LongAdder refused = new LongAdder();

    /** Answered with a status of 500 to 599. */
    public final LongAdder failed = new LongAdder();

    /** Of answers' bodies, as far as they have left. */
    public final LongAdder bodyBytes = new LongAdder();

    HttpCounters() {}

    /** Requests that are being answered now. */
    public long open() {
        return requests.sum() - done.sum();
    }
}

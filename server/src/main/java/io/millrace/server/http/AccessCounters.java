package io.millrace.server.http;

import java.util.concurrent.atomic.LongAdder;

/** Requests to the API and for metrics that were refused since the start. Any thread may read. */
public final class AccessCounters {
    /** Without the token, or with a wrong one. */
    public final LongAdder unauthorized = new LongAdder();

    /** From where none may come, or sent by a page of another site. */
    public final LongAdder forbidden = new LongAdder();

    AccessCounters() {}
}

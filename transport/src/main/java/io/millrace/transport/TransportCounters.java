package io.millrace.transport;

import java.util.concurrent.atomic.LongAdder;

/** What happened on the sockets since the start. Any thread may read. */
public final class TransportCounters {
    public final LongAdder accepted = new LongAdder();

    /** Connections closed at once because there were too many. */
    public final LongAdder refused = new LongAdder();

    public final LongAdder closed = new LongAdder();
    public final LongAdder bytesReceived = new LongAdder();
    public final LongAdder bytesSent = new LongAdder();

    /** Writes of a source's piece: bytes sent by this number is the batch size. */
    public final LongAdder pieces = new LongAdder();

    /** Peers closed because they took nothing. */
    public final LongAdder stalled = new LongAdder();

    TransportCounters() {}

    /** Connections open now. */
    public long open() {
        return accepted.sum() - closed.sum();
    }
}

package io.millrace.transport;

import io.millrace.hub.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells how late an event loop gets to what is due: ten times a second, and after a halt once for each time that it has
 * missed. Belongs to that loop, but for {@link #lateNanos}.
 */
final class LagProbe implements Runnable {
    static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier nanoTime;
    private final LatencyHistogram lag;
    private volatile long dueNanos;

    /** To be run every {@link #PERIOD_NANOS} at a fixed rate, for the first time when one has passed. */
    LagProbe(LongSupplier nanoTime, LatencyHistogram lag) {
        this.nanoTime = nanoTime;
        this.lag = lag;
        this.dueNanos = nanoTime.getAsLong() + PERIOD_NANOS;
    }

    @Override
    public void run() {
        long due = dueNanos;
        lag.record(nanoTime.getAsLong() - due);
        dueNanos = due + PERIOD_NANOS;
    }

    /** For how long the loop has not got to what is due; negative if it has. Any thread may ask. */
    long lateNanos() {
        return nanoTime.getAsLong() - dueNanos;
    }
}

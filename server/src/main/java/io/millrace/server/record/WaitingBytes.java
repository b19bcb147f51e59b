package io.millrace.server.record;

import java.util.concurrent.atomic.AtomicLong;

/** What waits for the disk in all recordings together, bounded. Any thread may call it. */
final class WaitingBytes {
    private final long max;
    private final AtomicLong taken = new AtomicLong();

    WaitingBytes(long max) {
        this.max = max;
    }

    /** Whether there was room for so many more; they are taken then. */
    boolean take(long bytes) {
        boolean fits = taken.addAndGet(bytes) <= max;
        if (!fits) {
            giveBack(bytes);
        }
        return fits;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}

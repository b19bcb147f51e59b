package io.millrace.server.hls;

import java.util.function.LongSupplier;

/**
 * What time it is. Any thread may ask.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param timeMillis as {@link System#currentTimeMillis}
 */
record HlsClock(LongSupplier nanoTime, LongSupplier timeMillis) {
    static final HlsClock SYSTEM = new HlsClock(System::nanoTime, System::currentTimeMillis);

    long nanos() {
        return nanoTime.getAsLong();
    }

    /** Since 1970. */
    long millis() {
        return timeMillis.getAsLong();
    }
}

package io.millrace.server.hls;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How much the segments of all streams may take. As long as that is enough, a stream has what is configured for it. When it is not,
 * those that hold more than an equal share drop their oldest until it is, and so the sum is bounded, as soon as each of them has
 * looked. Any thread may call.
 */
final class HlsMemory {
    /** Where shares would become smaller there is no room for another stream. */
    private static final long LEAST_SHARE_BYTES = 4 << 20;

    /** Streams drop whole segments, so that some memory is free between two of them. */
    private static final int NEARLY_ALL = 8;

    private final long maxBytes;
    private final LongAdder held;
    private final LongSupplier streams;

    /**
     * That much memory.
     *
     * @param held bytes of segments now, which those who hold them count
     * @param streams how many share it
     */
    HlsMemory(long maxBytes, LongAdder held, LongSupplier streams) {
        this.maxBytes = maxBytes;
        this.held = held;
        this.streams = streams;
    }

    /** Whether a stream that holds that much is to hold less. */
    boolean isTooMuch(long bytes) {
        return held.sum() > maxBytes && bytes > maxBytes / Math.max(1, streams.getAsLong());
    }

    /** Whether there may be another stream. */
    boolean hasRoom() {
        boolean muchIsHeld = held.sum() >= maxBytes - maxBytes / NEARLY_ALL;
        return !muchIsHeld || maxBytes / (streams.getAsLong() + 1) >= LEAST_SHARE_BYTES;
    }
}

package io.millrace.server.hls;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much the segments of all streams may take. Each stream has the place that it needs, without which it does not begin; what
 * is left is for those that can go back further, in equal shares. When that is used up, those that hold more drop their oldest
 * until it is enough, and so the sum is bounded, as soon as each of them has looked. Any thread may call.
 */
final class HlsMemory {
    /** What a stream is thought to need that was not measured. */
    private static final long LEAST_BYTES = 4 << 20;

    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long maxBytes;
    private final LongAdder held;
    private final LongAdder refused;
    private final Map<Object, Refusal> refusals = new ConcurrentHashMap<>();
    private long neededBytes;
    private long places;

    /** @param ended whether it was packaged before */
    private record Refusal(long untilNanos, boolean ended) {}

    /**
     * That much memory.
     *
     * @param held bytes of segments now, which those who hold them count
     * @param refused counts streams that had no place
     */
    HlsMemory(long maxBytes, LongAdder held, LongAdder refused) {
        this.maxBytes = maxBytes;
        this.held = held;
        this.refused = refused;
    }

    /**
     * A place for another stream; empty if there is none. One stream at least has one.
     *
     * @param stream whatever it is known by
     * @param neededBytes as far as is known
     */
    synchronized Optional<Place> place(Object stream, long neededBytes, long nowNanos) {
        Refusal refusal = refusals.get(stream);
        if (refusal != null && refusal.ended() && nowNanos - refusal.untilNanos() < 0) {
            return Optional.empty();
        }
        long needed = Math.max(neededBytes, LEAST_BYTES);
        if (places > 0 && this.neededBytes + needed > maxBytes) {
            refuse(stream, false, nowNanos);
            return Optional.empty();
        }
        refusals.remove(stream);
        return Optional.of(new Place(stream, needed));
    }

    private void refuse(Object stream, boolean ended, long nowNanos) {
        Refusal before = refusals.get(stream);
        if (ended || before == null || nowNanos - before.untilNanos() >= 0) {
            refused.increment();
            refusals.put(stream, new Refusal(nowNanos + REFUSED_NANOS, ended));
        }
    }

    /** Whether there was no place for it lately. */
    boolean isRefused(Object stream, long nowNanos) {
        Refusal refusal = refusals.get(stream);
        return refusal != null && nowNanos - refusal.untilNanos() < 0;
    }

    /** Forgets what is no longer of interest. To be called again and again. */
    synchronized void forgetRefusals(long nowNanos) {
        refusals.values().removeIf(refusal -> nowNanos - refusal.untilNanos() >= 0);
    }

    /** What a stream has of it, until it is {@link #close closed}. */
    final class Place {
        private final Object stream;
        private final long firstBytes;
        private long needed;

        private Place(Object stream, long needed) {
            this.stream = stream;
            this.needed = needed;
            firstBytes = needed;
            neededBytes += needed;
            places++;
        }

        /**
         * Takes note of what it needs.
         *
         * @param measured whether it holds more than that; else it may need more
         */
        void need(long bytes, boolean measured) {
            synchronized (HlsMemory.this) {
                long now = measured ? bytes : Math.max(bytes, firstBytes);
                neededBytes += now - needed;
                needed = now;
            }
        }

        /** Whether the stream is to hold less than that. */
        boolean isTooMuch(long bytes) {
            if (held.sum() <= maxBytes) {
                return false;
            }
            synchronized (HlsMemory.this) {
                long left = maxBytes - neededBytes;
                return bytes > (left >= 0 ? needed + left / places : maxBytes / places);
            }
        }

        /** The stream ends, as what it needs cannot be had, and is not to begin again for a while. */
        void refuse(long nowNanos) {
            synchronized (HlsMemory.this) {
                HlsMemory.this.refuse(stream, true, nowNanos);
            }
        }

        /** To be called once. */
        void close() {
            synchronized (HlsMemory.this) {
                neededBytes -= needed;
                places--;
            }
        }
    }
}

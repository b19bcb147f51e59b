package io.millrace.hub;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A run of a rendition's wire bytes in direct memory. One thread writes, under its stream's lock; any number read what is
 * published. It is counted: the rendition holds it once while it is part of the log, each piece in flight once more, and
 * at zero the memory goes back to the pool for good, so a reader that comes later finds {@link #retain()} false.
 */
final class Slab {
    private final SlabPool pool;
    private final ByteBuffer memory;
    private final long number;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile Published published = new Published(0, new int[0], new long[0], 0);
    private volatile @Nullable Slab next;
    private volatile boolean evicted;

    // The writer's: where a write may end, ascending, as offset << 1, plus 1 when a message starts there; and
    // the time of that message.
    private int[] cuts = new int[32];
    private long[] times = new long[32];
    private int cutCount;
    private int written;

    /**
     * An empty slab.
     *
     * @param number position among the slabs of its rendition
     */
    Slab(SlabPool pool, int bytes, long number) {
        this.pool = pool;
        this.memory = pool.take(bytes);
        this.number = number;
    }

    // ---- the writer ----

    boolean hasRoom(int bytes) {
        return memory.capacity() - written >= bytes;
    }

    /** Room for a message of {@code bytes} that starts here, at time {@code dtsMillis}. */
    ByteBuffer append(int bytes, long dtsMillis) {
        addCut((written << 1) | 1, dtsMillis);
        ByteBuffer room = memory.duplicate().position(written).limit(written + bytes);
        written += bytes;
        return room;
    }

    /** A chunk of the latest message starts at {@code offset}. */
    void addCutInside(int offset) {
        addCut(offset << 1, times[cutCount - 1]);
    }

    /** Lets readers see all that was written. */
    void publish() {
        published = new Published(written, cuts, times, cutCount);
    }

    /** Takes back what was written since {@link #publish}. */
    void forgetUnpublished() {
        Published seen = published;
        written = seen.end;
        cutCount = seen.cutCount;
    }

    void link(Slab successor) {
        next = successor;
    }

    /** The rendition's own hold ends: no new reader will be sent here. */
    void evict() {
        evicted = true;
        release();
    }

    int written() {
        return written;
    }

    int capacity() {
        return memory.capacity();
    }

    private void addCut(int cut, long dtsMillis) {
        if (cutCount == cuts.length) {
            cuts = Arrays.copyOf(cuts, 2 * cutCount);
            times = Arrays.copyOf(times, 2 * cutCount);
        }
        cuts[cutCount] = cut;
        times[cutCount++] = dtsMillis;
    }

    // ---- the readers ----

    long number() {
        return number;
    }

    Published published() {
        return published;
    }

    @Nullable
    Slab next() {
        return next;
    }

    boolean isEvicted() {
        return evicted;
    }

    /** Takes a hold; false when the memory is gone. */
    boolean retain() {
        for (int held = holders.get(); held > 0; held = holders.get()) {
            if (holders.compareAndSet(held, held + 1)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            pool.giveBack(memory);
        }
    }

    ByteBuffer view(int offset, int length) {
        return memory.slice(offset, length);
    }

    /**
     * What a reader may see of a slab at one moment. The writer goes on behind {@code end} and {@code cutCount}, in the
     * same arrays.
     */
    static final class Published {
        private final int end;
        private final int[] cuts;
        private final long[] times;
        private final int cutCount;

        private Published(int end, int[] cuts, long[] times, int cutCount) {
            this.end = end;
            this.cuts = cuts;
            this.times = times;
            this.cutCount = cutCount;
        }

        /** End of what may be read. */
        int end() {
            return end;
        }

        boolean isEmpty() {
            return cutCount == 0;
        }

        /** Time of the message that {@code offset} lies in. */
        long timeAt(int offset) {
            return times[cutAtOrBefore(offset)];
        }

        /** Time of the newest message. */
        long lastTime() {
            return times[cutCount - 1];
        }

        /**
         * Where a write from {@code offset} ends that should not go beyond {@code limit}: between two messages, else inside
         * one, else at the first place there is.
         */
        int cut(int offset, int limit) {
            if (end <= limit) {
                return end;
            }
            int last = cutAtOrBefore(limit);
            for (int index = last; cuts[index] >> 1 > offset; index--) {
                if ((cuts[index] & 1) == 1) {
                    return cuts[index] >> 1;
                }
            }
            if (cuts[last] >> 1 > offset) {
                return cuts[last] >> 1;
            }
            return last + 1 < cutCount ? cuts[last + 1] >> 1 : end;
        }

        /** Whether {@code offset} lies between two messages. */
        boolean isMessageBoundary(int offset) {
            int cut = cuts[cutAtOrBefore(offset)];
            return cut >> 1 != offset || (cut & 1) == 1;
        }

        /** End of the message that {@code offset} lies in. */
        int messageEnd(int offset) {
            for (int index = cutAtOrBefore(offset) + 1; index < cutCount; index++) {
                if ((cuts[index] & 1) == 1) {
                    return cuts[index] >> 1;
                }
            }
            return end;
        }

        private int cutAtOrBefore(int offset) {
            int low = 0;
            int high = cutCount - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (cuts[middle] >> 1 <= offset) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}

package io.millrace.hub;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct memory for slabs, in powers of two from 64 KiB, reused because direct allocation is slow. Any thread may call it.
 */
final class SlabPool {
    static final int MIN_BYTES = 64 * 1024;

    private static final int CLASSES = 10; // 64 KiB to 32 MiB: the largest message and its chunk headers fit

    private final Queue<ByteBuffer>[] free = newQueues();
    private final AtomicLong freeBytes = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final long maxUsedBytes;
    private final long maxFreeBytes;

    /**
     * A pool that keeps a bounded reserve.
     *
     * @param maxUsedBytes from here on {@link #isExhausted}; takers then should give back before they take
     * @param maxFreeBytes unused memory kept for later; more is left to the garbage collector
     */
    SlabPool(long maxUsedBytes, long maxFreeBytes) {
        this.maxUsedBytes = maxUsedBytes;
        this.maxFreeBytes = maxFreeBytes;
    }

    boolean isExhausted() {
        return usedBytes.get() >= maxUsedBytes;
    }

    boolean isHalfUsed() {
        return usedBytes.get() >= maxUsedBytes / 2;
    }

    /** A buffer of at least {@code bytes}, position 0, limit at its capacity. */
    ByteBuffer take(int bytes) {
        int sizeClass = sizeClass(bytes);
        ByteBuffer buffer = free[sizeClass].poll();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(MIN_BYTES << sizeClass);
        } else {
            freeBytes.addAndGet(-buffer.capacity());
        }
        usedBytes.addAndGet(buffer.capacity());
        return buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        usedBytes.addAndGet(-buffer.capacity());
        if (freeBytes.addAndGet(buffer.capacity()) > maxFreeBytes) {
            freeBytes.addAndGet(-buffer.capacity());
        } else {
            free[sizeClass(buffer.capacity())].add(buffer);
        }
    }

    /** Memory that was taken and not given back. */
    long usedBytes() {
        return usedBytes.get();
    }

    /** Memory kept for later. */
    long freeBytes() {
        return freeBytes.get();
    }

    private static int sizeClass(int bytes) {
        int sizeClass = 0;
        while (sizeClass < CLASSES - 1 && (MIN_BYTES << sizeClass) < bytes) {
            sizeClass++;
        }
        if ((MIN_BYTES << sizeClass) < bytes) {
            throw new IllegalArgumentException(
                    "slab of " + bytes + " bytes (largest: " + (MIN_BYTES << sizeClass) + ")");
        }
        return sizeClass;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics cannot be made otherwise
    private static Queue<ByteBuffer>[] newQueues() {
        Queue<ByteBuffer>[] queues = new Queue[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            queues[i] = new ConcurrentLinkedQueue<>();
        }
        return queues;
    }
}

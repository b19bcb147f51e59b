package io.millrace.client.probe;

import java.util.Arrays;

/** Bits per second of media time, over the last two seconds. Holds twenty numbers, however long a stream is. */
final class BitRateMeter {
    private static final int SLOT_MILLIS = 100;
    private static final int SLOTS = 20;

    private final long[] bytes = new long[SLOTS];
    private long oldest;
    private long newest = -1;
    private boolean empty = true;

    void add(long dtsMillis, int length) {
        long slot = Math.floorDiv(dtsMillis, SLOT_MILLIS);
        if (empty || slot > newest + SLOTS || slot <= newest - SLOTS) {
            Arrays.fill(bytes, 0);
            oldest = slot;
            newest = slot;
            empty = false;
        }
        while (newest < slot) {
            newest++;
            bytes[index(newest)] = 0;
        }
        bytes[index(slot)] += length;
    }

    /** 0 as long as there is less than a tenth of a second. */
    long bitsPerSecond() {
        long slots = Math.min(SLOTS, newest - oldest);
        if (slots < 1) {
            return 0;
        }
        long sum = 0;
        // The newest slot is not full yet.
        for (long slot = newest - 1; slot >= newest - Math.min(slots, SLOTS - 1); slot--) {
            sum += bytes[index(slot)];
        }
        return sum * Byte.SIZE * 1000 / (Math.min(slots, SLOTS - 1) * SLOT_MILLIS);
    }

    private static int index(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}

package io.millrace.flv;

import java.util.Arrays;

/**
 * Tags that a player can start at, by time and position, both ascending; there may be more between them. Immutable, so
 * any thread may read it.
 */
final class SeekPoints {
    static final SeekPoints NONE = new Builder().build();

    private final long[] millis;
    private final long[] positions;

    private SeekPoints(long[] millis, long[] positions) {
        this.millis = millis;
        this.positions = positions;
    }

    long millis(int index) {
        return millis[index];
    }

    long position(int index) {
        return positions[index];
    }

    int count() {
        return millis.length;
    }

    long memoryBytes() {
        return 2L * Long.BYTES * count();
    }

    /** The last at or before {@code time}, from 0; -1 if all are later. */
    int before(long time) {
        int found = Arrays.binarySearch(millis, time);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < millis.length && millis[found + 1] == time) {
            found++;
        }
        return found;
    }

    /**
     * Collects points. However many there are, it keeps at most a bounded number: each time there are too many, it leaves
     * out every second one, and those that follow in less than twice the time.
     */
    static final class Builder {
        private static final int MAX_POINTS = 1 << 20;

        private long[] millis = new long[64];
        private long[] positions = new long[64];
        private int count;
        private long gapMillis;

        Builder() {
            this(0);
        }

        /** @param gapMillis the least time between two of them */
        Builder(long gapMillis) {
            this.gapMillis = gapMillis;
        }

        void add(long time, long position) {
            if (count > 0 && (time < millis[count - 1] || time - millis[count - 1] < gapMillis)) {
                return;
            }
            if (count == MAX_POINTS) {
                thinOut();
            }
            if (count == millis.length) {
                millis = Arrays.copyOf(millis, 2 * count);
                positions = Arrays.copyOf(positions, 2 * count);
            }
            millis[count] = time;
            positions[count++] = position;
        }

        SeekPoints build() {
            return new SeekPoints(Arrays.copyOf(millis, count), Arrays.copyOf(positions, count));
        }

        private void thinOut() {
            gapMillis = Math.max(1, Math.max(2 * gapMillis, 2 * (millis[count - 1] - millis[0]) / count));
            for (int i = 0; i < count; i += 2) {
                millis[i / 2] = millis[i];
                positions[i / 2] = positions[i];
            }
            count /= 2;
        }
    }
}

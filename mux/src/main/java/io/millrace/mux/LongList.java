package io.millrace.mux;

import java.util.Arrays;

/** As {@link IntList}, of 64 bits. */
final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + size / 2);
        }
        values[size++] = value;
    }

    long last() {
        return values[size - 1];
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}

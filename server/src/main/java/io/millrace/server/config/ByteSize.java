package io.millrace.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 16MiB} in a configuration.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) ?(B|KiB|MiB|GiB)?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("byte size " + bytes + " (expected: >= 0)");
        }
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Inverse of {@link #toString}. A number without a unit is bytes.
     *
     * @throws IllegalArgumentException unless the text is a whole number and one of B, KiB, MiB, GiB, or is too large
     */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("byte size '" + text + "' (expected: for example 64KiB)");
        }
        long bytes = Long.parseLong(matcher.group(1));
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (UNITS[unit].equals(matcher.group(2))) {
                if (bytes > Long.MAX_VALUE >> (10 * unit)) {
                    throw new IllegalArgumentException("byte size '" + text + "' (expected: below 8192 PiB)");
                }
                bytes <<= 10 * unit;
            }
        }
        return new ByteSize(bytes);
    }

    /** For a limit on something that Java counts with an {@code int}: larger sizes become the largest {@code int}. */
    public int asInt() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** With the largest unit that divides it: {@code 16MiB}, {@code 1000B}. */
    @Override
    public String toString() {
        int unit = 0;
        long count = bytes;
        while (unit + 1 < UNITS.length && count != 0 && count % 1024 == 0) {
            count /= 1024;
            unit++;
        }
        return count + UNITS[unit];
    }
}

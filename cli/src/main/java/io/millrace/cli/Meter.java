package io.millrace.cli;

import java.util.Locale;

/** How much of a stream went by, for a line of progress: time since the beginning, frames, bit rate. For one thread. */
final class Meter {
    private final long startNanos;
    private long lastNanos;
    private long lastBytes;

    /** @param nowNanos of a clock that all calls use */
    Meter(long nowNanos) {
        startNanos = nowNanos;
        lastNanos = nowNanos;
    }

    /**
     * Such as {@code 0:01:15  1875 frames  2.5 Mbit/s}, the rate being that since the call before.
     *
     * @param frames so far
     * @param bytes so far
     */
    String line(long nowNanos, long frames, long bytes) {
        double seconds = Math.max(nowNanos - lastNanos, 1) / 1e9;
        String rate = bitRate((bytes - lastBytes) * Byte.SIZE / seconds);
        lastNanos = nowNanos;
        lastBytes = bytes;
        return elapsed((nowNanos - startNanos) / 1_000_000_000) + "  " + frames + " frames  " + rate;
    }

    private static String elapsed(long seconds) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    static String bitRate(double bitsPerSecond) {
        return bitsPerSecond < 1e6
                ? String.format(Locale.ROOT, "%.0f kbit/s", bitsPerSecond / 1e3)
                : String.format(Locale.ROOT, "%.1f Mbit/s", bitsPerSecond / 1e6);
    }
}

package io.millrace.hub;

/**
 * What came in the last four seconds, counted in steps of half a second: the one that is still filling is left out, so that a
 * steady flow gives a steady rate. Allocates nothing after its making. Not thread-safe.
 */
final class RateWindow {
    private static final long STEP_NANOS = 500_000_000;
    private static final int STEPS = 8;
    private static final int SLOTS = STEPS + 1;

    private final long begunNanos;
    private final long[] frames = new long[SLOTS];
    private final long[] bytes = new long[SLOTS];
    private long step; // the one that is filling, counted from the beginning
    private int slot; // where it is kept

    /** The first step begins at {@code nowNanos}. */
    RateWindow(long nowNanos) {
        begunNanos = nowNanos;
    }

    void add(int frameBytes, long nowNanos) {
        advance(nowNanos);
        frames[slot]++;
        bytes[slot] += frameBytes;
    }

    double framesPerSecond(long nowNanos) {
        advance(nowNanos);
        return perSecond(frames);
    }

    double bytesPerSecond(long nowNanos) {
        advance(nowNanos);
        return perSecond(bytes);
    }

    private void advance(long nowNanos) {
        long current = (nowNanos - begunNanos) / STEP_NANOS;
        for (int left = (int) Math.min(current - step, SLOTS); left > 0; left--) {
            slot = slot + 1 == SLOTS ? 0 : slot + 1;
            frames[slot] = 0;
            bytes[slot] = 0;
        }
        step = Math.max(step, current);
    }

    private double perSecond(long[] counts) {
        if (step == 0) {
            return 0;
        }
        long sum = -counts[slot];
        for (long count : counts) {
            sum += count;
        }
        return sum * 1e9 / (STEP_NANOS * Math.min(step, STEPS));
    }
}

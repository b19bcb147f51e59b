package io.millrace.client.probe;

import java.util.ArrayList;
import java.util.List;

/** How the timestamps of one track go on, from frame to frame. Of jumps the first few are kept, all are counted. */
final class StepMeter {
    private static final int KEPT_JUMPS = 16;
    private static final int MIN_GAP_MILLIS = 200;
    private static final int STEPS_OF_A_GAP = 4;
    /** Until so many steps are known, only what is longer than {@link #CERTAIN_GAP_MILLIS} is a gap. */
    private static final int STEPS_TO_KNOW = 5;

    private static final int CERTAIN_GAP_MILLIS = 10_000;

    private final List<Jump> gapPlaces = new ArrayList<>();
    private final List<Jump> backPlaces = new ArrayList<>();
    private boolean started;
    private long last;
    private long steps;
    private double sum;
    private double sumOfSquares;
    private long gaps;
    private long backs;
    private double elapsedMillis;

    /** Whether the timestamp goes on from the one before it; that of the first frame does not. */
    boolean add(long dtsMillis) {
        long step = dtsMillis - last;
        long before = last;
        last = dtsMillis;
        if (!started) {
            started = true;
            return false;
        }
        if (step < 0) {
            backs++;
            keep(backPlaces, new Jump(before, step));
            return false;
        }
        elapsedMillis += step;
        if (isGap(step)) {
            gaps++;
            keep(gapPlaces, new Jump(before, step));
            return false;
        }
        steps++;
        sum += step;
        sumOfSquares += (double) step * step;
        return true;
    }

    /** Of steps that are no gaps; 0 if there is none. */
    double meanMillis() {
        return steps == 0 ? 0 : sum / steps;
    }

    /** Standard deviation of steps: at most half a millisecond where only rounding makes them differ. */
    double jitterMillis() {
        return steps == 0 ? 0 : Math.sqrt(Math.max(0, sumOfSquares / steps - meanMillis() * meanMillis()));
    }

    /** From the first frame to the end of the last, gaps included. */
    double elapsedMillis() {
        return elapsedMillis + meanMillis();
    }

    /** The newest timestamp; 0 if there is none. */
    long lastMillis() {
        return last;
    }

    long gaps() {
        return gaps;
    }

    List<Jump> gapPlaces() {
        return List.copyOf(gapPlaces);
    }

    long backs() {
        return backs;
    }

    List<Jump> backPlaces() {
        return List.copyOf(backPlaces);
    }

    private boolean isGap(long step) {
        return steps < STEPS_TO_KNOW
                ? step > CERTAIN_GAP_MILLIS
                : step > Math.max(MIN_GAP_MILLIS, STEPS_OF_A_GAP * meanMillis());
    }

    private static void keep(List<Jump> places, Jump jump) {
        if (places.size() < KEPT_JUMPS) {
            places.add(jump);
        }
    }
}

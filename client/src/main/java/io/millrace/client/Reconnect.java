package io.millrace.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Whether and how a lost connection is made anew. The delay doubles from try to try and is cut by up to half at random, so
 * that clients that lost the same server do not come back at once.
 *
 * @param attempts in a row that may fail before it is given up; 0 for none at all, {@link #FOR_EVER} for no limit
 * @param first delay before the first try
 * @param most longest delay; a connection that has held as long is a fresh start
 * @param fromTheStart whether the very first connection may fail as often, too
 */
public record Reconnect(int attempts, Duration first, Duration most, boolean fromTheStart) {
    public static final int FOR_EVER = Integer.MAX_VALUE;

    /** A lost connection is the end. */
    public static final Reconnect NONE = new Reconnect(0, Duration.ofSeconds(1), Duration.ofSeconds(1), false);

    /** About seven minutes of tries; the first connection must succeed. */
    public static final Reconnect DEFAULT = new Reconnect(20, Duration.ofSeconds(1), Duration.ofSeconds(30), false);

    /** Never gives up, and is not discouraged by a server that is not there yet: for relays. */
    public static final Reconnect ALWAYS = new Reconnect(FOR_EVER, Duration.ofSeconds(1), Duration.ofSeconds(30), true);

    /** @throws IllegalArgumentException if a number or a time is out of its range */
    public Reconnect {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts " + attempts + " (expected: 0 or more)");
        }
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("delays " + first + " and " + most + " (expected: 0 < first <= most)");
        }
    }

    /**
     * How long to wait.
     *
     * @param failures in a row so far, from 0
     */
    Duration delay(int failures, RandomGenerator random) {
        double full = Math.min((double) most.toMillis(), first.toMillis() * Math.pow(2, Math.min(failures, 30)));
        return Duration.ofMillis((long) (full * (0.5 + random.nextDouble() / 2)));
    }
}

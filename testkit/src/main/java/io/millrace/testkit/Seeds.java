package io.millrace.testkit;

import java.util.stream.LongStream;

/**
 * Seeds for property tests: fixed, so that a run repeats, and shown as the parameter of the failing test, so that one
 * seed can be run alone.
 */
public final class Seeds {
    private Seeds() {}

    /** A thousand seeds: for properties that take microseconds. */
    public static LongStream thousand() {
        return LongStream.range(0, 1000);
    }

    /** A hundred seeds: for properties that take milliseconds. */
    public static LongStream hundred() {
        return LongStream.range(0, 100);
    }
}

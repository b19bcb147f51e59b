package io.millrace.bench.load;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How often and for how long a JVM stood still.
 *
 * @param count safepoints, for whatever reason
 * @param longestMillis from the wish for one until all threads may go on; 0: there was none
 * @param collections pauses of the garbage collector, which are among them
 */
record Pauses(int count, double longestMillis, int collections, double longestCollectionMillis) {
    static final Pauses NONE = new Pauses(0, 0, 0, 0);

    private static final Pattern SAFEPOINT = Pattern.compile("\\[(\\d+)ms]\\[safepoint *] .*\\bTotal: (\\d+) ns.*");

    /** With its length, which the line at its beginning lacks; ZGC has them among its phases. */
    private static final Pattern COLLECTION =
            Pattern.compile("\\[(\\d+)ms]\\[gc(?:,phases)? *] .*\\bPause .* ([\\d.]+)ms");

    /** Of those lines of a log with time and tags that were written between two times, in ms since 1970. */
    static Pauses of(Stream<String> lines, double from, double until) {
        return lines.map(line -> of(line, from, until)).reduce(NONE, Pauses::plus);
    }

    private static Pauses of(String line, double from, double until) {
        var safepoint = SAFEPOINT.matcher(line);
        if (safepoint.matches() && isBetween(safepoint.group(1), from, until)) {
            return new Pauses(1, Double.parseDouble(safepoint.group(2)) / 1e6, 0, 0);
        }
        var collection = COLLECTION.matcher(line);
        if (collection.matches() && isBetween(collection.group(1), from, until)) {
            return new Pauses(0, 0, 1, Double.parseDouble(collection.group(2)));
        }
        return NONE;
    }

    private static boolean isBetween(String millis, double from, double until) {
        double at = Double.parseDouble(millis);
        return at >= from && at <= until;
    }

    private Pauses plus(Pauses other) {
        return new Pauses(
                count + other.count,
                Math.max(longestMillis, other.longestMillis),
                collections + other.collections,
                Math.max(longestCollectionMillis, other.longestCollectionMillis));
    }
}

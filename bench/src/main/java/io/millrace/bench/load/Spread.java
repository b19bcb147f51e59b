package io.millrace.bench.load;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The median of some rounds, with the smallest and the largest. NaN when there are none. */
public record Spread(double median, double least, double most) {
    public static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Such as {@code 4.2 (3.9 to 5.0)}; a dash when there are none. */
    public String text(int decimals) {
        return Double.isNaN(median)
                ? "-"
                : number(median, decimals) + " (" + number(least, decimals) + " to " + number(most, decimals) + ")";
    }

    /** A dash for NaN. */
    public static String number(double value, int decimals) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

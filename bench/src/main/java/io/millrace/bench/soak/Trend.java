package io.millrace.bench.soak;

import java.util.Arrays;
import java.util.List;

/**
 * Where a figure goes over a run.
 *
 * @param first median of the first third of its values
 * @param last median of the last third
 * @param slope of the line that fits all values best, per value
 */
record Trend(double first, double last, double slope) {
    /** @param values at equal distances of time, three at least */
    static Trend of(List<Double> values) {
        int third = values.size() / 3;
        return new Trend(
                median(values.subList(0, third)),
                median(values.subList(values.size() - third, values.size())),
                slope(values));
    }

    /** Whether the last third is above the first by more than this share of it and this much. */
    boolean grows(double share, double least) {
        return last - first > Math.max(share * first, least);
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double slope(List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        double middle = (all.length - 1) / 2.0;
        double mean = Arrays.stream(all).average().orElseThrow();
        double together = 0;
        double squares = 0;
        for (int i = 0; i < all.length; i++) {
            together += (i - middle) * (all[i] - mean);
            squares += (i - middle) * (i - middle);
        }
        return together / squares;
    }
}

package io.millrace.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a run was flat, and all that it showed.
 *
 * @param bound share by which memory may grow from the first third of the run to the last
 * @param leastMib growth below this is none
 */
record SoakReport(List<Sample> samples, int sampleSeconds, double bound, double leastMib) {
    private static final int FAILURES_SHOWN = 5;

    SoakReport {
        samples = List.copyOf(samples);
    }

    boolean isFlat() {
        return !grows(Sample::heap) && !grows(Sample::resident);
    }

    private boolean grows(Function<Sample, Double> figure) {
        return trend(figure).grows(bound, leastMib);
    }

    private Trend trend(Function<Sample, Double> figure) {
        return Trend.of(samples.stream().map(figure).toList());
    }

    /** As Markdown. */
    String text(Map<?, ?> visits, List<String> failures) {
        var lines = new ArrayList<String>();
        lines.add("| | first third | last third | slope per minute |");
        lines.add("| --- | ---: | ---: | ---: |");
        lines.add(row("heap after GC, MiB", Sample::heap));
        lines.add(row("resident memory, MiB", Sample::resident));
        lines.add(row("direct buffers, MiB", Sample::direct));
        lines.add(row("open files", Sample::files));
        lines.add(row("threads", Sample::threads));
        lines.add(row("streams", Sample::streams));
        lines.add(row("connections", Sample::open));
        lines.add("");
        lines.add("Visits: "
                + visits.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                + "; " + failures.size() + " failed.");
        failures.stream().limit(FAILURES_SHOWN).forEach(failure -> lines.add("- " + failure));
        lines.add("");
        lines.add(
                isFlat()
                        ? "**flat**"
                        : "**GROWS: heap %b, resident memory %b (bound: %.0f %%, at least %.0f MiB)**"
                                .formatted(grows(Sample::heap), grows(Sample::resident), 100 * bound, leastMib));
        return String.join("\n", lines);
    }

    private String row(String title, Function<Sample, Double> figure) {
        var trend = trend(figure);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %+.2f |",
                title,
                trend.first(),
                trend.last(),
                trend.slope() * 60 / sampleSeconds);
    }
}

package io.millrace.bench.table;

import io.millrace.bench.load.Spread;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** How long the JVM stands still, in the rounds of {@link CpuRow}. */
record PauseRow(Loads loads) implements Row {
    private static final Goal GOAL = new Goal(20, 5, 1, " ms");

    @Override
    public String id() {
        return "8";
    }

    @Override
    public List<Job> jobs() {
        return List.of(loads.players(Subject.MILLRACE, CpuRow.PLAYERS));
    }

    @Override
    public List<Line> lines(Results results) {
        Spread longest = figure("jvm_pause_ms_max", results);
        return List.of(
                Line.of( // the longest of all rounds counts
                        "longest pause of the JVM in a round of " + Loads.thousands(CpuRow.PLAYERS) + " players, ms",
                        longest.text(2),
                        longest.most(),
                        GOAL),
                Line.beside(
                        "pauses in a window of %d s".formatted(loads.seconds()), text("jvm_pauses", 0, results), ""),
                Line.beside("of these by the garbage collector", text("jvm_gc_pauses", 0, results), ""),
                Line.beside("longest of these, ms", text("jvm_gc_pause_ms_max", 2, results), ""));
    }

    private String text(String figure, int decimals, Results results) {
        return figure(figure, results).text(decimals);
    }

    private Spread figure(String name, Results results) {
        return results.spread(jobs().getFirst(), name);
    }
}

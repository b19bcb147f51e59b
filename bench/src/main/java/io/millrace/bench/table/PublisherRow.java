package io.millrace.bench.table;

import io.millrace.bench.load.Figures;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** What a publisher costs that nobody plays. */
record PublisherRow(Loads loads) implements Row {
    private static final Goal GOAL = Goal.ratio(1.5, 1.15, 1);

    @Override
    public String id() {
        return "4";
    }

    @Override
    public List<Job> jobs() {
        return List.of(loads.publishers(Subject.MILLRACE), loads.publishers(Subject.NGINX));
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(Line.compared(
                "CPU per publisher, " + Loads.PUBLISHERS + " publishers, no players, µs/s",
                0,
                results.spread(jobs().get(0), Figures.CPU_PER_PUBLISHER),
                results.spread(jobs().get(1), Figures.CPU_PER_PUBLISHER),
                GOAL));
    }
}

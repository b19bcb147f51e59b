package io.millrace.bench.table;

import io.millrace.bench.load.Figures;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** What a connection costs when very many come. */
record StormRow(Loads loads) implements Row {
    private static final Goal GOAL = Goal.ratio(4, 2.5, 1.5);

    @Override
    public String id() {
        return "6";
    }

    @Override
    public List<Job> jobs() {
        return List.of(loads.storm(Subject.MILLRACE), loads.storm(Subject.NGINX));
    }

    @Override
    public List<Line> lines(Results results) {
        Job ours = jobs().get(0);
        Job theirs = jobs().get(1);
        return List.of(
                Line.compared(
                        "CPU per connection in a storm, µs",
                        0,
                        results.spread(ours, Figures.CPU_PER_CONNECTION),
                        results.spread(theirs, Figures.CPU_PER_CONNECTION),
                        GOAL),
                Line.beside(
                        "connections per second in it",
                        results.spread(ours, Figures.CONNECTIONS_PER_SECOND).text(0),
                        results.spread(theirs, Figures.CONNECTIONS_PER_SECOND).text(0)));
    }
}

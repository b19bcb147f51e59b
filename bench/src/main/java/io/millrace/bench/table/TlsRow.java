package io.millrace.bench.table;

import java.util.List;

/** What TLS costs, which is measured with the other carriers. */
record TlsRow() implements Row {
    private static final Goal GOAL = new Goal(2.5, 1.8, 1.5, "x");

    @Override
    public String id() {
        return "10";
    }

    @Override
    public List<Job> jobs() {
        return List.of();
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(new Line(
                "RTMPS: CPU per player against plain", "`./dev bench carriers`", "", "", GOAL.texts(), Level.NONE));
    }
}

package io.millrace.bench.table;

import java.util.List;

/** One question of the table: the loads that answer it, and the lines that they make. */
interface Row {
    /** What {@code --rows} calls it. */
    String id();

    List<Job> jobs();

    /** Without a number where a job has no whole round. */
    List<Line> lines(Results results);
}

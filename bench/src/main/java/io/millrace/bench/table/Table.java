package io.millrace.bench.table;

import io.millrace.bench.load.Contestants;
import io.millrace.bench.load.Figure;
import io.millrace.bench.load.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All lines of all rows, and how the rounds went that they are made of. */
record Table(List<String> conditions, List<Row> rows, List<Job> jobs, Results results) {
    private static final List<Figure> FIGURES = List.of(
            Figure.of("servers' processor busy, of 1", 2, "server_core_busy"),
            Figure.of("CPU of the generator, of 1", 2, "generator_cpu"),
            Figure.of("publisher late p99, ms", 2, "publisher_lag_ms_p99"));

    Table {
        conditions = List.copyOf(conditions);
        rows = List.copyOf(rows);
        jobs = List.copyOf(jobs);
    }

    /** Whether it shows what the page promises. */
    boolean isForThePage(int rounds) {
        return rounds >= 3
                && results.rounds().stream()
                        .anyMatch(round -> round.server().startsWith(Contestants.NGINX)
                                && round.result().hasFigures());
    }

    /** Whether nothing was missed, and every round was whole that had to be. */
    boolean reached() {
        boolean missed = rows.stream()
                .flatMap(row -> row.lines(results).stream())
                .anyMatch(line -> line.level() == Level.MISSED);
        return !missed && jobs.stream().allMatch(this::isFine);
    }

    private boolean isFine(Job job) {
        return job.effort() == Job.Effort.BEYOND
                ? results.of(job).stream().allMatch(round -> round.result().hasFigures())
                : results.allWhole(job);
    }

    String markdown() {
        var lines = new ArrayList<String>();
        conditions.forEach(condition -> lines.add("- " + condition));
        lines.add("");
        lines.add(
                "| row | median (least to most) | Millrace | nginx-rtmp | ratio | must | should | record | reached |");
        lines.add("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        for (Row row : rows) {
            row.lines(results).forEach(line -> lines.add(line(row, line)));
        }
        lines.add("");
        lines.add("How the rounds went:");
        lines.add("");
        lines.add(cells(Stream.concat(
                Stream.of("load", "whole rounds"), FIGURES.stream().map(Figure::title))));
        lines.add("| --- | ---: |" + " ---: |".repeat(FIGURES.size()));
        jobs.forEach(job -> lines.add(line(job)));
        results.rounds()
                .forEach(round -> round.marks().forEach(mark -> {
                    lines.add("");
                    lines.add("**%s, round %d: %s**".formatted(round.server(), round.number(), mark));
                }));
        return String.join("\n", lines) + "\n";
    }

    private static String line(Row row, Line line) {
        return cells(Stream.of(
                        Stream.of(row.id(), line.metric(), line.measured(), line.nginx(), line.ratio()),
                        line.goals().stream(),
                        Stream.of(line.level().text()))
                .flatMap(cells -> cells));
    }

    private String line(Job job) {
        List<Round> rounds = results.withFigures(job);
        return cells(Stream.concat(
                Stream.of(
                        job.title(),
                        results.whole(job).size() + " of " + results.of(job).size()),
                FIGURES.stream().map(figure -> figure.spread(rounds).text(figure.decimals()))));
    }

    private static String cells(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }
}

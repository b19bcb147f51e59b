package io.millrace.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All rounds of a run, as Markdown to read and as JSON to keep.
 *
 * @param name of the run, and of its files
 * @param conditions what else the reader must know, one sentence each
 * @param comparison how the rounds of the other servers are set against those of the last
 */
record Report(
        String name,
        Machine machine,
        List<String> conditions,
        List<Figure> figures,
        Comparison comparison,
        List<Round> rounds) {

    Report {
        conditions = List.copyOf(conditions);
        figures = List.copyOf(figures);
        rounds = List.copyOf(rounds);
    }

    /** Writes {@code name.md} and {@code name.json}. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Files.writeString(folder.resolve(name + ".json"), json());
    }

    boolean allWhole() {
        return rounds.stream().allMatch(Round::whole);
    }

    String markdown() {
        var lines = new ArrayList<String>();
        lines.add("# " + name);
        lines.add("");
        lines.add("- " + machine.description());
        conditions.forEach(condition -> lines.add("- " + condition));
        lines.add("");
        lines.addAll(summary());
        lines.add("");
        lines.add(comparisonLines());
        lines.add("");
        lines.addAll(eachRound());
        for (Round round : rounds) {
            for (String mark : round.marks()) {
                lines.add("");
                lines.add("**" + title(round) + ": " + mark + "**");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> summary() {
        var lines = new ArrayList<String>();
        lines.add("Median (least to most) of the whole rounds:");
        lines.add("");
        lines.addAll(head(servers()));
        lines.add(row(
                "whole rounds",
                servers(),
                server -> "%d of %d".formatted(whole(server).size(), of(server).size())));
        for (Figure figure : figures) {
            lines.add(row(
                    figure.title(),
                    servers(),
                    server -> figure.spread(whole(server)).text(figure.decimals())));
        }
        return lines;
    }

    private List<String> eachRound() {
        var lines = new ArrayList<String>();
        lines.add("Each round, in the order they were run:");
        lines.add("");
        lines.addAll(head(rounds.stream().map(Report::title).toList()));
        for (Figure figure : figures) {
            lines.add(row(figure.title(), rounds, round -> figure.text(round)));
        }
        return lines;
    }

    /** Each server against the last one. */
    private String comparisonLines() {
        List<String> servers = servers();
        if (servers.size() < 2) {
            return "No second server, so there is no comparison.";
        }
        return servers.subList(0, servers.size() - 1).stream()
                .map(this::comparisonLine)
                .collect(Collectors.joining("\n\n"));
    }

    private String comparisonLine(String server) {
        Spread compared = compared(server);
        return Double.isNaN(compared.median())
                ? "**No comparison: one of the servers has no whole round.**"
                : "**%s, %s %s %s: %s**"
                        .formatted(
                                comparison.figure().title(),
                                server,
                                comparison.sign(),
                                servers().getLast(),
                                comparison.text(compared));
    }

    /** The first server set against the last. */
    Spread compared() {
        return compared(servers().getFirst());
    }

    /** One server set against the last; NaN when one of them has no whole round. */
    Spread compared(String server) {
        return comparison.of(whole(server), whole(servers().getLast()));
    }

    private List<Round> whole(String server) {
        return of(server).stream().filter(Round::whole).toList();
    }

    private List<Round> of(String server) {
        return rounds.stream().filter(round -> round.server().equals(server)).toList();
    }

    private List<String> servers() {
        return rounds.stream().map(Round::server).distinct().toList();
    }

    private static String title(Round round) {
        return round.server() + " " + round.number();
    }

    private static List<String> head(List<String> titles) {
        return List.of(row("", titles, title -> title), row("---", titles, title -> "---:"));
    }

    private static <T> String row(String first, List<T> items, Function<T, String> cell) {
        return items.stream().map(cell).collect(Collectors.joining(" | ", "| " + first + " | ", " |"));
    }

    String json() {
        return RoundsJson.of(name, machine, conditions, rounds);
    }
}

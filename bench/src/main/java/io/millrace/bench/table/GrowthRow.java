package io.millrace.bench.table;

import io.millrace.bench.load.Figures;
import io.millrace.bench.load.Spread;
import io.millrace.bench.table.Job.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether a player costs more when there are more. */
record GrowthRow(Loads loads) implements Row {
    private static final List<Integer> PLAYERS = List.of(100, 500, 1000, 2000, 4000, 8000);
    private static final List<Integer> STREAMS = List.of(12, 100, 250, 1000);
    private static final Goal GOAL = new Goal(1.5, 1.2, 1, "x");

    @Override
    public String id() {
        return "9";
    }

    @Override
    public List<Job> jobs() {
        return Stream.concat(
                        PLAYERS.stream().map(this::players), STREAMS.stream().map(loads::streams))
                .toList();
    }

    private Job players(int players) {
        return loads.mostlyCounted(Subject.MILLRACE, players);
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(
                line("CPU per player at %s players", PLAYERS, this::players, results),
                line(
                        "CPU per player at %s thin streams of " + Loads.PLAYERS_PER_STREAM + " players",
                        STREAMS,
                        loads::streams,
                        results));
    }

    private static Line line(String metric, List<Integer> counts, IntFunction<Job> job, Results results) {
        List<Double> costs = counts.stream()
                .map(count ->
                        results.spread(job.apply(count), Figures.CPU_PER_PLAYER).median())
                .toList();
        double rise = rise(costs);
        String all = counts.stream().map(Loads::thousands).collect(Collectors.joining(" / "));
        String measured = costs.stream().map(cost -> Spread.number(cost, 0)).collect(Collectors.joining(" / "));
        var goals = new ArrayList<>(GOAL.texts());
        goals.set(2, "falling");
        return new Line(
                metric.formatted(all) + ", µs/s; how many times as much at a larger number, at most",
                measured + "; " + Spread.number(rise, 2),
                "",
                "",
                goals,
                GOAL.level(rise));
    }

    /** The largest of all costs through one before it; below 1 they only fall. NaN when one is missing. */
    static double rise(List<Double> costs) {
        return IntStream.range(1, costs.size())
                .boxed()
                .flatMapToDouble(
                        later -> costs.subList(0, later).stream().mapToDouble(earlier -> costs.get(later) / earlier))
                .reduce(Double.NEGATIVE_INFINITY, Math::max);
    }
}

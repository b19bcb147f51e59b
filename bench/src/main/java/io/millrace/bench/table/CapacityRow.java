package io.millrace.bench.table;

import io.millrace.bench.load.Figure;
import io.millrace.bench.load.Spread;
import io.millrace.bench.table.Job.Effort;
import io.millrace.bench.table.Job.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How many players one processor serves with every byte. */
record CapacityRow(Loads loads) implements Row {
    private static final Figure P99 = Figure.of("p99", 0, "video_ms_p99");

    private static final List<Step> STEPS = List.of(
            new Step(4000, 500, Level.MUST), new Step(6000, 250, Level.SHOULD), new Step(8000, 420, Level.RECORD));

    /** nginx-rtmp is tried with fewer as well. */
    private static final List<Integer> OF_NGINX = List.of(1500, 2000, 4000);

    /**
     * One number of players.
     *
     * @param millis that the p99 of video has to be below
     * @param level that is reached by it
     */
    private record Step(int players, int millis, Level level) {}

    @Override
    public String id() {
        return "2";
    }

    @Override
    public List<Job> jobs() {
        return Stream.concat(
                        STEPS.stream().map(step -> loads.players(Subject.MILLRACE, step.players())),
                        OF_NGINX.stream().map(this::nginx))
                .toList();
    }

    @Override
    public List<Line> lines(Results results) {
        var lines = new ArrayList<Line>();
        STEPS.forEach(step -> lines.add(line(step, results)));
        OF_NGINX.stream()
                .filter(players -> STEPS.stream().noneMatch(step -> step.players() == players))
                .forEach(players -> lines.add(Line.beside(metric(players), "", outcome(nginx(players), results))));
        return lines;
    }

    private Line line(Step step, Results results) {
        var job = loads.players(Subject.MILLRACE, step.players());
        double p99 = p99(job, results).median();
        Level unreached = step.level() == Level.MUST ? Level.MISSED : Level.NONE;
        Level level = results.allWhole(job) && p99 < step.millis() ? step.level() : unreached;
        return new Line(
                metric(step.players()),
                outcome(job, results),
                OF_NGINX.contains(step.players()) ? outcome(nginx(step.players()), results) : "",
                "",
                goals(step),
                results.of(job).isEmpty() ? Level.NOT_MEASURED : level);
    }

    private static List<String> goals(Step step) {
        return Stream.of(Level.MUST, Level.SHOULD, Level.RECORD)
                .map(level -> level == step.level() ? "all, < " + step.millis() + " ms" : "")
                .toList();
    }

    private static String metric(int players) {
        return Loads.thousands(players) + " players on one processor: rounds with every byte; video p99, ms";
    }

    private static String outcome(Job job, Results results) {
        return results.of(job).isEmpty()
                ? "-"
                : "%d of %d; %s"
                        .formatted(
                                results.whole(job).size(),
                                results.of(job).size(),
                                p99(job, results).text(P99.decimals()));
    }

    /** Of all rounds: how late it is counts where something is lost as well. */
    private static Spread p99(Job job, Results results) {
        return P99.spread(results.withFigures(job));
    }

    private Job nginx(int players) {
        return loads.players(Subject.NGINX, players).with(Effort.BEYOND);
    }
}

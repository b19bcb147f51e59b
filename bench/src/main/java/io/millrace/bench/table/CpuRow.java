package io.millrace.bench.table;

import io.millrace.bench.load.Figure;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** What a player costs. */
record CpuRow(Loads loads) implements Row {
    static final int PLAYERS = 1000;

    private static final Figure PER_PLAYER =
            new Figure("CPU per player", 0, result -> result.number("server_cpu") * 1e6 / PLAYERS);
    private static final Goal GOAL = Goal.ratio(1, 0.85, 0.72);

    private static final Figure KERNEL_SHARE = new Figure(
            "in the kernel", 0, result -> 100 * result.number("server_system_cpu") / result.number("server_cpu"));

    @Override
    public String id() {
        return "1";
    }

    @Override
    public List<Job> jobs() {
        return List.of(players(Subject.MILLRACE), players(Subject.NGINX), sendLoop(), players(Subject.FRESH_MILLRACE));
    }

    @Override
    public List<Line> lines(Results results) {
        return List.of(
                Line.compared(
                        "CPU per player at " + Loads.thousands(PLAYERS) + " players, µs/s",
                        PER_PLAYER.decimals(),
                        results.spread(players(Subject.MILLRACE), PER_PLAYER),
                        results.spread(players(Subject.NGINX), PER_PLAYER),
                        GOAL),
                Line.beside(
                        "of it in the kernel, %",
                        kernel(players(Subject.MILLRACE), results), kernel(players(Subject.NGINX), results)),
                beside("the limit: a plain loop of sends of the same bytes", sendLoop(), results),
                beside("a server just started, without warm-up", players(Subject.FRESH_MILLRACE), results));
    }

    private static Line beside(String metric, Job job, Results results) {
        return Line.beside(metric, results.spread(job, PER_PLAYER).text(PER_PLAYER.decimals()), "");
    }

    private static String kernel(Job job, Results results) {
        return results.spread(job, KERNEL_SHARE).text(KERNEL_SHARE.decimals());
    }

    private Job players(Subject subject) {
        return loads.players(subject, PLAYERS);
    }

    private Job sendLoop() {
        return loads.sendLoop(PLAYERS);
    }
}

package io.millrace.bench.table;

import io.millrace.bench.load.Figure;
import io.millrace.bench.load.Spread;
import io.millrace.bench.table.Job.Subject;
import java.util.List;

/** What idling, a player and a publisher take of memory, each on a server of its own. */
record MemoryRow(Loads loads) implements Row {
    private static final int FEW = 1000;
    private static final int MANY = 4000;
    private static final double GOP_KIB = Loads.KBPS * 1000.0 / 8 * Loads.SECONDS_PER_GOP / 1024;

    private static final Goal IDLE = new Goal(200, 120, 80, " MiB");
    private static final Goal PER_PLAYER = new Goal(48, 24, 12, " KiB");
    private static final Goal PER_PUBLISHER = new Goal(512, 128, 64, " KiB");

    private static final Figure IDLE_MIB = Figure.of("idle", 0, "server_rss_idle_mib");
    private static final Figure GROWN_KIB = new Figure(
            "grown", 0, result -> (result.number("server_rss_mib") - result.number("server_rss_idle_mib")) * 1024);

    @Override
    public String id() {
        return "7";
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                loads.players(Subject.FRESH_MILLRACE, FEW),
                loads.players(Subject.FRESH_MILLRACE, MANY),
                loads.publishers(Subject.FRESH_MILLRACE));
    }

    @Override
    public List<Line> lines(Results results) {
        var idle = Spread.of(
                jobs().stream().flatMapToDouble(job -> results.of(job).stream().mapToDouble(IDLE_MIB::of)));
        double player = (grown(jobs().get(1), results) - grown(jobs().get(0), results)) / (MANY - FEW);
        double publisher = grown(jobs().get(2), results) / Loads.PUBLISHERS - GOP_KIB;
        return List.of(
                Line.of("memory just started, MiB", idle.text(0), idle.median(), IDLE),
                Line.of(
                        "memory per player, of %s beyond %s, KiB"
                                .formatted(Loads.thousands(MANY), Loads.thousands(FEW)),
                        Spread.number(player, 1),
                        player,
                        PER_PLAYER),
                Line.of(
                        "memory per publisher beyond its GOP of %.0f KiB, of %d, KiB"
                                .formatted(GOP_KIB, Loads.PUBLISHERS),
                        Spread.number(publisher, 1),
                        publisher,
                        PER_PUBLISHER));
    }

    /** What the server took under load less what it took before. */
    private static double grown(Job job, Results results) {
        return results.spread(job, GROWN_KIB).median();
    }
}

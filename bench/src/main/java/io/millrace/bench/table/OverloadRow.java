package io.millrace.bench.table;

import io.millrace.bench.load.Result;
import io.millrace.bench.load.Round;
import io.millrace.bench.load.Spread;
import java.util.List;
import java.util.Locale;

/**
 * What twice as many players as have to be served do to a server, and to each other. It is one of its own, since it has to
 * be told that so many may connect.
 */
record OverloadRow(Loads loads) implements Row {
    private static final List<Integer> PLAYERS = List.of(12_000, 16_000);

    private static final double MOST_RECOVERY_SECONDS = 10;
    private static final double MOST_PUBLISHER_LAG_MILLIS = 10;

    /** What a player may be behind before it jumps, and a group of pictures that it jumps to the beginning of. */
    private static final double MOST_GAP_MILLIS = 5000 + 1000 * Loads.SECONDS_PER_GOP;

    @Override
    public String id() {
        return "overload";
    }

    @Override
    public List<Job> jobs() {
        return PLAYERS.stream().map(loads::overload).toList();
    }

    @Override
    public List<Line> lines(Results results) {
        return PLAYERS.stream().map(players -> line(players, results)).toList();
    }

    private Line line(int players, Results results) {
        List<Round> rounds = results.of(loads.overload(players));
        if (rounds.isEmpty()) {
            return line(players, "-", Level.NOT_MEASURED);
        }
        var round = rounds.getFirst();
        return round.result().hasFigures()
                ? line(players, text(round.result()), level(round.result()))
                : line(players, String.join("; ", round.marks()), Level.MISSED);
    }

    private static Line line(int players, String measured, Level level) {
        String goal = "publisher in time, none silent, no gap > %.0f s, < %.0f s"
                .formatted(MOST_GAP_MILLIS / 1000, MOST_RECOVERY_SECONDS);
        return new Line(
                Loads.thousands(players) + " players; recovery when most have left",
                measured,
                "",
                "",
                List.of(goal, "", ""),
                level);
    }

    private static String text(Result result) {
        double recovery = result.number("recovery_seconds");
        return String.format(
                Locale.ROOT,
                "publisher late p99 %.1f ms; %.0f jumps; %.0f failed, %.0f silent, %.0f of %.0f parsed missed messages; "
                        + "video p99 %.0f ms, longest gap p99 %.0f, most %.0f ms; memory %.0f MiB; %s",
                result.number("publisher_lag_ms_p99"),
                result.number(Course.JUMPS),
                result.number("failed_players"),
                result.number("silent_players"),
                result.number("short_players"),
                result.number("parsed_players"),
                result.number("video_ms_p99"),
                result.number("gap_ms_p99"),
                result.number("gap_ms_max"),
                result.number("server_rss_mib"),
                recovery >= 0 ? "recovered in " + Spread.number(recovery, 1) + " s" : "not recovered");
    }

    /** A recovery that never came has no number, or a negative one. */
    private static Level level(Result result) {
        double recovery = result.number("recovery_seconds");
        boolean reached = result.number("publisher_lag_ms_p99") < MOST_PUBLISHER_LAG_MILLIS
                && result.number("failed_players") == 0
                && result.number("failed_publishers") == 0
                && result.number("silent_players") == 0
                && result.number("gap_ms_max") < MOST_GAP_MILLIS
                && recovery >= 0
                && recovery < MOST_RECOVERY_SECONDS;
        return reached ? Level.MUST : Level.MISSED;
    }
}

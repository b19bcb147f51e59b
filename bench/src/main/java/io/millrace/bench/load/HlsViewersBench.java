package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What viewers of low-latency HLS cost, and how long a part is on its way. */
@Command(
        name = "hls-viewers",
        showDefaultValues = true,
        description =
                "Viewers of low-latency HLS with a query each, against viewers without one in turns on one Millrace.")
final class HlsViewersBench implements Callable<Integer> {
    private static final int PLAYERS_PER_SECOND = 250;

    /** What all viewers of a round may need, in processors. */
    private static final double MOST_CORES = 1;

    private enum Kind {
        OWN_QUERIES("a query each"),
        NO_QUERY("no query");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(8, 12);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--players", defaultValue = "1000", description = "1 to 2400, with four connections each.")
    private int players;

    @Option(names = "--without-queries", description = "Only viewers without a query.")
    private boolean withoutQueries;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--players", players, 1, 2400);
        rig.checkRounds();
        window.check(rig, 1, 600);
        rate.check(rig);
        var cores = rig.cores();
        var generator = rig.generator(cores);
        int httpPort = Server.freePort();
        List<Round> rounds;
        // What a round has packaged is gone before the next one is measured.
        try (var server = rig.startMillraceWithHttp(
                cores,
                httpPort,
                Map.of("MILLRACE_HLS_IDLE_TIMEOUT", "1s", "MILLRACE_HLS_END_AFTER", "0s"),
                List.of())) {
            rounds = rig.inTurns(
                    Stream.of(Kind.values())
                            .filter(kind -> kind == Kind.NO_QUERY || !withoutQueries)
                            .toList(),
                    Kind::title,
                    window,
                    (kind, stream, seconds) -> generator.run(
                            server,
                            "hls",
                            options(kind, stream, seconds, httpPort),
                            Duration.ofSeconds(seconds + players / PLAYERS_PER_SECOND + 90L)));
        }
        var report = report(cores, rounds);
        rig.publish(report);
        boolean missed = rounds.stream().anyMatch(round -> !(round.result().number("server_cpu") <= MOST_CORES));
        if (missed) {
            System.out.println("MISSED: CPU of the server");
        }
        return report.allWhole() && !missed ? 0 : 1;
    }

    private List<String> options(Kind kind, String stream, int seconds, int httpPort) {
        var options = new ArrayList<>(List.of(
                "--http-port", "" + httpPort,
                "--stream", stream + (kind == Kind.OWN_QUERIES ? "-keys" : "-plain"),
                "--players", "" + players,
                "--seconds", "" + seconds,
                "--ramp", "" + PLAYERS_PER_SECOND));
        options.addAll(rate.options());
        if (kind == Kind.OWN_QUERIES) {
            options.add("--keys");
        }
        return options;
    }

    private Report report(Cores cores, List<Round> rounds) {
        return new Report(
                "hls-viewers",
                Machine.here(rig.root()),
                List.of(
                        "Players: %d, %s, parts of 400 ms, windows of %d s; one server for both kinds."
                                .formatted(players, rate.description(), window.seconds()),
                        cores.description()),
                List.of(
                        Figures.SERVER_CPU,
                        Figures.CPU_PER_PLAYER,
                        Figures.KERNEL_SHARE,
                        Figures.CORE_BUSY,
                        Figures.SERVER_MEMORY,
                        Figure.of("requests a second", 0, "requests_per_second"),
                        Figure.of("parts of them", 0, "parts_per_second"),
                        Figures.EXPECTED_MB,
                        Figures.DELIVERED_MB,
                        Figure.of("players who missed some of it", 0, "short_players"),
                        Figure.of("part available to received p50, ms", 1, "part_ms_p50"),
                        Figure.of("part available to received p99, ms", 1, "part_ms_p99"),
                        Figure.of("part available to received max, ms", 1, "part_ms_max"),
                        Figure.of("frame published to received p99, ms", 0, "video_ms_p99"),
                        Figure.of("connect to first part p99, ms", 0, "first_part_ms_p99"),
                        Figures.GENERATOR_CPU,
                        Figures.PUBLISHER_LATE),
                Comparison.ratio(Figures.CPU_PER_PLAYER),
                rounds);
    }
}

package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Players who want a live stream in four forms against as many who want it in one, in turns on the same server. */
@Command(
        name = "forms",
        showDefaultValues = true,
        description = "Players of four forms of a stream against players of one, in turns on one Millrace.")
final class FormsBench implements Callable<Integer> {
    private static final int PLAYERS_PER_SECOND = 500;

    /** Four forms whose bytes are alike, so that the generator can read them. */
    private static final String FOUR_FORMS = ",?tracks=all,?video=all,?audio=all";

    private enum Kind {
        FOUR,
        ONE;

        String title() {
            return this == FOUR ? "four forms" : "one form";
        }
    }

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(10, 10);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--players", defaultValue = "1000", description = "1 to 20000, in each round.")
    private int players;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--players", players, 1, 20_000);
        rig.checkRounds();
        window.check(rig, 1, 600);
        rate.check(rig);
        var cores = rig.cores();
        var generator = rig.generator(cores);
        List<Round> results;
        try (var server = rig.startMillrace(cores, Map.of())) {
            results = rig.inTurns(
                    List.of(Kind.values()),
                    Kind::title,
                    window,
                    (kind, stream, seconds) -> run(kind, stream, seconds, generator, server));
        }
        var report = report(cores, results);
        rig.publish(report);
        return report.allWhole() ? 0 : 1;
    }

    private Result run(Kind kind, String stream, int windowSeconds, Generator generator, Server server)
            throws IOException, InterruptedException {
        var options = new ArrayList<>(List.of(
                "--stream", stream,
                "--players", "" + players,
                "--seconds", "" + windowSeconds,
                "--ramp", "" + PLAYERS_PER_SECOND));
        options.addAll(rate.options());
        if (kind == Kind.FOUR) {
            options.addAll(List.of("--queries", FOUR_FORMS));
        }
        var limit = Duration.ofSeconds(windowSeconds + players / PLAYERS_PER_SECOND + 60L);
        return generator.run(server, "fanout", options, limit);
    }

    private Report report(Cores cores, List<Round> results) {
        return new Report(
                "forms",
                Machine.here(rig.root()),
                List.of(
                        "Players: %d, %s, windows of %d s; one server for both kinds."
                                .formatted(players, rate.description(), window.seconds()),
                        cores.description()),
                List.of(
                        Figures.SERVER_CPU,
                        Figures.CPU_PER_PLAYER,
                        Figures.SERVER_MEMORY,
                        Figure.of("lost messages", 0, "lost"),
                        Figure.of("repeated messages", 0, "repeated"),
                        Figure.of("video latency p50, ms", 2, "video_ms_p50"),
                        Figure.of("video latency p99, ms", 2, "video_ms_p99"),
                        Figures.GENERATOR_CPU),
                Comparison.ratio(Figures.CPU_PER_PLAYER),
                results);
    }
}

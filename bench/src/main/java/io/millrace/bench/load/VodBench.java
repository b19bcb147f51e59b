package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import io.millrace.bench.run.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Players of one recorded file against as many of a live stream of the same bit rate, in turns on the same server. */
@Command(
        name = "vod",
        showDefaultValues = true,
        description = "Players of one recorded file against players of a live stream, in turns on one Millrace.")
final class VodBench implements Callable<Integer> {
    private static final int PLAYERS_PER_SECOND = 500;
    private static final String APPLICATION = "live";

    /** Which of the two a round is about. The generator's command, and the round's title. */
    private enum Kind {
        RECORDED("recorded"),
        LIVE("fanout");

        private final String command;

        Kind(String command) {
            this.command = command;
        }

        String title() {
            return this == RECORDED ? "recorded" : "live";
        }
    }

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(10, 10);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--players", defaultValue = "500", description = "1 to 20000, of each kind.")
    private int players;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--players", players, 1, 20_000);
        rig.checkRounds();
        window.check(rig, 1, 600);
        rate.check(rig);
        var cores = rig.cores();
        var generator = rig.generator(cores);
        Path recordings = RunFolder.emptied("recordings");
        List<Round> results;
        try (var server = rig.startMillrace(cores, Map.of("MILLRACE_RECORDINGS_DIRECTORY", recordings.toString()))) {
            results = rig.inTurns(
                    List.of(Kind.values()),
                    Kind::title,
                    window,
                    (kind, stream, seconds) -> run(kind, stream, seconds, generator, server, recordings));
        }
        var report = report(cores, results);
        rig.publish(report);
        return report.allWhole() && report.compared().median() <= 1 ? 0 : 1;
    }

    private Result run(Kind kind, String stream, int windowSeconds, Generator generator, Server server, Path recordings)
            throws IOException, InterruptedException {
        Path file = Files.createDirectories(recordings.resolve(APPLICATION)).resolve(stream + "-0.flv");
        var options = new ArrayList<>(List.of(
                "--app", APPLICATION,
                "--stream", stream,
                "--players", "" + players,
                "--seconds", "" + windowSeconds,
                "--ramp", "" + PLAYERS_PER_SECOND));
        options.addAll(rate.options());
        if (kind == Kind.RECORDED) {
            options.addAll(List.of("--file", file.toString()));
        }
        var limit = Duration.ofSeconds(windowSeconds + players / PLAYERS_PER_SECOND + 90L);
        try {
            return generator.run(server, kind.command, options, limit);
        } finally {
            Files.deleteIfExists(file); // or the live stream of that name would have a recorded one
        }
    }

    private Report report(Cores cores, List<Round> results) {
        return new Report(
                "vod",
                Machine.here(rig.root()),
                List.of(
                        "Players: %d, %s, windows of %d s; one server for both kinds."
                                .formatted(players, rate.description(), window.seconds()),
                        cores.description()),
                figures(),
                Comparison.ratio(Figures.CPU_PER_PLAYER),
                results);
    }

    private static List<Figure> figures() {
        return List.of(
                Figures.SERVER_CPU,
                Figures.CPU_PER_PLAYER,
                Figures.CORE_BUSY,
                Figures.SERVER_MEMORY,
                new Figure(
                        "came in the window, kbit/s per player",
                        0,
                        result -> result.number("window_bytes")
                                * 8e-3
                                / result.number("window_s")
                                / result.number("players")),
                Figures.EXPECTED_MB,
                Figures.DELIVERED_MB,
                Figure.of("lost messages", 0, "lost"),
                Figure.of("repeated messages", 0, "repeated"),
                Figure.of("late messages of the recording", 0, "late"),
                Figure.of("at most late by, ms", 1, "late_ms_max"),
                Figure.of("connect to playing p50, ms", 2, "connect_ms_p50"),
                Figure.of("connect to playing p99, ms", 2, "connect_ms_p99"),
                Figures.GENERATOR_CPU);
    }
}

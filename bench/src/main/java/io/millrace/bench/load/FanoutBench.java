package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishers x players for a fixed time: what a server needs for each player, and what each player gets. */
@Command(
        name = "fanout",
        showDefaultValues = true,
        description = "Publishers x players for a fixed time, against Millrace and nginx-rtmp in turns.")
final class FanoutBench implements Callable<Integer> {
    private static final int PLAYERS_PER_SECOND = 500;

    @Mixin
    private final Contest contest = new Contest();

    @Mixin
    private final Window window = new Window(10, 10);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--players", defaultValue = "1000", description = "1 to 20000, spread over the streams.")
    private int players;

    @Option(
            names = "--parse",
            defaultValue = "1000",
            description = "Players who read every message, 1 to 20000; the others count bytes.")
    private int parsed;

    @Option(names = "--publishers", defaultValue = "1", description = "1 to 1000.")
    private int publishers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        contest.checkRange("--players", players, 1, 20_000);
        contest.checkRange("--parse", parsed, 1, 20_000);
        contest.checkRange("--publishers", publishers, 1, 1000);
        window.check(contest, 1, 600);
        rate.check(contest);
        return contest.run(new Load(
                "fanout",
                "Publishers: %d, players: %d of which %d read every message, %s, windows of %d s."
                        .formatted(
                                publishers, players, Math.min(parsed, players), rate.description(), window.seconds()),
                "fanout",
                server -> options(window.warmupSeconds()),
                server -> options(window.seconds()),
                players + publishers,
                Duration.ofSeconds(window.longest() + players / PLAYERS_PER_SECOND + 60L),
                figures(),
                Figures.CPU_PER_PLAYER));
    }

    private List<String> options(int windowSeconds) {
        var options = new ArrayList<>(rate.options());
        options.addAll(List.of(
                "--players", "" + players,
                "--publishers", "" + publishers,
                "--seconds", "" + windowSeconds,
                "--ramp", "" + PLAYERS_PER_SECOND));
        if (parsed < players) {
            options.addAll(List.of("--parse", "" + parsed));
        }
        return options;
    }

    private static List<Figure> figures() {
        var figures = new ArrayList<>(List.of(
                Figures.SERVER_CPU,
                Figures.CPU_PER_PLAYER,
                Figures.CORE_BUSY,
                Figures.SERVER_MEMORY,
                Figures.EXPECTED_MB,
                Figures.DELIVERED_MB,
                Figure.of("lost messages", 0, "lost"),
                Figure.of("players who count and got too little", 0, "drained_short"),
                Figure.of("repeated messages", 0, "repeated"),
                Figure.of("reordered messages", 0, "reordered"),
                Figure.of("video latency p50, ms", 2, "video_ms_p50"),
                Figure.of("video latency p99, ms", 2, "video_ms_p99"),
                Figure.of("video latency max, ms", 2, "video_ms_max"),
                Figure.of("audio latency p50, ms", 2, "audio_ms_p50"),
                Figure.of("audio latency p99, ms", 2, "audio_ms_p99"),
                Figure.of("audio latency max, ms", 2, "audio_ms_max"),
                Figure.of("connect to playing p50, ms", 2, "connect_ms_p50"),
                Figure.of("connect to playing p99, ms", 2, "connect_ms_p99"),
                Figure.of("connect to first key frame p50, ms", 2, "first_key_frame_ms_p50"),
                Figure.of("chunk size of the server", 0, "server_chunk_size"),
                Figures.GENERATOR_CPU,
                Figures.PUBLISHER_LATE));
        figures.addAll(Figures.PAUSES);
        return figures;
    }
}

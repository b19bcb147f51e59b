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

/** What a viewer costs who gets a live stream by HTTP, beside one by RTMP. */
@Command(
        name = "http-viewers",
        showDefaultValues = true,
        description = "Viewers by HTTP-FLV, WebSocket and MP4 against players by RTMP, in turns on one Millrace.")
final class HttpViewersBench implements Callable<Integer> {
    private static final int PLAYERS_PER_SECOND = 500;

    /** What a viewer by HTTP-FLV may cost, in players by RTMP. */
    private static final double MOST_OF_RTMP = 1.1;

    @Mixin
    private final Rig rig = new Rig();

    @Mixin
    private final Window window = new Window(6, 8);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--players", defaultValue = "500", description = "1 to 5000, in each round.")
    private int players;

    @Option(
            names = "--carriers",
            split = ",",
            defaultValue = "http-flv,ws-flv,http-mp4,rtmp",
            description = "Those to compare, the last one is what the others are compared with.")
    private List<String> carriers = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRange("--players", players, 1, 5000);
        rig.checkRounds();
        window.check(rig, 1, 600);
        rate.check(rig);
        var cores = rig.cores();
        var generator = rig.generator(cores);
        int httpPort = Server.freePort();
        List<Round> rounds;
        try (var server = rig.startMillraceWithHttp(cores, httpPort, Map.of(), List.of())) {
            rounds = rig.inTurns(
                    carriers,
                    carrier -> carrier,
                    window,
                    (carrier, stream, seconds) -> generator.run(
                            server,
                            "fanout",
                            options(carrier, stream, seconds, httpPort),
                            Duration.ofSeconds(seconds + players / PLAYERS_PER_SECOND + 60L)));
        }
        var report = report(cores, rounds);
        rig.publish(report);
        boolean missed =
                carriers.contains("http-flv") && !(report.compared("http-flv").median() <= MOST_OF_RTMP);
        if (missed) {
            System.out.println("MISSED: http-flv: CPU per player");
        }
        return report.allWhole() && !missed ? 0 : 1;
    }

    private List<String> options(String carrier, String stream, int seconds, int httpPort) {
        var options = new ArrayList<>(List.of(
                "--carrier", carrier,
                "--http-port", "" + httpPort,
                "--stream", stream + "-" + carrier,
                "--players", "" + players,
                "--seconds", "" + seconds,
                "--ramp", "" + PLAYERS_PER_SECOND));
        options.addAll(rate.options());
        return options;
    }

    private Report report(Cores cores, List<Round> rounds) {
        return new Report(
                "http-viewers",
                Machine.here(rig.root()),
                List.of(
                        "Players: %d who read every message, %s, windows of %d s; one server for all carriers."
                                .formatted(players, rate.description(), window.seconds()),
                        cores.description()),
                List.of(
                        Figures.SERVER_CPU,
                        Figures.CPU_PER_PLAYER,
                        Figures.KERNEL_SHARE,
                        Figures.CORE_BUSY,
                        Figures.SERVER_MEMORY,
                        Figures.EXPECTED_MB,
                        Figures.DELIVERED_MB,
                        Figure.of("lost messages", 0, "lost"),
                        Figure.of("repeated messages", 0, "repeated"),
                        Figure.of("reordered messages", 0, "reordered"),
                        Figure.of("video latency p50, ms", 2, "video_ms_p50"),
                        Figure.of("video latency p99, ms", 2, "video_ms_p99"),
                        Figure.of("connect to first key frame p50, ms", 2, "first_key_frame_ms_p50"),
                        Figures.GENERATOR_CPU,
                        Figures.PUBLISHER_LATE),
                Comparison.ratio(Figures.CPU_PER_PLAYER),
                rounds);
    }
}

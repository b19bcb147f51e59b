package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import io.millrace.bench.run.Window;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

/** Publishers whose streams are packaged for low-latency HLS against as many whose are not: what does packaging cost? */
@Command(
        name = "packaging",
        showDefaultValues = true,
        description = "Streams that are packaged for HLS against streams that are not, in turns on one Millrace.")
final class PackagingBench implements Callable<Integer> {
    /** What packaging one stream may cost, in percent of a processor. */
    private static final double MOST_PERCENT = 2;

    private static final String SEGMENTS = "millrace_hls_segments_total";

    private enum Kind {
        PACKAGED("packaged"),
        LIVE("live");

        /** Also the name of the application. */
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
    private final Window window = new Window(10, 15);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--publishers", defaultValue = "50", description = "1 to 500.")
    private int publishers;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRounds();
        rig.checkRange("--publishers", publishers, 1, 500);
        window.check(rig, 4, 600);
        rate.check(rig);
        var cores = rig.cores();
        var generator = rig.generator(cores);
        int httpPort = Server.freePort();
        Path config = Files.writeString(RunFolder.path().resolve("packaging.yaml"), """
                hls:
                  idle-timeout: 1s
                  end-after: 0s
                applications:
                  packaged:
                    hls: always
                  live:
                    hls: never
                """);
        List<Round> rounds;
        try (var server =
                rig.startMillraceWithHttp(cores, httpPort, Map.of(), List.of("--config", config.toString()))) {
            rounds = rig.inTurns(
                    List.of(Kind.values()),
                    Kind::title,
                    window,
                    (kind, stream, seconds) -> run(kind, stream, seconds, generator, server, httpPort));
        }
        var report = report(cores, rounds);
        rig.publish(report);
        boolean missed = !(report.compared().median() <= MOST_PERCENT);
        if (missed) {
            System.out.println("MISSED: CPU of packaging");
        }
        return report.allWhole() && !missed ? 0 : 1;
    }

    private Result run(Kind kind, String stream, int seconds, Generator generator, Server server, int httpPort)
            throws IOException, InterruptedException {
        var options = new ArrayList<>(List.of(
                "--app",
                kind.title(),
                "--stream",
                stream,
                "--publishers",
                "" + publishers,
                "--settle",
                "5", // so that each has begun to be packaged
                "--seconds",
                "" + seconds));
        options.addAll(rate.options());
        double before = segments(httpPort);
        Result result = generator.run(server, "ingest", options, Duration.ofSeconds(seconds + 60L));
        double made = segments(httpPort) - before;
        // One of video and one of sound for every two seconds of the window, and those before it.
        boolean isPackaged = made >= (double) publishers * seconds;
        return result.hasFigures() && isPackaged != (kind == Kind.PACKAGED)
                ? Result.failed("%.0f segments were made".formatted(made))
                : result.with("segments", made);
    }

    /** Made since the server started. */
    private double segments(int httpPort) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                .build();
        return http.send(request, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(SEGMENTS + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(SEGMENTS.length() + 1)))
                .sum();
    }

    private Report report(Cores cores, List<Round> rounds) {
        var perStream = new Figure(
                "CPU per stream, % of a processor",
                2, result -> 100 * result.number("server_cpu") / result.number("publishers"));
        return new Report(
                "packaging",
                Machine.here(rig.root()),
                List.of(
                        "Publishers: %d, %s, nobody plays; windows of %d s; one server for both kinds."
                                .formatted(publishers, rate.description(), window.seconds()),
                        cores.description()),
                List.of(
                        perStream,
                        Figures.SERVER_CPU,
                        Figures.CORE_BUSY,
                        Figures.SERVER_MEMORY,
                        Figures.SENT_MBIT,
                        Figure.of("segments made, in and around the window", 0, "segments"),
                        Figures.GENERATOR_CPU,
                        Figures.PUBLISHER_LATE),
                Comparison.difference(perStream),
                rounds);
    }
}

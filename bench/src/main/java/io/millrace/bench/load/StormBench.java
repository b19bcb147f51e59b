package io.millrace.bench.load;

import io.millrace.bench.run.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Clients that connect and leave, as many as the server takes: what a connection costs. */
@Command(
        name = "storm",
        showDefaultValues = true,
        description = "Clients that connect and leave at once, against Millrace and nginx-rtmp in turns.")
final class StormBench implements Callable<Integer> {
    @Mixin
    private final Contest contest = new Contest();

    @Mixin
    private final Window window = new Window(5, 10);

    @Option(names = "--inflight", defaultValue = "50", description = "Connections at any time, 1 to 10000.")
    private int inflight;

    @Override
    public Integer call() throws IOException, InterruptedException {
        contest.checkRange("--inflight", inflight, 1, 10_000);
        window.check(contest, 1, 600);
        return contest.run(new Load(
                "storm",
                "Connections at any time: %d, windows of %d s.".formatted(inflight, window.seconds()),
                "storm",
                server -> options(window.warmupSeconds()),
                server -> options(window.seconds()),
                2 * inflight, // those that are going and those that come in their place
                Duration.ofSeconds(window.longest() + 60L),
                List.of(
                        Figure.of("connections", 0, "connections"),
                        Figures.CONNECTIONS_PER_SECOND,
                        Figures.CPU_PER_CONNECTION,
                        Figure.of("connect p50, ms", 2, "connect_ms_p50"),
                        Figure.of("connect p99, ms", 2, "connect_ms_p99"),
                        Figure.of("connect max, ms", 2, "connect_ms_max"),
                        Figures.SERVER_CPU,
                        Figures.GENERATOR_CPU),
                Figures.CPU_PER_CONNECTION));
    }

    private List<String> options(int windowSeconds) {
        return List.of("--inflight", "" + inflight, "--seconds", "" + windowSeconds);
    }
}

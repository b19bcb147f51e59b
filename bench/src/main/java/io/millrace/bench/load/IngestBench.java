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

/** Publishers and nobody who plays: what a server needs to take a stream in. */
@Command(
        name = "ingest",
        showDefaultValues = true,
        description = "Publishers without players, against Millrace and nginx-rtmp in turns.")
final class IngestBench implements Callable<Integer> {
    @Mixin
    private final Contest contest = new Contest();

    @Mixin
    private final Window window = new Window(10, 10);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--publishers", defaultValue = "200", description = "1 to 1000.")
    private int publishers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        contest.checkRange("--publishers", publishers, 1, 1000);
        window.check(contest, 1, 600);
        rate.check(contest);
        return contest.run(new Load(
                "ingest",
                "Publishers: %d, %s, windows of %d s.".formatted(publishers, rate.description(), window.seconds()),
                "ingest",
                server -> options(window.warmupSeconds()),
                server -> options(window.seconds()),
                publishers,
                Duration.ofSeconds(window.longest() + 60L),
                List.of(
                        Figures.SERVER_CPU,
                        Figures.CPU_PER_PUBLISHER,
                        Figures.CORE_BUSY,
                        Figures.SERVER_MEMORY,
                        Figures.SENT_MBIT,
                        Figures.GENERATOR_CPU,
                        Figures.PUBLISHER_LATE),
                Figures.CPU_PER_PUBLISHER));
    }

    private List<String> options(int windowSeconds) {
        var options = new ArrayList<>(rate.options());
        options.addAll(List.of("--publishers", "" + publishers, "--seconds", "" + windowSeconds));
        return options;
    }
}

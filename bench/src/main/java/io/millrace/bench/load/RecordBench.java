package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import io.millrace.bench.run.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishers that are recorded against as many that are not, in turns on the same server: what does recording cost? */
@Command(
        name = "record",
        showDefaultValues = true,
        description = "Publishers that are recorded against publishers that are not, in turns on one Millrace.")
final class RecordBench implements Callable<Integer> {
    /** What recording may cost, in processors. */
    private static final double MOST_CORES = 0.5;

    /** A round's recordings, which are removed after it. */
    private static final int MOST_MEGABYTES = 2000;

    /** Publishers also send before the window: until all have begun, and for 3 s more. */
    private static final int SECONDS_AROUND_WINDOW = 5;

    /** Which of the two a round is about. */
    private enum Kind {
        RECORDED("recorded"),
        LIVE("live");

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
    private final Window window = new Window(10, 20);

    @Mixin
    private final StreamRate rate = new StreamRate();

    @Option(names = "--publishers", defaultValue = "200", description = "1 to 1000.")
    private int publishers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rig.checkRounds();
        rig.checkRange("--publishers", publishers, 1, 1000);
        window.check(rig, 1, 600);
        rate.check(rig);
        checkRoom();
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
        return report.allWhole() && report.compared().median() < MOST_CORES ? 0 : 1;
    }

    private void checkRoom() {
        long megabytes = (long) publishers * rate.kbps() * (window.longest() + SECONDS_AROUND_WINDOW) / 8000;
        if (megabytes > MOST_MEGABYTES) {
            throw rig.wrong("a round would record " + megabytes + " MB (allowed: " + MOST_MEGABYTES
                    + "): less of --publishers, --kbps, --seconds or --warmup");
        }
    }

    private Result run(Kind kind, String stream, int seconds, Generator generator, Server server, Path recordings)
            throws IOException, InterruptedException {
        var options = new ArrayList<>(
                List.of("--stream", stream, "--publishers", "" + publishers, "--seconds", "" + seconds));
        options.addAll(rate.options());
        if (kind == Kind.RECORDED) {
            options.addAll(List.of("--recordings", recordings.toString()));
        }
        try {
            return generator.run(server, "ingest", options, Duration.ofSeconds(seconds + 60L));
        } finally {
            RunFolder.emptied("recordings");
        }
    }

    private Report report(Cores cores, List<Round> results) {
        var cpu = Figures.SERVER_CPU;
        return new Report(
                "record",
                Machine.here(rig.root()),
                List.of(
                        "Publishers: %d, %s, windows of %d s; one server for both kinds."
                                .formatted(publishers, rate.description(), window.seconds()),
                        cores.description()),
                figures(cpu),
                Comparison.difference(cpu),
                results);
    }

    private static List<Figure> figures(Figure cpu) {
        return List.of(
                cpu,
                Figures.CORE_BUSY,
                Figures.SERVER_MEMORY,
                Figures.SENT_MBIT,
                Figure.of("messages sent, in and around the window", 0, "sent_messages"),
                Figure.of("messages in the files", 0, "recorded_messages"),
                Figure.of("missing there", 0, "unrecorded"),
                Figure.of("there twice or out of order", 0, "repeated"),
                new Figure("media in the files, MB", 1, result -> result.number("recorded_bytes") / 1e6),
                Figures.GENERATOR_CPU,
                Figures.PUBLISHER_LATE,
                new Figure(
                        "not taken from a publisher, at most, kB",
                        1,
                        result -> result.number("publisher_most_queued") / 1e3));
    }
}

package io.millrace.cli;

import io.millrace.client.RtmpException;
import io.millrace.client.load.Load;
import io.millrace.client.load.LoadMedia;
import io.millrace.client.load.LoadOptions;
import io.millrace.client.load.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace bench}: how much a server bears. */
@Command(
        name = "bench",
        header = "Puts a load on a server, and tells how it bears it.",
        description = {
            "Publishers send generated frames with numbers and times in them, so that players can tell what is missing and"
                    + " how long it took. Publishers add a number to the stream name; without publishers all players play"
                    + " the URL as it is. It is for servers of your own: other machines need --any-host.",
        },
        footer = {
            "  # one publisher, a thousand players, for half a minute",
            "  millrace bench rtmp://127.0.0.1/live/load --players 1000 --duration 30s",
            "",
            "  # two hundred publishers and nobody who plays",
            "  millrace bench rtmp://127.0.0.1/live/load --publishers 200 --players 0",
            "",
            "  # a hundred players a second who leave at their first key frame",
            "  millrace bench rtmp://127.0.0.1/live/load --storm 100 --json",
        })
final class BenchCommand extends ClientCommand {
    @Parameters(paramLabel = "URL", description = "With application and stream name.")
    private String url = "";

    @Option(names = "--publishers", paramLabel = "N", description = "Who publish; 1 unless given.")
    private int publishers = LoadOptions.DEFAULT.publishers();

    @Option(names = "--players", paramLabel = "N", description = "Who play and stay; 1 unless given.")
    private int players = LoadOptions.DEFAULT.players();

    @Option(
            names = "--storm",
            paramLabel = "N",
            description = "Players a second who come, and leave at their first key frame.")
    private int storm;

    @Option(names = "--one-stream", description = "All play the stream of the first publisher.")
    private boolean oneStream;

    @Option(names = "--bit-rate", paramLabel = "KBIT", description = "Of each stream, in kbit/s; 2500 unless given.")
    private long kilobits = LoadMedia.Generated.DEFAULT.bitsPerSecond() / 1000;

    @Option(names = "--frame-rate", paramLabel = "N", description = "Of video; 30 unless given.")
    private int frameRate = LoadMedia.Generated.DEFAULT.frameRate();

    @Option(names = "--gop", paramLabel = "FRAMES", description = "From key frame to key frame; 60 unless given.")
    private int gop = LoadMedia.Generated.DEFAULT.gopFrames();

    @Option(names = "--file", paramLabel = "FILE", description = "Publish this instead, over and over.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--ramp-up", paramLabel = "N", description = "Connections begun a second; 100 unless given.")
    private int rampUp = LoadOptions.DEFAULT.rampUp();

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "From when all are there; 10s unless given.")
    private Duration duration = LoadOptions.DEFAULT.duration();

    @Option(names = "--threads", paramLabel = "N", description = "That own the sockets; 1 unless given.")
    private int threads = LoadOptions.DEFAULT.threads();

    @Option(names = "--any-host", description = "Other machines than this one may be loaded.")
    private boolean anyHost;

    @Mixin
    private ServerOptions server = new ServerOptions();

    BenchCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        LoadReport report;
        RtmpException failure;
        try (var load = Load.start(server.url(url, console()).text(), options(), server.settings(), ignored -> {})) {
            console().interrupt().onRequest(() -> Thread.ofVirtual().start(load::close));
            Progress progress = Progress.start(console(), quiet(), () -> status(load.report()));
            try {
                report = load.done().join();
                failure = load.firstFailure();
            } finally {
                progress.close();
            }
        }
        long connected = report.publishers().connected()
                + report.players().connected()
                + report.storm().served();
        if (connected == 0 && failure != null) {
            throw failure;
        }
        print(report, report.text());
        return ExitCode.DONE;
    }

    private LoadOptions options() {
        try {
            LoadMedia media = file.isPresent()
                    ? new LoadMedia.MediaFile(file.get())
                    : new LoadMedia.Generated(Math.multiplyExact(kilobits, 1000L), frameRate, gop, true);
            return new LoadOptions(publishers, players, storm, oneStream, media, rampUp, duration, threads, anyHost);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Progress.Status status(LoadReport report) {
        return new Progress.Status(
                report.phase().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
                String.format(
                        Locale.ROOT,
                        "%.0f s  %d publishers  %d players  received %s  missing %d",
                        report.seconds(),
                        report.publishers().connected(),
                        report.players().connected(),
                        Meter.bitRate(report.received().bitsPerSecond()),
                        report.missing()));
    }
}

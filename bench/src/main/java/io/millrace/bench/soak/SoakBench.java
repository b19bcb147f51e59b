package io.millrace.bench.soak;

import io.millrace.bench.run.RunFolder;
import io.millrace.bench.run.RunOptions;
import io.millrace.bench.run.Window;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Clients come, publish, record, play, seek, pause and go, for minutes: is what the server holds the same all the time? */
@Command(
        name = "soak",
        showDefaultValues = true,
        description = "Minutes of all that clients do. The exit code is 1 when the server's memory grows.")
public final class SoakBench implements Callable<Integer> {
    private static final int SAMPLE_SECONDS = 10;

    /** Less than this is noise, however small the memory is. */
    private static final double LEAST_GROWTH_MIB = 4;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Mixin
    private final Window window = new Window(600, 30);

    @Option(names = "--visitors", defaultValue = "60", description = "Clients at a time, 1 to 1000.")
    private int visitors;

    @Option(names = "--bound", defaultValue = "10", description = "Growth of memory that is still flat, in percent.")
    private int boundPercent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        window.check(run, 60, 86_400);
        run.checkRange("--visitors", visitors, 1, 1000);
        run.checkRange("--bound", boundPercent, 0, 100);
        Path recordings = RunFolder.emptied("recordings");
        var samples = new ArrayList<Sample>();
        try (var server = ServerProcess.start(recordings, RunFolder.path())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            try (var load = new SoakLoad(address, recordings)) {
                load.start(visitors);
                TimeUnit.SECONDS.sleep(window.warmupSeconds());
                for (int at = SAMPLE_SECONDS; at <= window.seconds(); at += SAMPLE_SECONDS) {
                    TimeUnit.SECONDS.sleep(SAMPLE_SECONDS);
                    samples.add(server.sample());
                    System.err.println(at + " s: " + samples.getLast());
                }
                var report = new SoakReport(samples, SAMPLE_SECONDS, boundPercent / 100.0, LEAST_GROWTH_MIB);
                System.out.println(report.text(load.visits(), List.copyOf(load.failures())));
                return report.isFlat() && load.failures().isEmpty() ? 0 : 1;
            }
        }
    }
}

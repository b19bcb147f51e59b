package io.millrace.bench.soak;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Clients come, publish, record, play, seek, pause and go, for minutes: is what the server holds the same all the time? */
@Command(
        name = "soak",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Minutes of all that clients do. The exit code is 1 when the server's memory grows.")
public final class SoakBench implements Callable<Integer> {
    private static final int SAMPLE_SECONDS = 10;

    /** Less than this is noise, however small the memory is. */
    private static final double LEAST_GROWTH_MIB = 4;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--seconds", defaultValue = "600", description = "Length of the run, 60 to 86400.")
    private int seconds;

    @Option(names = "--warmup", defaultValue = "30", description = "Seconds under load before, 0 to 3600.")
    private int warmupSeconds;

    @Option(names = "--visitors", defaultValue = "60", description = "Clients at a time, 1 to 1000.")
    private int visitors;

    @Option(names = "--bound", defaultValue = "10", description = "Growth of memory that is still flat, in percent.")
    private int boundPercent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkRange("--seconds", seconds, 60, 86_400);
        checkRange("--warmup", warmupSeconds, 0, 3600);
        checkRange("--visitors", visitors, 1, 1000);
        checkRange("--bound", boundPercent, 0, 100);
        Path recordings = RunFolder.emptied("recordings");
        var samples = new ArrayList<Sample>();
        try (var server = ServerProcess.start(recordings, RunFolder.path())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            try (var load = new SoakLoad(address, recordings)) {
                load.start(visitors);
                TimeUnit.SECONDS.sleep(warmupSeconds);
                for (int at = SAMPLE_SECONDS; at <= seconds; at += SAMPLE_SECONDS) {
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

    private void checkRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(), option + " " + value + " (allowed: " + least + " to " + most + ")");
        }
    }
}

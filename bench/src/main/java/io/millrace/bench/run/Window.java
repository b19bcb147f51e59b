package io.millrace.bench.run;

import picocli.CommandLine.Option;

/** How long a run puts load on a server: before it measures, and while it does. */
public final class Window {
    @Option(names = "--seconds", description = "Length of what is measured, a round or the run.")
    private int seconds;

    @Option(names = "--warmup", description = "Seconds under load before.")
    private int warmupSeconds;

    /** With these lengths unless others are asked for. */
    public Window(int seconds, int warmupSeconds) {
        this.seconds = seconds;
        this.warmupSeconds = warmupSeconds;
    }

    /** Refuses what is too short or too long to be measured; the time before may be as long, and short. */
    public void check(RunOptions run, int leastSeconds, int mostSeconds) {
        run.checkRange("--seconds", seconds, leastSeconds, mostSeconds);
        run.checkRange("--warmup", warmupSeconds, 1, mostSeconds);
    }

    /** The longer of the two. */
    public int longest() {
        return Math.max(seconds, warmupSeconds);
    }

    public int seconds() {
        return seconds;
    }

    public int warmupSeconds() {
        return warmupSeconds;
    }
}

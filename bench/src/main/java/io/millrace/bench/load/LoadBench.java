package io.millrace.bench.load;

import io.millrace.bench.soak.SoakBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The load runs of {@code bench/run}. Run from the root of the project. */
@Command(
        name = "bench/run",
        subcommands = {
            FanoutBench.class,
            SessionsBench.class,
            SharedObjectBench.class,
            VodBench.class,
            FormsBench.class,
            RecordBench.class,
            SoakBench.class
        },
        description = "Load runs against Millrace and its peers.")
public final class LoadBench {
    private LoadBench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadBench()).execute(arguments));
    }
}

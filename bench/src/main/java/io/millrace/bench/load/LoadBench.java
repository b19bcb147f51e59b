package io.millrace.bench.load;

import picocli.CommandLine.Command;

/** The load runs of {@code bench/run}. Run from the root of the project. */
@Command(
        name = "bench/run",
        subcommands = {
            FanoutBench.class,
            IngestBench.class,
            SessionsBench.class,
            StormBench.class,
            SharedObjectBench.class,
            VodBench.class,
            FormsBench.class,
            RecordBench.class,
            CarriersBench.class,
            HttpViewersBench.class,
            HlsViewersBench.class,
            PackagingBench.class
        },
        description = "Load runs against Millrace and its peers.")
public final class LoadBench {
    public LoadBench() {}
}

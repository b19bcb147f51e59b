package io.millrace.server.config;

/** What Prometheus is told: {@code metrics:} in millrace.yaml. */
public record MetricsConfig(
        @Option(
                doc =
                        "Streams that have time series of their own, the first ones by name; each takes about fifteen, and more for"
                                + " more tracks. 0: none, and no names of streams are told.",
                byDefault = "1000",
                max = "10000")
        int maxStreams) {
    public MetricsConfig {
        Options.check(MetricsConfig.class, maxStreams);
    }
}

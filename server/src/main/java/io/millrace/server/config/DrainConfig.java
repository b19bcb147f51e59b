package io.millrace.server.config;

import java.time.Duration;

/** What becomes of clients when the server stops: {@code drain:} in millrace.yaml. */
public record DrainConfig(
        @Option(
                doc = "When told to stop, ask the clients that can to reconnect (Enhanced RTMP Reconnect Request), and"
                        + " serve all until they have left, no longer than this. 0 closes them at once.",
                byDefault = "0s",
                max = "24h")
        Duration timeout,

        @Option(
                doc = "URL they are asked to connect to, such as rtmp://other.example/live, or relative to their own,"
                        + " such as //other.example/live. Empty: the one they used.")
        String to) {
    public DrainConfig {
        Options.check(DrainConfig.class, timeout, to);
    }
}

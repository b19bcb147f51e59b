package io.millrace.server;

import io.millrace.server.http.Access;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.transport.EventLoops;
import io.millrace.transport.TcpListener;
import java.util.Map;

/**
 * Which metric has its value from where. Dashboards and alerts are made of these names: a change of one is a change for users.
 */
final class MetricSources {
    private MetricSources() {}

    /**
     * Adds what there is.
     *
     * @param listeners by what they are for: rtmp or http
     * @param maxStreams that have series of their own
     */
    static void addTo(
            Exposition metrics,
            MillraceServer server,
            EventLoops loops,
            Map<String, TcpListener> listeners,
            PlayerCounts players,
            Access access,
            int maxStreams) {
        metrics.gauge(
                        "millrace_uptime_seconds",
                        "Time since the server started.",
                        () -> server.metrics().uptimeNanos() / 1e9)
                .histogram(
                        "millrace_event_loop_lag_seconds",
                        "How late event loops get to what is due, measured ten times a second on each.",
                        loops.lag()::snapshot);
        new StreamSources(metrics).add(server.hub(), players, maxStreams);
        new NetworkSources(metrics).add(server, listeners, access);
        new FeatureSources(metrics).add(server);
    }
}

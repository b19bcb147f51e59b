package io.millrace.server.api;

import io.millrace.hub.LatencyHistogram;
import io.millrace.server.metrics.ListenerMetrics;
import io.millrace.server.metrics.ServerMetrics;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The server as a whole. */
record ServerView(
        String name,
        String version,
        String java,
        String transport,
        Instant startedAt,
        long uptimeMillis,
        boolean draining,
        List<AddressView> addresses,
        LimitsView limits,
        CountersView counters) {

    /** Where it listens, and for what; {@code host} is empty for all addresses. */
    record AddressView(String host, int port, List<String> schemes) {
        static AddressView of(InetSocketAddress address, List<String> schemes) {
            boolean any = address.getAddress().isAnyLocalAddress();
            return new AddressView(any ? "" : address.getAddress().getHostAddress(), address.getPort(), schemes);
        }
    }

    /** Of the configuration; 0 stands for none. */
    record LimitsView(int maxConnections, int maxHttpConnections, int maxStreams, int maxPlayers) {}

    /** What there is now, and, by names that end in Total, what there was since the start. */
    record CountersView(
            long connections,
            long sessions,
            long publishers,
            long players,
            Map<String, Integer> playersBy,
            long streams,
            long connectionsTotal,
            long connectionsRefusedTotal,
            long playersRefusedTotal,
            long stalledPeersTotal,
            long receivedBytesTotal,
            long sentBytesTotal,
            long writesTotal,
            long jumpsTotal,
            long bufferBytes,
            long bufferReserveBytes,
            Map<String, Long> apiRefusalsTotal,
            Map<String, ListenerMetrics> listeners,
            LatencyView fanOut,
            LatencyView loopLag) {
        static CountersView of(ServerMetrics metrics, long sessions, Map<String, Integer> playersBy) {
            return new CountersView(
                    metrics.connections(),
                    sessions,
                    metrics.publishers(),
                    metrics.players(),
                    playersBy,
                    metrics.streams(),
                    metrics.connectionsTotal(),
                    metrics.connectionsRefusedTotal(),
                    metrics.playersRefusedTotal(),
                    metrics.stalledPeersTotal(),
                    metrics.receivedBytesTotal(),
                    metrics.sentBytesTotal(),
                    metrics.writesTotal(),
                    metrics.jumpsTotal(),
                    metrics.bufferBytes(),
                    metrics.bufferReserveBytes(),
                    metrics.apiRefusalsTotal(),
                    metrics.listeners(),
                    LatencyView.of(metrics.fanOutLatency()),
                    LatencyView.of(metrics.loopLag()));
        }
    }

    /** How long something took since the start, in half and in 99 of a hundred cases, and at most. */
    record LatencyView(double p50Millis, double p99Millis, double maxMillis) {
        static LatencyView of(LatencyHistogram.Snapshot latency) {
            return new LatencyView(latency.p50Nanos() / 1e6, latency.p99Nanos() / 1e6, latency.maxNanos() / 1e6);
        }
    }
}

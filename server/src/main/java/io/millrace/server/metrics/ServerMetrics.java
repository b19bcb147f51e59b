package io.millrace.server.metrics;

import io.millrace.hub.LatencyHistogram;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the server is doing: what there is at this moment, and, by names that end in {@code Total}, what there was since the
 * start. The difference of two is what happened in between. Each number is right by itself; they are read one after the
 * other while the server works.
 *
 * @param uptimeNanos since the server started
 * @param listeners what goes through sockets, by what they are for: {@code rtmp}, and {@code http} if it is spoken
 * @param publishers that publish, or are waited for to come back
 * @param players that play, live or recorded, or wait for a stream
 * @param streams live ones that somebody publishes, plays or waits for
 * @param playersRefusedTotal told that as many play as may
 * @param apiRefusalsTotal requests to the API or for metrics of those who may not, by why
 * @param jumpsTotal of players that were too far behind, to a newer key frame
 * @param bufferBytes of direct memory that live streams hold for players
 * @param bufferReserveBytes of direct memory that no stream holds, kept for later
 * @param fanOutLatency how long after the oldest new frame was due the last player of a stream, on one event loop, was sent
 *     it. A frame is due when it comes, or after the wait it is given by audio-wait or merge-window
 * @param loopLag how late event loops get to what is due, measured ten times a second on each
 */
public record ServerMetrics(
        long uptimeNanos,
        Map<String, ListenerMetrics> listeners,
        long publishers,
        long players,
        long streams,
        long playersRefusedTotal,
        Map<String, Long> apiRefusalsTotal,
        long jumpsTotal,
        long bufferBytes,
        long bufferReserveBytes,
        LatencyHistogram.Snapshot fanOutLatency,
        LatencyHistogram.Snapshot loopLag) {
    public ServerMetrics {
        listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
        apiRefusalsTotal = Collections.unmodifiableMap(new LinkedHashMap<>(apiRefusalsTotal));
    }

    /** Sockets open, handshakes included. */
    public long connections() {
        return sum(ListenerMetrics::connections);
    }

    /** Sockets accepted from the network, those included that were refused. */
    public long connectionsTotal() {
        return sum(ListenerMetrics::connectionsTotal);
    }

    /** Closed at once because there were too many. */
    public long connectionsRefusedTotal() {
        return sum(ListenerMetrics::connectionsRefusedTotal);
    }

    /** Connections closed because the peer took nothing, or acknowledged nothing. */
    public long stalledPeersTotal() {
        return sum(ListenerMetrics::stalledPeersTotal);
    }

    /** From all sockets, inside TLS, handshakes and protocol included. */
    public long receivedBytesTotal() {
        return sum(ListenerMetrics::receivedBytesTotal);
    }

    /** To all sockets, likewise. */
    public long sentBytesTotal() {
        return sum(ListenerMetrics::sentBytesTotal);
    }

    /** Of media, and of whole answers: each is one system call, or more to a slow client. */
    public long writesTotal() {
        return sum(ListenerMetrics::writesTotal);
    }

    private long sum(ToLongFunction<ListenerMetrics> figure) {
        return listeners.values().stream().mapToLong(figure).sum();
    }
}

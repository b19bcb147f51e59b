package io.millrace.server.metrics;

import io.millrace.hub.LatencyHistogram;

/**
 * What the server is doing: what there is at this moment, and, by names that end in {@code Total}, what there was since the
 * start. The difference of two is what happened in between. Each number is right by itself; they are read one after the
 * other while the server works.
 *
 * @param uptimeNanos since the server started
 * @param connections open, handshakes included
 * @param publishers that publish, or are waited for to come back
 * @param players that play, live or recorded, or wait for a stream
 * @param streams live ones that somebody publishes, plays or waits for
 * @param connectionsTotal accepted from the network, those included that were refused
 * @param connectionsRefusedTotal closed at once because there were too many
 * @param playersRefusedTotal told that as many play as may
 * @param stalledPeersTotal connections closed because the peer took nothing, or acknowledged nothing
 * @param receivedBytesTotal from all connections, handshakes and protocol included
 * @param sentBytesTotal to all connections, likewise
 * @param writesTotal of media to players: each is one system call, or more to a slow player
 * @param jumpsTotal of players that were too far behind, to a newer key frame
 * @param bufferBytes of direct memory that live streams hold for players
 * @param bufferReserveBytes of direct memory that no stream holds, kept for later
 * @param fanOutLatency how long after the oldest new frame was due the last player of a stream, on one event loop, was sent
 *     it. A frame is due when it comes, or after the wait it is given by audio-wait or merge-window
 * @param loopLag how late event loops get to what is due, measured ten times a second on each
 */
public record ServerMetrics(
        long uptimeNanos,
        long connections,
        long publishers,
        long players,
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
        LatencyHistogram.Snapshot fanOutLatency,
        LatencyHistogram.Snapshot loopLag) {}

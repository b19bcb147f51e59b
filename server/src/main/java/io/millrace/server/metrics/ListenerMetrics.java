package io.millrace.server.metrics;

import io.millrace.transport.HttpCounters;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TransportCounters;

/**
 * What goes through the sockets of one kind of listener: there is at this moment, and, by names that end in {@code Total}, was since
 * the start.
 *
 * @param connections sockets open, handshakes included
 * @param connectionsTotal sockets accepted, those included that were refused
 * @param connectionsRefusedTotal closed at once because there were too many
 * @param stalledPeersTotal closed because the peer took nothing, or acknowledged nothing
 * @param receivedBytesTotal inside TLS, handshakes and protocol included
 * @param sentBytesTotal likewise
 * @param writesTotal of media and of whole answers
 * @param requests of HTTP that are being answered
 * @param requestsTotal of HTTP that could be read
 * @param malformedRequestsTotal of HTTP that could not
 * @param clientErrorsTotal requests answered with a status of 400 to 499
 * @param serverErrorsTotal requests answered with a status of 500 to 599
 */
public record ListenerMetrics(
        long connections,
        long connectionsTotal,
        long connectionsRefusedTotal,
        long stalledPeersTotal,
        long receivedBytesTotal,
        long sentBytesTotal,
        long writesTotal,
        long requests,
        long requestsTotal,
        long malformedRequestsTotal,
        long clientErrorsTotal,
        long serverErrorsTotal) {

    /** As it is now. */
    public static ListenerMetrics of(TcpListener listener) {
        TransportCounters sockets = listener.counters();
        HttpCounters http = listener.httpCounters();
        return new ListenerMetrics(
                sockets.open(),
                sockets.accepted.sum(),
                sockets.refused.sum(),
                sockets.stalled.sum(),
                sockets.bytesReceived.sum(),
                sockets.bytesSent.sum(),
                sockets.pieces.sum(),
                http.open(),
                http.requests.sum(),
                http.malformed.sum(),
                http.refused.sum(),
                http.failed.sum());
    }
}

package io.millrace.server.hls;

import io.millrace.server.http.StreamRequests;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that the server itself has failed at. Any thread may call. */
final class HlsFaults {
    private static final Logger log = LoggerFactory.getLogger(HlsFaults.class);

    private HlsFaults() {}

    /** Says so to the client, whatever becomes of that: there are others to be answered. */
    static void answer(StreamRequests requests, HttpExchange exchange, Throwable fault) {
        log.error("{}: a fault of ours", LogText.of(exchange.request().path()), fault);
        try {
            requests.refuse(exchange, 500, "The server has failed.");
        } catch (RuntimeException e) {
            log.debug("{}: cannot be told so", LogText.of(exchange.request().path()), e);
        }
    }
}

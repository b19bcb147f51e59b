package io.millrace.transport;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What is known of a connection before anybody handles it.
 *
 * @param client who connects, or, behind a trusted proxy, for whom
 * @param acceptedNanos by the clock of {@link System#nanoTime}
 * @param tls whether its bytes come through TLS
 */
record Opening(InetSocketAddress client, long acceptedNanos, boolean tls) {
    Opening from(InetSocketAddress realClient) {
        return new Opening(realClient, acceptedNanos, tls);
    }

    Opening throughTls() {
        return new Opening(client, acceptedNanos, true);
    }

    /** What is left of the time in which it is to say what it is. */
    long firstBytesNanos(Duration limit) {
        return Math.max(0, acceptedNanos + limit.toNanos() - System.nanoTime());
    }
}

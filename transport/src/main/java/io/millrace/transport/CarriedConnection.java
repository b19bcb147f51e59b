package io.millrace.transport;

import java.net.InetSocketAddress;

/** A connection over a socket or a tunnel: what it tells of itself. */
interface CarriedConnection extends Connection, Ticked {
    /** How it was opened. */
    Opening opening();

    /** What it has carried. */
    Traffic traffic();

    @Override
    default InetSocketAddress remoteAddress() {
        return opening().client();
    }

    @Override
    default long openedNanos() {
        return opening().acceptedNanos();
    }

    @Override
    default long bytesReceived() {
        return traffic().bytesReceived();
    }

    @Override
    default long bytesSent() {
        return traffic().bytesSent();
    }
}

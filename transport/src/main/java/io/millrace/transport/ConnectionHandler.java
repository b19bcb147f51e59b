package io.millrace.transport;

import java.nio.ByteBuffer;

/** What a protocol does with a {@link Connection}. Everything is called on the connection's event loop. */
public interface ConnectionHandler {
    /** The reason of {@link #closed} where the peer has ended the connection, in order. */
    String CLOSED_BY_PEER = "closed by peer";

    /** The same where the carrier has a word for it, so that the peer cannot have vanished: the close request of RTMPT. */
    String ENDED_BY_PEER = "ended by peer";

    /** Bytes have arrived. The buffer is the carrier's: the handler consumes it all before it returns. */
    void received(ByteBuffer bytes);

    /** All bytes that were there have been handed on; sends are flushed after this. */
    void readComplete();

    /** About once a second, for time limits. */
    void tick(long nowNanos);

    /**
     * The connection is over; called once, whoever ended it.
     *
     * @param reason as given to {@link Connection#close}, or what the network said
     * @param orderly false when the peer vanished or the network failed
     */
    void closed(String reason, boolean orderly);
}

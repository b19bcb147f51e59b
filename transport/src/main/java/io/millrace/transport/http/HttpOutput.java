package io.millrace.transport.http;

import io.millrace.bytes.Bytes;
import io.millrace.hub.PlaySource;
import java.util.function.Consumer;

/** An answer that goes on. All methods belong to the exchange's event loop, except the getter. */
public interface HttpOutput {
    /** Sends bytes behind those sent before. A client that lets too many wait is closed. */
    void send(Bytes bytes);

    /** Of what was {@link #send sent}, the bytes that have not left. */
    long waitingBytes();

    /**
     * From now on pulls from {@code source} whenever the client can take more, one write at a time. The source is closed with
     * the connection.
     */
    void play(PlaySource source);

    /** The source has more than it had when it was last asked. */
    void pull();

    /**
     * Ends it when all that was sent has left.
     *
     * @param reason for the log, in a few words
     */
    void end(String reason);

    /**
     * Breaks it off, so that the client knows that something is missing.
     *
     * @param reason for the log, in a few words
     */
    void abort(String reason);

    /** Is told why, once, when it is over, whoever ended it: now if it is. In words of ours that are fit for the log. */
    void whenClosed(Consumer<String> task);

    /** Of the body. Any thread may ask. */
    long bytesSent();
}

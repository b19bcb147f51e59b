package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.PlaySource;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A peer's byte stream, whatever carries it. All methods belong to the connection's event loop, {@link #loop()}, except
 * the getters, which any thread may call.
 */
public interface Connection {
    /** Queues bytes behind those sent before. They leave at the end of the current read, or at {@link #flush()}. */
    void send(Bytes bytes);

    void flush();

    /** Of what was {@link #send sent}, the bytes that have not left; at a megabyte the connection is closed. */
    long waitingBytes();

    /**
     * From now on the carrier pulls from {@code source} whenever the peer can take more, one write at a time; what is
     * {@link #send sent} goes between its pieces. The carrier closes it with the connection.
     */
    void play(PlaySource source);

    /** The source has more than it had when it was last asked. */
    void pull();

    /**
     * From now on no message of the source is begun while the peer has not {@link #acknowledged} so much of what was sent
     * . What is {@link #send sent} is not held back. A peer for which media waits, and that acknowledges nothing more,
     * is closed like one that takes nothing.
     */
    void limitOutput(long windowBytes);

    /**
     * The peer says how much it has received.
     *
     * @param sequenceNumber all bytes so far, modulo 2^32
     */
    void acknowledged(long sequenceNumber);

    /** Stops handing on what the peer sends; the peer feels it as back-pressure. */
    void pauseReading();

    void resumeReading();

    /**
     * Ends the connection: what was sent is flushed, then FIN, then the peer closes; one that takes nothing for two seconds,
     * or takes too long, is cut off. What it still sends is read and dropped, so that no reset overtakes the last bytes
     * [R-156].
     *
     * @param reason for the log, in a few words
     */
    void close(String reason);

    /** Where the connection's work runs. */
    ScheduledExecutorService loop();

    /** Who is at the other end; behind a trusted proxy, at the other end of that. */
    InetSocketAddress remoteAddress();

    Carrier carrier();

    /** When it was opened, by the clock of {@link System#nanoTime}. */
    long openedNanos();

    long bytesReceived();

    long bytesSent();
}

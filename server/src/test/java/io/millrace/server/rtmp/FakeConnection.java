package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.testkit.ManualLoop;
import io.millrace.transport.Carrier;
import io.millrace.transport.Connection;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;

/** A carrier in memory: whatever is sent has arrived, and whatever a source has is pulled at once. */
final class FakeConnection implements Connection {
    private static final int MAX_PIECE_BYTES = 256 * 1024;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    String closeReason;
    boolean readingPaused;
    long bytesReceived;
    long outputWindow = Long.MAX_VALUE;
    long acknowledged;
    private long bytesSent;
    private final ManualLoop loop;
    private final int port;
    private PlaySource source;
    private final long openedNanos = System.nanoTime();

    FakeConnection(ManualLoop loop, int port) {
        this.loop = loop;
        this.port = port;
    }

    @Override
    public void send(Bytes bytes) {
        if (closeReason == null) {
            put(bytes.toByteArray());
        }
    }

    private void put(byte[] bytes) {
        bytesSent += bytes.length;
        sent.writeBytes(bytes);
    }

    /** What was sent since the last call. */
    byte[] takeSent() {
        byte[] bytes = sent.toByteArray();
        sent.reset();
        return bytes;
    }

    @Override
    public void flush() {}

    @Override
    public long waitingBytes() {
        return 0;
    }

    @Override
    public void play(PlaySource newSource) {
        source = newSource;
        pull();
    }

    @Override
    public void pull() {
        while (source != null && closeReason == null) {
            Piece piece = source.next(MAX_PIECE_BYTES);
            if (piece == null) {
                return;
            }
            byte[] bytes = new byte[piece.bytes().remaining()];
            piece.bytes().duplicate().get(bytes);
            piece.release();
            put(bytes);
        }
    }

    void closeSource() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    @Override
    public void limitOutput(long windowBytes) {
        outputWindow = windowBytes;
    }

    @Override
    public void acknowledged(long sequenceNumber) {
        acknowledged = sequenceNumber;
    }

    @Override
    public void pauseReading() {
        readingPaused = true;
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
    }

    @Override
    public void close(String reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    @Override
    public ScheduledExecutorService loop() {
        return loop;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public Carrier carrier() {
        return Carrier.RTMP;
    }

    @Override
    public long openedNanos() {
        return openedNanos;
    }

    @Override
    public long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public long bytesSent() {
        return bytesSent;
    }
}

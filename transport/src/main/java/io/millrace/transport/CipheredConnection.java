package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A connection that goes through stream ciphers from some point on, over any carrier: RTMPE. Its output does so by itself; its
 * input its owner hands in, who knows where that begins. Belongs to the connection's event loop.
 */
public final class CipheredConnection implements Connection {
    /** What is encrypted at one time, and copied: others wait meanwhile. */
    private static final int MAX_PIECE_BYTES = 64 * 1024;

    private final Connection carried;
    private @Nullable ByteCipher decrypts;
    private @Nullable ByteCipher cipher;

    /** Encrypts, or decrypts, the next bytes of a stream where they are. */
    @FunctionalInterface
    public interface ByteCipher {
        void apply(byte[] bytes, int from, int to);
    }

    public CipheredConnection(Connection carried) {
        this.carried = carried;
    }

    /** From now on all that is sent or pulled is encrypted, and {@link #decrypted} decrypts. */
    public void start(ByteCipher in, ByteCipher out) {
        decrypts = in;
        cipher = out;
    }

    /** What has arrived, in clear; consumes it. As it is before {@link #start}. */
    public ByteBuffer decrypted(ByteBuffer received) {
        if (decrypts == null) {
            return received;
        }
        byte[] copy = new byte[received.remaining()];
        received.get(copy);
        decrypts.apply(copy, 0, copy.length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void send(Bytes bytes) {
        carried.send(cipher == null ? bytes : Bytes.wrap(encrypted(cipher, bytes.asByteBuffer())));
    }

    @Override
    public void play(PlaySource source) {
        carried.play(new Ciphered(source));
    }

    private static byte[] encrypted(ByteCipher cipher, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        cipher.apply(copy, 0, copy.length);
        return copy;
    }

    /** Carriers write each piece as soon as they have it, so the order of encryption is that on the wire. */
    private final class Ciphered implements PlaySource {
        private final PlaySource source;

        private Ciphered(PlaySource source) {
            this.source = source;
        }

        @Override
        public @Nullable Piece next(int maxBytes) {
            return cipher == null ? source.next(maxBytes) : encrypted(source.next(Math.min(maxBytes, MAX_PIECE_BYTES)));
        }

        @Override
        public @Nullable Piece rest() {
            return encrypted(source.rest());
        }

        private @Nullable Piece encrypted(@Nullable Piece plain) {
            ByteCipher with = cipher;
            if (plain == null || with == null) {
                return plain;
            }
            try {
                return Piece.unpinned(ByteBuffer.wrap(CipheredConnection.encrypted(with, plain.bytes())));
            } finally {
                plain.release();
            }
        }

        @Override
        public long positionMillis() {
            return source.positionMillis();
        }

        @Override
        public void close() {
            source.close();
        }
    }

    // ---- as it is carried ----

    @Override
    public void flush() {
        carried.flush();
    }

    @Override
    public long waitingBytes() {
        return carried.waitingBytes();
    }

    @Override
    public void pull() {
        carried.pull();
    }

    @Override
    public void limitOutput(long windowBytes) {
        carried.limitOutput(windowBytes);
    }

    @Override
    public void acknowledged(long sequenceNumber) {
        carried.acknowledged(sequenceNumber);
    }

    @Override
    public void pauseReading() {
        carried.pauseReading();
    }

    @Override
    public void resumeReading() {
        carried.resumeReading();
    }

    @Override
    public void close(String reason) {
        carried.close(reason);
    }

    @Override
    public ScheduledExecutorService loop() {
        return carried.loop();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return carried.remoteAddress();
    }

    @Override
    public Carrier carrier() {
        return carried.carrier();
    }

    @Override
    public long openedNanos() {
        return carried.openedNanos();
    }

    @Override
    public long bytesReceived() {
        return carried.bytesReceived();
    }

    @Override
    public long bytesSent() {
        return carried.bytesSent();
    }
}

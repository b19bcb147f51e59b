package io.millrace.transport;

import io.millrace.hub.Piece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The RTMP bytes that go into one HTTP body, in order. */
final class TunnelBody {
    /** Nothing more is added to a body that has so much. */
    static final int FULL_BYTES = 64 * 1024;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private int length;
    private int sentBytes;

    /** Bytes of {@link Connection#send}. */
    void add(ByteBuffer sent) {
        parts.add(sent);
        length += sent.remaining();
        sentBytes += sent.remaining();
    }

    void add(Piece piece) {
        pieces.add(piece);
        parts.add(piece.bytes());
        length += piece.bytes().remaining();
    }

    List<ByteBuffer> parts() {
        return parts;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean isFull() {
        return length >= FULL_BYTES;
    }

    /** Of them, those that came by {@link Connection#send}. */
    int sentBytes() {
        return sentBytes;
    }

    boolean isOutdated() {
        return pieces.stream().anyMatch(Piece::isOutdated);
    }

    /** Once, when it was written or could not be. */
    void release() {
        pieces.forEach(Piece::release);
    }
}

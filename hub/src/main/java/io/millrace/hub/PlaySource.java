package io.millrace.hub;

import org.jspecify.annotations.Nullable;

/**
 * What a playing connection pulls its bytes from. Carriers differ only in how they write the pieces. Used on the
 * connection's event loop only.
 */
public interface PlaySource extends AutoCloseable {
    /**
     * The next bytes to write, or null when there is nothing yet. A piece ends on a message boundary, or on a chunk
     * boundary inside a message larger than {@code maxBytes}.
     */
    @Nullable
    Piece next(int maxBytes);

    /**
     * The rest of a message that {@link #next} has begun, however large, or null between messages. To be written before
     * anything takes this source's place: half a message would spoil what follows on its chunk stream.
     */
    default @Nullable Piece rest() {
        return null; // most hand out whole messages
    }

    /**
     * Log time in milliseconds of the last message that {@link #next} has handed out or begun; -1 before the first, and where
     * there is no one time line.
     */
    default long positionMillis() {
        return -1;
    }

    /** Gives back what the source holds. Pieces handed out stay valid until they are released. */
    @Override
    void close();
}

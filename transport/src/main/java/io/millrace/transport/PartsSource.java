package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes that are all there, to be sent as the client takes them. */
final class PartsSource implements PlaySource {
    private final List<Bytes> parts;
    private final Runnable whenAllAsked;
    private int part;
    private int offset;

    /** {@code whenAllAsked} runs when there is no more to ask for. */
    PartsSource(List<Bytes> parts, Runnable whenAllAsked) {
        this.parts = parts;
        this.whenAllAsked = whenAllAsked;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        while (part < parts.size()) {
            Bytes bytes = parts.get(part);
            int count = Math.min(maxBytes, bytes.length() - offset);
            if (count > 0) {
                Piece piece = Piece.unpinned(bytes.slice(offset, count).asByteBuffer());
                offset += count;
                return piece;
            }
            part++;
            offset = 0;
        }
        whenAllAsked.run();
        return null;
    }

    @Override
    public void close() {
        part = parts.size();
    }
}

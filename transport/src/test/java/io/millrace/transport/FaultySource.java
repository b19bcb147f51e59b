package io.millrace.transport;

import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import org.jspecify.annotations.Nullable;

/** Throws when it is asked. */
final class FaultySource implements PlaySource {
    @Override
    public @Nullable Piece next(int maxBytes) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void close() {}
}

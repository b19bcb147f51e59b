package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;

/** A source read piece by piece, one piece held: for readers that mostly go forward by little. For one thread. */
final class SourceWindow {
    private final ByteSource source;
    private final int length;

    private Bytes piece = Bytes.EMPTY;
    private long start;

    /** @param length bytes to read at once; a field that is longer is read alone */
    SourceWindow(ByteSource source, int length) {
        this.source = source;
        this.length = length;
    }

    /** The {@code count} bytes from {@code position} on, or as many as there are by now. */
    Bytes read(long position, int count) throws IOException {
        if (position < start || position - start > piece.length() - count) {
            // A size that lies must not have memory set aside for what is not there.
            long there = Math.max(0, source.size() - position);
            piece = source.read(position, (int) Math.min(Math.max(count, length), there));
            start = position;
        }
        int from = (int) (position - start);
        return piece.slice(from, Math.min(count, piece.length() - from));
    }
}

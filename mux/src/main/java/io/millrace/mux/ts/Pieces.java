package io.millrace.mux.ts;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Bytes that lie in several places, read one behind the other. For one thread. */
final class Pieces {
    private final List<Bytes> pieces;
    private int piece;
    private int offset;
    private int remaining;

    Pieces(Bytes first, List<Bytes> rest) {
        pieces = new ArrayList<>(rest.size() + 1);
        pieces.add(first);
        pieces.addAll(rest);
        remaining = pieces.stream().mapToInt(Bytes::length).sum();
    }

    int remaining() {
        return remaining;
    }

    /** @param count at most what remains */
    void writeTo(ByteWriter out, int count) {
        int left = count;
        while (left > 0) {
            Bytes current = pieces.get(piece);
            int now = Math.min(left, current.length() - offset);
            out.bytes(current, offset, now);
            offset += now;
            left -= now;
            if (offset == current.length()) {
                piece++;
                offset = 0;
            }
        }
        remaining -= count;
    }
}

package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.Arrays;

/** What {@link ChunkWalk} knows of one chunk stream: the last header, and the message that it makes. */
final class ChunkStream {
    /** Whether a header has come. */
    boolean known;

    int startFormat;
    long timestampField;
    boolean extended;
    long timestamp;
    long delta;
    int length;
    int typeId;
    long streamId;

    boolean unfinished;
    /** Whether bytes of the message were not seen. */
    boolean damaged;

    /** Of the message's first chunk in its direction. */
    long offset;

    int chunks;
    int received;

    private byte[] body = {};
    private int kept;

    /** Begins a message. */
    void begin(int format, long chunkOffset, long newTimestamp) {
        timestamp = newTimestamp & 0xFFFF_FFFFL;
        startFormat = format;
        unfinished = true;
        damaged = false;
        offset = chunkOffset;
        chunks = 0;
        received = 0;
        kept = 0;
    }

    /**
     * Takes the next bytes of the message. Its body grows with what has come and never ahead of it; one with a gap, or that
     * may not grow, ends there.
     *
     * @param mayGrow by how many bytes it may
     * @return by how many it grew
     */
    int take(Bytes piece, int mayGrow) {
        boolean wanted = !damaged && kept == received;
        received += piece.length();
        int needed = kept + piece.length();
        int growth = 0;
        if (wanted && needed > body.length) {
            int size = Math.max(needed, (int) Math.min(length, 2L * body.length));
            growth = size - body.length;
            if (growth > mayGrow) {
                return 0;
            }
            body = Arrays.copyOf(body, size);
        }
        if (wanted) {
            piece.copyTo(body, kept);
            kept = needed;
        }
        return growth;
    }

    /** Of the message, what was kept. */
    Bytes body() {
        return Bytes.wrap(body, 0, kept);
    }

    /** Ends the message, complete or not; how many bytes of memory that frees. */
    int release() {
        int freed = body.length;
        unfinished = false;
        body = new byte[0];
        kept = 0;
        return freed;
    }
}

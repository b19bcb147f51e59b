package io.millrace.rtmp.chunk;

import io.millrace.bytes.Bytes;
import java.nio.ByteBuffer;

/**
 * Chunks that depend on no message before them: each message starts with a type 0 header and its absolute timestamp, so
 * the bytes are equal for every viewer, and a viewer can start at any message. This is the encoder of the fan-out; it
 * allocates nothing.
 *
 * <pre>
 *   | basic header | type 0 header | extended timestamp? | payload |      chunk 0
 *   | basic header | extended timestamp? | payload |                      chunk 1, 2, ...
 * </pre>
 *
 * The extended timestamp is there from 0xFFFFFF on, in every chunk. All functions are pure but for the
 * buffer. A body is at most 16777215 bytes long, a chunk stream ID 2 to 65599, a chunk size at least 1; anything else
 * is an {@link IllegalArgumentException}.
 */
public final class AbsoluteChunks {
    /** A 24-bit timestamp field that says: read on, 32 bits follow. */
    static final int EXTENDED = 0xFF_FFFF;

    private static final int MESSAGE_HEADER_SIZE = 11;
    private static final int EXTENDED_SIZE = 4;

    private AbsoluteChunks() {}

    /** Bytes that {@link #put} writes for such a message. */
    public static int size(int csid, int timestamp, int bodyLength, int chunkSize) {
        int chunks = chunkCount(bodyLength, chunkSize);
        return MESSAGE_HEADER_SIZE + chunks * headerSize(csid, timestamp) + bodyLength;
    }

    /** Chunks of such a message; 1 for an empty body. */
    public static int chunkCount(int bodyLength, int chunkSize) {
        checkLength(bodyLength);
        if (chunkSize < 1) {
            throw new IllegalArgumentException("chunk size " + chunkSize + " (expected: >= 1)");
        }
        return bodyLength == 0 ? 1 : (bodyLength - 1) / chunkSize + 1;
    }

    /**
     * Where a chunk starts, counted from the first byte of its message; a message may be cut there to let another chunk
     * stream's chunks in between.
     *
     * @param chunk 0 to {@link #chunkCount}; the last is where the next message starts
     */
    public static int chunkStart(int chunk, int csid, int timestamp, int bodyLength, int chunkSize) {
        int chunks = chunkCount(bodyLength, chunkSize);
        if (chunk < 0 || chunk > chunks) {
            throw new IllegalArgumentException("chunk " + chunk + " (expected: 0 to " + chunks + ")");
        }
        if (chunk == 0) {
            return 0;
        }
        int payload = chunk == chunks ? bodyLength : chunk * chunkSize;
        return MESSAGE_HEADER_SIZE + chunk * headerSize(csid, timestamp) + payload;
    }

    /**
     * Puts all chunks of a message at the position of {@code out}, which moves on by {@link #size}.
     *
     * @param timestamp milliseconds modulo 2^32
     * @param out in network order, as every new buffer is; direct or not
     * @throws java.nio.BufferOverflowException if {@code out} has too little room; it was written to then
     */
    public static void put(
            int csid, int timestamp, int typeId, int streamId, Bytes body, int chunkSize, ByteBuffer out) {
        int chunks = chunkCount(body.length(), chunkSize);
        boolean extended = isExtended(timestamp);
        BasicHeader.put(0, csid, out);
        put24(extended ? EXTENDED : timestamp, out);
        put24(body.length(), out);
        out.put((byte) typeId);
        out.putInt(Integer.reverseBytes(streamId)); // the one little-endian field
        int from = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (chunk > 0) {
                BasicHeader.put(3, csid, out);
            }
            if (extended) {
                out.putInt(timestamp);
            }
            int count = Math.min(chunkSize, body.length() - from);
            body.copyTo(out, from, count);
            from += count;
        }
    }

    static boolean isExtended(int timestamp) {
        return Integer.compareUnsigned(timestamp, EXTENDED) >= 0;
    }

    static void checkLength(int length) {
        if (length < 0 || length > ChunkLimits.FORMAT_MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("message of " + length + " bytes (expected: 0 to 16777215)");
        }
    }

    /** Of a type 3 chunk; what type 0 has more is {@link #MESSAGE_HEADER_SIZE}. */
    private static int headerSize(int csid, int timestamp) {
        return BasicHeader.size(csid) + (isExtended(timestamp) ? EXTENDED_SIZE : 0);
    }

    private static void put24(int value, ByteBuffer out) {
        out.put((byte) (value >> 16)).putShort((short) value);
    }
}

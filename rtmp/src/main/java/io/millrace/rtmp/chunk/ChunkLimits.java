package io.millrace.rtmp.chunk;

/**
 * What a peer may make a {@link ChunkReader} keep. Passing a limit closes the connection.
 *
 * @param maxMessageBytes longest message accepted, 1 to {@link #FORMAT_MAX_MESSAGE_BYTES}
 * @param maxChunkStreams chunk streams with state at one time; IDs below 64 are accepted even beyond it
 * @param maxPartialBytes memory for unfinished messages of all chunk streams together, at least {@code maxMessageBytes}
 */
public record ChunkLimits(int maxMessageBytes, int maxChunkStreams, int maxPartialBytes) {
    /** No message is longer: its length has 24 bits. */
    public static final int FORMAT_MAX_MESSAGE_BYTES = 0xFF_FFFF;

    /** Every message the format allows, 1024 chunk streams, 32 MiB in unfinished messages. */
    public static final ChunkLimits DEFAULT = new ChunkLimits(FORMAT_MAX_MESSAGE_BYTES, 1024, 32 << 20);

    /** @throws IllegalArgumentException if a limit is out of its range */
    public ChunkLimits {
        if (maxMessageBytes < 1 || maxMessageBytes > FORMAT_MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("maxMessageBytes " + maxMessageBytes + " (expected: 1 to 16777215)");
        }
        if (maxChunkStreams < 1) {
            throw new IllegalArgumentException("maxChunkStreams " + maxChunkStreams + " (expected: >= 1)");
        }
        if (maxPartialBytes < maxMessageBytes) {
            throw new IllegalArgumentException(
                    "maxPartialBytes " + maxPartialBytes + " (expected: >= maxMessageBytes " + maxMessageBytes + ")");
        }
    }
}

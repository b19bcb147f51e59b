package io.millrace.rtmp.chunk;

import java.util.Arrays;

/** What a {@link ChunkReader} keeps of one chunk stream: the last header, and the message that is being received. */
final class IncomingStream {
    private static final byte[] NONE = new byte[0];

    /** So much is believed of an announced length before its bytes are there. */
    private static final int TRUSTED_BYTES = 16 << 10;

    int timestamp;
    int delta;
    int length;
    int typeId;
    int streamId;

    /** Whether the last header of type 0 to 2 had an extended timestamp. */
    boolean extended;

    /** The timestamp or delta of the last message as it was on the wire. */
    int timestampField;

    boolean unfinished;
    int received;
    byte[] body = NONE;

    /**
     * By how much the body must grow to take {@code count} more bytes. It doubles with what was received, whatever was
     * announced, and is exactly as long as the message when that is complete.
     */
    int growthFor(int count) {
        int needed = received + count;
        if (needed <= body.length) {
            return 0;
        }
        return Math.min(length, Math.max(needed, Math.max(2 * body.length, TRUSTED_BYTES))) - body.length;
    }

    void grow(int growth) {
        if (growth > 0) {
            body = Arrays.copyOf(body, body.length + growth);
        }
    }

    /**
     * Lets go of the message, finished or not.
     *
     * @return the bytes it held
     */
    int release() {
        int held = body.length;
        body = NONE;
        unfinished = false;
        return held;
    }
}

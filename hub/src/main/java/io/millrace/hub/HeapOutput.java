package io.millrace.hub;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Messages one after the other in heap memory: for what one viewer gets, or what is too small for a slab. For one thread. */
public final class HeapOutput implements WireOutput {
    private static final int FEW_MESSAGES = 256;

    private byte[] bytes;
    private int length;

    /** With nothing in it. */
    public HeapOutput() {
        this(FEW_MESSAGES);
    }

    /**
     * With nothing in it.
     *
     * @param expected bytes that it will hold, about; it grows when there are more
     */
    public HeapOutput(int expected) {
        bytes = new byte[Math.max(expected, FEW_MESSAGES)];
    }

    @Override
    public ByteBuffer message(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), 2 * bytes.length));
        }
        ByteBuffer message = ByteBuffer.wrap(bytes, length, count).slice();
        length += count;
        return message;
    }

    @Override
    public void mayCutAt(int offset) {
        // Goes whole.
    }

    /** Bytes of all messages so far. */
    public int length() {
        return length;
    }

    /** The messages. To be called once, after the last. */
    public ByteBuffer take() {
        return ByteBuffer.wrap(bytes, 0, length).slice();
    }
}

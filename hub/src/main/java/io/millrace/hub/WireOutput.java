package io.millrace.hub;

import java.nio.ByteBuffer;

/** Where a {@link FrameEncoder} puts its messages. */
public interface WireOutput {
    /**
     * Room for one message of exactly {@code bytes} bytes, which the caller fills before it asks for more: the buffer's
     * position is where the message starts, its limit where it ends.
     */
    ByteBuffer message(int bytes);

    /**
     * Marks that a write may end {@code offset} bytes after the start of the latest message: the start of a chunk. Needed
     * only inside messages larger than a write may be.
     */
    void mayCutAt(int offset);
}

package io.millrace.bytes;

import java.io.IOException;

/** Positioned reads from something that holds bytes, mostly a file. Any thread may read, several at a time; a read may block. */
public interface ByteSource extends AutoCloseable {
    /** Bytes there are now; a file that is still being written grows. */
    long size() throws IOException;

    /**
     * The {@code length} bytes from {@code position} on, or as many of them as there are: none at and beyond the end.
     *
     * @param position from 0
     */
    Bytes read(long position, int length) throws IOException;

    /** Gives up what is held open; bytes in memory hold nothing. */
    @Override
    default void close() throws IOException {}

    /** Bytes in memory as a source. */
    static ByteSource of(Bytes bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length();
            }

            @Override
            public Bytes read(long position, int length) {
                int from = (int) Math.min(position, bytes.length());
                return bytes.slice(from, Math.min(length, bytes.length() - from));
            }
        };
    }
}

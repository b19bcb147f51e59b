package io.millrace.mux;

/**
 * One box of an MP4 file: where what is in it lies.
 *
 * @param type four characters
 * @param start position of its size field
 * @param content position behind its header
 * @param end position behind it; {@code Long.MAX_VALUE} if its size is more than any file has
 */
record Box(String type, long start, long content, long end) {
    /** Bytes of the shortest header: a size and a type. */
    static final int HEADER = 8;

    /** The part from {@code skipped} bytes behind the header on: where the boxes in it begin, if fields come first. */
    Box from(int skipped) {
        return new Box(type, start, Math.min(content + skipped, end), end);
    }
}

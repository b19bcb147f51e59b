package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.Optional;

/** Finds the last whole tag of a file from its end, also where the file was cut short while it was written. */
final class LastTag {
    /** First as much as mostly does; then the longest tag that can be cut short, and one before it. */
    private static final int[] SEARCHED = {64 * 1024, FlvTag.MAX_BODY + (1 << 20)};

    private LastTag() {}

    /**
     * The last audio or video tag that is followed by its own size, among the last megabytes; empty if there is none.
     *
     * @param from where the first tag begins
     */
    static Optional<LocatedTag> find(ByteSource source, long from) throws IOException {
        long size = source.size();
        for (int length : SEARCHED) {
            long start = Math.max(from, size - length);
            Bytes end = source.read(start, (int) Math.max(0, size - start));
            Optional<LocatedTag> found = find(end, start);
            if (found.isPresent() || start == from) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<LocatedTag> find(Bytes bytes, long start) {
        for (int at = bytes.length() - FlvWriter.PREVIOUS_TAG_SIZE_LENGTH; at > 0; at--) {
            if (bytes.u8(at) > 1) {
                continue; // more than 24 bits and a header: most bytes are sorted out here
            }
            long tagSize =
                    bytes.slice(at, FlvWriter.PREVIOUS_TAG_SIZE_LENGTH).reader().u32();
            if (tagSize >= FlvWriter.TAG_HEADER_LENGTH && tagSize <= at) {
                int tagAt = at - (int) tagSize;
                Bytes header = bytes.slice(tagAt, FlvWriter.TAG_HEADER_LENGTH);
                LocatedTag tag = new LocatedTag(start + tagAt, TagHeader.read(header.reader()));
                boolean streamIdIsZero = header.from(8).reader().u24() == 0;
                if (tag.isMedia() && streamIdIsZero && tag.bodyEnd() == start + at) {
                    return Optional.of(tag);
                }
            }
        }
        return Optional.empty();
    }
}

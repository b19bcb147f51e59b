package io.millrace.flv;

import io.millrace.media.MediaFrame;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which headers are in effect where in a file. Immutable, so any thread may read it. */
final class HeaderChanges {
    private final NavigableMap<Long, HeaderFrames> after;
    private final long memoryBytes;

    private HeaderChanges(NavigableMap<Long, HeaderFrames> after, long memoryBytes) {
        this.after = new TreeMap<>(after);
        this.memoryBytes = memoryBytes;
    }

    /** About as much as it takes. */
    long memoryBytes() {
        return memoryBytes;
    }

    /** The headers whose tags begin before {@code position}. */
    HeaderFrames before(long position) {
        Map.Entry<Long, HeaderFrames> last = after.lowerEntry(position);
        return last == null ? HeaderFrames.NONE : last.getValue();
    }

    /** Collects header tags in the order of the file. Those that repeat what is known cost nothing. */
    static final class Builder {
        /** A file that has new ones all the time is no recording; what it has beyond this is not seen after a seek. */
        private static final int MAX_HEADERS = 1 << 16;

        private static final long MAX_BYTES = 16 << 20;

        /** What it costs to remember one, beside its body. */
        private static final int HEADER_OVERHEAD = 64;

        private final NavigableMap<Long, HeaderFrames> after = new TreeMap<>();
        private HeaderFrames latest = HeaderFrames.NONE;
        private int headers;
        private long bytes;

        void add(long position, MediaFrame header) {
            HeaderFrames next = latest.with(header);
            if (next == latest) {
                return;
            }
            headers += next.count();
            bytes += header.body().length();
            if (headers <= MAX_HEADERS && bytes <= MAX_BYTES) {
                latest = next;
                after.put(position, next);
            }
        }

        HeaderChanges build() {
            return new HeaderChanges(after, bytes + (long) headers * HEADER_OVERHEAD);
        }
    }
}

package io.millrace.client.inspect;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Bytes in which the beginning of a chunk is looked for. Holds no more of them than {@link Resync} looks ahead. */
final class LostBytes {
    private static final int SAMPLE = 32;

    private final long offset;
    private final String why;
    private long count;
    private Bytes sample = Bytes.EMPTY;
    private Bytes window = Bytes.EMPTY;

    /**
     * @param offset of the first of them
     * @param why it is not known what they are
     */
    LostBytes(long offset, String why) {
        this.offset = offset;
        this.why = why;
    }

    /** More that cannot begin a chunk. */
    void skip(Bytes bytes) {
        if (sample.length() < SAMPLE) {
            sample = join(sample, bytes.slice(0, Math.min(bytes.length(), SAMPLE - sample.length())));
        }
        count += bytes.length();
    }

    /** Looks through more of them; where a chunk begins, or null. */
    Resync.@Nullable Place search(Bytes more, int chunkSize) {
        window = window.isEmpty() ? more : join(window, more);
        Resync.Place place = Resync.find(window, chunkSize);
        skip(window.slice(0, place.index()));
        window = Bytes.copyOf(window.from(place.index()).toByteArray());
        return place.chunkSize() == 0 ? null : place;
    }

    /** What has not been skipped. */
    Bytes rest() {
        return window;
    }

    /** Tells of what was skipped. */
    void report(ChunkWalk.Listener listener) {
        if (count > 0) {
            listener.unexplained(offset, count, sample, why);
        }
    }

    static Bytes join(Bytes first, Bytes second) {
        return new ByteWriter(first.length() + second.length())
                .bytes(first)
                .bytes(second)
                .toBytes();
    }
}

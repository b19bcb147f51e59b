package io.millrace.client.inspect;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Finds where chunks begin again in bytes whose beginning is not known: at a type 0 header that makes sense, and after
 * whose payload another header makes sense. The chunk size is found with it, for it need not be known either.
 */
final class Resync {
    /** As far ahead as is looked; a chunk that is longer does not count as found. */
    static final int REACH = 80 * 1024;

    private static final int[] USUAL_CHUNK_SIZES = {128, 4096, 60_000, 65_536, 4000, 5000, 8192, 16_384, 32_768, 1024};
    private static final int MAX_STREAM_ID = 255;
    private static final int MESSAGE_HEADER = 11;
    private static final int EXTENDED = 0xFF_FFFF;

    /** Where to go on, and with which chunk size. */
    record Place(int index, int chunkSize) {}

    private enum Answer {
        NO,
        YES,
        /** The bytes end before it can be said. */
        MORE
    }

    private Resync() {}

    /**
     * Looks from the first byte on.
     *
     * @return an index with chunk size 0 where everything before it is certainly no beginning and the rest too short to
     *     tell
     */
    static Place find(Bytes window, int knownChunkSize) {
        for (int index = 0; index < window.length(); index++) {
            Place place = look(window, index, knownChunkSize);
            if (place != null) {
                return place;
            }
        }
        return new Place(window.length(), 0);
    }

    private static @Nullable Place look(Bytes window, int index, int knownChunkSize) {
        Answer header = headerAt(window, index);
        if (header != Answer.YES) {
            return header == Answer.MORE ? new Place(index, 0) : null;
        }
        boolean more = false;
        for (int i = -1; i < USUAL_CHUNK_SIZES.length; i++) {
            int chunkSize = i < 0 ? knownChunkSize : USUAL_CHUNK_SIZES[i];
            switch (nextAfter(window, index, chunkSize)) {
                case YES -> {
                    return new Place(index, chunkSize);
                }
                case MORE -> more = true;
                case NO -> {}
            }
        }
        return more ? new Place(index, 0) : null;
    }

    /** Whether a type 0 chunk of a usual message begins there. */
    private static Answer headerAt(Bytes window, int index) {
        int first = window.u8(index);
        if (first >> 6 != 0 || first < 2) {
            return Answer.NO;
        }
        if (window.length() - index < 1 + MESSAGE_HEADER) {
            return Answer.MORE;
        }
        ByteReader in = window.from(index + 1).reader();
        in.skip(3);
        int length = in.u24();
        int typeId = in.u8();
        long streamId = in.u32LittleEndian();
        return streamId <= MAX_STREAM_ID && fits(typeId, length) ? Answer.YES : Answer.NO;
    }

    private static boolean fits(int typeId, int length) {
        return switch (typeId) {
            case 1, 2, 3, 5 -> length == 4;
            case 6 -> length == 5;
            case 4 -> length >= 6 && length <= 10;
            case 8, 9, 15, 16, 17, 18, 19, 20, 22 -> length > 0;
            default -> false;
        };
    }

    /** Whether what follows the payload of the chunk at {@code index} makes sense. */
    private static Answer nextAfter(Bytes window, int index, int chunkSize) {
        ByteReader in = window.from(index).reader();
        int csid = in.u8();
        boolean extended = in.u24() == EXTENDED;
        int length = in.u24();
        int next = index + 1 + MESSAGE_HEADER + (extended ? 4 : 0) + Math.min(length, chunkSize);
        if (next - index > REACH) {
            return Answer.NO;
        }
        if (next >= window.length()) {
            return Answer.MORE;
        }
        int first = window.u8(next);
        if (length > chunkSize) {
            return first == (0xC0 | csid) ? Answer.YES : Answer.NO;
        }
        return switch (first >> 6) {
            case 0 -> headerAt(window, next);
            case 1 -> shortHeaderAt(window, next);
            default -> (first & 0x3F) == csid ? Answer.YES : Answer.NO;
        };
    }

    private static Answer shortHeaderAt(Bytes window, int index) {
        if (window.length() - index < 8) {
            return Answer.MORE;
        }
        ByteReader in = window.from(index + 4).reader();
        int length = in.u24();
        return fits(in.u8(), length) ? Answer.YES : Answer.NO;
    }
}

package io.millrace.rtmp.chunk;

import io.millrace.bytes.ByteWriter;
import java.nio.ByteBuffer;

/**
 * The first 1 to 3 bytes of a chunk: its type and its chunk stream ID, in the smallest form that holds the ID
 * [R-020, R-021].
 *
 * <pre>
 *   | type:2 | csid:6, 2 to 63 |                                                csid 2 to 63
 *   | type:2 |        0        | csid - 64 |                                    csid 64 to 319
 *   | type:2 |        1        | (csid - 64) low byte | (csid - 64) high byte | csid 64 to 65599
 * </pre>
 */
final class BasicHeader {
    private static final int MAX_ONE_BYTE_ID = 63;
    private static final int MAX_TWO_BYTE_ID = 319;
    private static final int MAX_ID = 65599;

    private BasicHeader() {}

    /** @throws IllegalArgumentException unless {@code csid} is 2 to 65599 */
    static int size(int csid) {
        if (csid < 2 || csid > MAX_ID) {
            throw new IllegalArgumentException("chunk stream ID " + csid + " (expected: 2 to 65599)");
        }
        return csid <= MAX_ONE_BYTE_ID ? 1 : csid <= MAX_TWO_BYTE_ID ? 2 : 3;
    }

    static void write(int type, int csid, ByteWriter out) {
        switch (size(csid)) {
            case 1 -> out.u8((type << 6) | csid);
            case 2 -> out.u8(type << 6).u8(csid - 64);
            default -> out.u8((type << 6) | 1).u8(csid - 64).u8((csid - 64) >> 8);
        }
    }

    static void put(int type, int csid, ByteBuffer out) {
        switch (size(csid)) {
            case 1 -> out.put((byte) ((type << 6) | csid));
            case 2 -> out.put((byte) (type << 6)).put((byte) (csid - 64));
            default -> out.put((byte) ((type << 6) | 1)).put((byte) (csid - 64)).put((byte) ((csid - 64) >> 8));
        }
    }

    /** Bytes of the header that starts with {@code first}. */
    static int size(byte first) {
        return switch (first & 0x3F) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    static int type(byte first) {
        return (first & 0xFF) >> 6;
    }

    /** The chunk stream ID of a complete header; the three byte form is read for any ID from 64 on. */
    static int csid(byte[] header) {
        return switch (header[0] & 0x3F) {
            case 0 -> (header[1] & 0xFF) + 64;
            case 1 -> (header[1] & 0xFF) + ((header[2] & 0xFF) << 8) + 64;
            default -> header[0] & 0x3F;
        };
    }
}

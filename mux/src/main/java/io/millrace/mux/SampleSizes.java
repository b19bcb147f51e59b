package io.millrace.mux;

import java.io.IOException;

/** The sizes of the samples of a track, one after the other: stsz, where all may have one size, and the compact stz2. */
final class SampleSizes {
    private final BoxInput in;
    private final long count;
    private final long commonSize;
    private final int bits;
    private int halfByte = -1;

    private SampleSizes(BoxInput in, long commonSize, int bits) throws IOException {
        this.in = in;
        this.commonSize = commonSize;
        this.bits = bits;
        count = in.u32();
    }

    /** @param in at the beginning of the box, and limited to it */
    static SampleSizes stsz(BoxInput in) throws IOException {
        in.version();
        return new SampleSizes(in, in.u32(), 32);
    }

    /** @param in at the beginning of the box, and limited to it */
    static SampleSizes stz2(BoxInput in) throws IOException {
        in.version();
        int bits = in.i32() & 0xFF;
        if (bits != 4 && bits != 8 && bits != 16) {
            throw BoxInput.damaged("sample sizes of %d bits (expected: 4, 8 or 16)".formatted(bits));
        }
        return new SampleSizes(in, 0, bits);
    }

    long count() {
        return count;
    }

    long next() throws IOException {
        if (commonSize != 0) {
            return commonSize;
        }
        return switch (bits) {
            case 4 -> nextHalfByte();
            case 8 -> in.u8();
            case 16 -> in.u16();
            default -> in.u32();
        };
    }

    /** Two sizes are in a byte, the first in the upper half. */
    private int nextHalfByte() throws IOException {
        if (halfByte >= 0) {
            int size = halfByte;
            halfByte = -1;
            return size;
        }
        int both = in.u8();
        halfByte = both & 0x0F;
        return both >> 4;
    }
}

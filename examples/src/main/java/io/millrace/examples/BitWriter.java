package io.millrace.examples;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;

/** Writes the syntax elements of one NAL unit of H.264, named as the standard names them. For one thread. */
final class BitWriter {
    private final ByteWriter bytes = new ByteWriter();
    private int unfinished; // bits of the byte begun, behind a 1
    private int zeros; // in a row, at the end of what is written

    /** With its first byte, which says how much the unit matters and what it is. */
    BitWriter(int header) {
        bytes.u8(header);
        unfinished = 1;
    }

    /** u(n): a number of n bits. */
    BitWriter u(int n, int value) {
        for (int bit = n - 1; bit >= 0; bit--) {
            unfinished = (unfinished << 1) | ((value >> bit) & 1);
            if (unfinished >= 0x100) {
                write(unfinished & 0xFF);
                unfinished = 1;
            }
        }
        return this;
    }

    /** ue(v): small numbers in few bits [H.264 §9.1]. */
    BitWriter ue(int value) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(value + 1);
        return u(bits - 1, 0).u(bits, value + 1);
    }

    /** Zero bits to the next whole byte. */
    BitWriter align() {
        while (unfinished != 1) {
            u(1, 0);
        }
        return this;
    }

    /** The unit with its last bits. */
    Bytes end() {
        u(1, 1).align();
        return bytes.toBytes();
    }

    /** Three bytes in a row must not look like a start code, so a 3 goes in between [H.264 §7.4.1]. */
    private void write(int value) {
        if (zeros == 2 && value <= 3) {
            bytes.u8(3);
            zeros = 0;
        }
        bytes.u8(value);
        zeros = value == 0 ? zeros + 1 : 0;
    }
}

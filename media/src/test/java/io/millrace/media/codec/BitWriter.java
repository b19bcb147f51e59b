package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import java.io.ByteArrayOutputStream;

/** Writes headers that no encoder at hand makes, field by field. */
final class BitWriter {
    private final StringBuilder bits = new StringBuilder();

    BitWriter bits(int count, long value) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append((value >> i) & 1);
        }
        return this;
    }

    BitWriter flag(boolean value) {
        return bits(1, value ? 1 : 0);
    }

    /** ue(v). */
    BitWriter ue(long... values) {
        for (long value : values) {
            int length = Long.SIZE - Long.numberOfLeadingZeros(value + 1);
            bits(length - 1, 0).bits(length, value + 1);
        }
        return this;
    }

    /** se(v). */
    BitWriter se(long... values) {
        for (long value : values) {
            ue(value > 0 ? 2 * value - 1 : -2 * value);
        }
        return this;
    }

    BitWriter bytes(Bytes value) {
        for (int i = 0; i < value.length(); i++) {
            bits(8, value.u8(i));
        }
        return this;
    }

    BitWriter align() {
        return bits((8 - bits.length() % 8) % 8, 0);
    }

    /** Filled up with zeros to whole bytes. */
    Bytes toBytes() {
        align();
        byte[] result = new byte[bits.length() / 8];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return Bytes.wrap(result);
    }

    /** With a stop bit and emulation prevention [H.264 §7.3.1, §7.3.2.11]. */
    Bytes toNalUnit() {
        flag(true);
        Bytes payload = toBytes();
        var out = new ByteArrayOutputStream();
        int zeros = 0;
        for (int i = 0; i < payload.length(); i++) {
            int value = payload.u8(i);
            if (zeros == 2 && value <= 3) {
                out.write(3);
                zeros = 0;
            }
            out.write(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }
        return Bytes.wrap(out.toByteArray());
    }
}

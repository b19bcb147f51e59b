package io.millrace.media.codec;

import io.millrace.bytes.Bytes;

/**
 * Reads fields of any number of bits, most significant first. What is not there is a
 * {@link MalformedConfigurationException}, and no read takes longer than its bits are many.
 */
final class BitReader {
    private static final int MAX_BITS = 31;
    private static final int MAX_GOLOMB_ZEROS = 32;

    private final Bytes bytes;
    private long at;

    BitReader(Bytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the payload of a NAL unit, header included, without its emulation prevention bytes: the 3 of each
     * {@code 00 00 03} [H.264 §7.4.1].
     */
    static BitReader ofNalUnit(Bytes nalUnit) {
        byte[] payload = new byte[nalUnit.length()];
        int length = 0;
        int zeros = 0;
        for (int i = 0; i < payload.length; i++) {
            int value = nalUnit.u8(i);
            if (zeros >= 2 && value == 3) {
                zeros = 0;
                continue;
            }
            payload[length++] = (byte) value;
            zeros = value == 0 ? zeros + 1 : 0;
        }
        return new BitReader(Bytes.wrap(payload, 0, length));
    }

    /** Bits not yet read. */
    long remaining() {
        return 8L * bytes.length() - at;
    }

    boolean flag() {
        return bits(1) == 1;
    }

    /**
     * An unsigned number.
     *
     * @param count 0 to 31
     */
    int bits(int count) {
        if (count > MAX_BITS) {
            throw new IllegalArgumentException(count + " bits (expected: 0 to " + MAX_BITS + ")");
        }
        need(count);
        int value = 0;
        int wanted = count;
        while (wanted > 0) {
            int left = 8 - (int) (at & 7); // in this byte
            int taken = Math.min(wanted, left);
            int fromByte = (bytes.u8((int) (at >> 3)) >> (left - taken)) & ((1 << taken) - 1);
            value = value << taken | fromByte;
            at += taken;
            wanted -= taken;
        }
        return value;
    }

    void skip(long count) {
        need(count);
        at += count;
    }

    /** Goes on at the next whole byte, if not there already. */
    void align() {
        at = (at + 7) & ~7L;
    }

    /** The next {@code count} bytes, without copying; the reader must be at a whole byte. */
    Bytes bytes(int count) {
        need(8L * count);
        Bytes result = bytes.slice((int) (at >> 3), count);
        at += 8L * count;
        return result;
    }

    /** Everything from here; the reader must be at a whole byte. */
    Bytes rest() {
        return bytes((int) (remaining() >> 3));
    }

    /**
     * An unsigned Exp-Golomb number, ue(v) [H.264 §9.1].
     *
     * @param limit the largest legal value; more is malformed, so that a count cannot keep a loop busy
     */
    int ue(int limit) {
        return ue(0, limit);
    }

    /** The same, for what also has a least value. */
    int ue(int least, int limit) {
        return within(least, limit, expGolomb());
    }

    /** A signed Exp-Golomb number, se(v) [H.264 §9.1.1]: 0, 1, -1, 2, -2, ... */
    int se(int least, int limit) {
        long code = expGolomb();
        return within(least, limit, (code & 1) == 1 ? (code + 1) / 2 : -code / 2);
    }

    private int within(int least, int limit, long value) {
        if (value < least || value > limit) {
            throw new MalformedConfigurationException(
                    value + " before bit " + at + " (expected: " + least + " to " + limit + ")");
        }
        return (int) value;
    }

    /** Passes over {@code count} Exp-Golomb numbers of any size, ue(v) or se(v). */
    void skipExpGolomb(int count) {
        for (int i = 0; i < count; i++) {
            expGolomb();
        }
    }

    /** As many bits as there are zeros in front of the first one, with that one in front, less 1. */
    private long expGolomb() {
        int zeros = 0;
        while (!flag()) {
            zeros++;
            if (zeros > MAX_GOLOMB_ZEROS) {
                throw new MalformedConfigurationException("no Exp-Golomb number before bit " + at);
            }
        }
        long value = 1;
        for (int i = 0; i < zeros; i++) {
            value = value << 1 | bits(1);
        }
        return value - 1;
    }

    private void need(long count) {
        if (count > remaining()) {
            throw new MalformedConfigurationException("needs " + count + " bits at bit " + at + ", has " + remaining());
        }
    }
}

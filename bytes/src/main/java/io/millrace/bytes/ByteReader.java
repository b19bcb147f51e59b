package io.millrace.bytes;

import java.nio.charset.StandardCharsets;

/**
 * Reads fields from a run of bytes in network order, each read checked: what is not there is a
 * {@link TruncatedException} and consumes nothing. For one thread.
 */
public final class ByteReader {
    private final byte[] array;
    private final int start;
    private final int end;
    private int at;

    ByteReader(byte[] array, int offset, int length) {
        this.array = array;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    /** Reads the whole array, without copying it. */
    public ByteReader(byte[] array) {
        this(array, 0, array.length);
    }

    /** Bytes consumed so far. */
    public int position() {
        return at - start;
    }

    public int remaining() {
        return end - at;
    }

    public boolean hasRemaining() {
        return at < end;
    }

    /** The next byte, 0 to 255, without consuming it. */
    public int peekU8() {
        need(1);
        return array[at] & 0xFF;
    }

    public int u8() {
        need(1);
        return array[at++] & 0xFF;
    }

    public int u16() {
        need(2);
        int value = ((array[at] & 0xFF) << 8) | (array[at + 1] & 0xFF);
        at += 2;
        return value;
    }

    public int u24() {
        need(3);
        int value = ((array[at] & 0xFF) << 16) | ((array[at + 1] & 0xFF) << 8) | (array[at + 2] & 0xFF);
        at += 3;
        return value;
    }

    /** Two's complement, as composition times have it. */
    public int i24() {
        return u24() << 8 >> 8;
    }

    /** 0 to 2^32 - 1. */
    public long u32() {
        return i32() & 0xFFFF_FFFFL;
    }

    public int i32() {
        need(4);
        int value = ((array[at] & 0xFF) << 24)
                | ((array[at + 1] & 0xFF) << 16)
                | ((array[at + 2] & 0xFF) << 8)
                | (array[at + 3] & 0xFF);
        at += 4;
        return value;
    }

    /** 0 to 2^32 - 1, least significant byte first: the message stream ID of a chunk header only. */
    public long u32LittleEndian() {
        return Integer.reverseBytes(i32()) & 0xFFFF_FFFFL;
    }

    public long i64() {
        need(8);
        return ((long) i32() << 32) | u32();
    }

    /** An IEEE 754 double, every bit pattern kept. */
    public double f64() {
        return Double.longBitsToDouble(i64());
    }

    /** The next {@code count} bytes, without copying. */
    public Bytes bytes(int count) {
        need(count);
        Bytes result = Bytes.wrap(array, at, count);
        at += count;
        return result;
    }

    /** Everything that is left, without copying. */
    public Bytes rest() {
        return bytes(remaining());
    }

    /** {@code count} bytes as UTF-8; malformed sequences become U+FFFD. */
    public String utf8(int count) {
        need(count);
        String text = new String(array, at, count, StandardCharsets.UTF_8);
        at += count;
        return text;
    }

    public void skip(int count) {
        need(count);
        at += count;
    }

    private void need(int count) {
        if (count < 0 || count > end - at) {
            throw new TruncatedException(count & 0xFFFF_FFFFL, position(), remaining());
        }
    }
}

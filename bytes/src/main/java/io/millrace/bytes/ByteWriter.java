package io.millrace.bytes;

import java.nio.BufferOverflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends fields in network order to an array that grows as needed. For one thread. */
public final class ByteWriter {
    private final int most;
    private byte[] array;
    private int length;

    public ByteWriter() {
        this(64);
    }

    /** With room for {@code capacity} bytes before it has to grow. */
    public ByteWriter(int capacity) {
        this(capacity, Integer.MAX_VALUE);
    }

    private ByteWriter(int capacity, int most) {
        this.most = most;
        array = new byte[Math.max(16, capacity)];
    }

    /** One that throws a {@link BufferOverflowException} in place of a write that would make it longer than that. */
    public static ByteWriter atMost(int bytes) {
        return new ByteWriter(64, bytes);
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** The low 8 bits of {@code value}; so do the wider writes with theirs. */
    public ByteWriter u8(int value) {
        room(1);
        array[length++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    public ByteWriter u24(int value) {
        return u8(value >> 16).u16(value);
    }

    public ByteWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    /** Least significant byte first: the message stream ID of a chunk header only. */
    public ByteWriter u32LittleEndian(long value) {
        return u32(Integer.reverseBytes((int) value));
    }

    public ByteWriter i64(long value) {
        return u32(value >> 32).u32(value);
    }

    /** An IEEE 754 double, every bit pattern kept. */
    public ByteWriter f64(double value) {
        return i64(Double.doubleToRawLongBits(value));
    }

    public ByteWriter bytes(Bytes bytes) {
        return bytes(bytes, 0, bytes.length());
    }

    /** {@code count} bytes of {@code bytes} from {@code from}. */
    public ByteWriter bytes(Bytes bytes, int from, int count) {
        room(count);
        bytes.slice(from, count).copyTo(array, length);
        length += count;
        return this;
    }

    public ByteWriter bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, array, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** The UTF-8 form of {@code text}, without a length. */
    public ByteWriter utf8(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Overwrites four bytes written before, for lengths known only at the end. */
    public ByteWriter patchU32(int position, long value) {
        if (position < 0 || position > length - 4) {
            throw new IndexOutOfBoundsException("patch at " + position + " of " + length + " bytes");
        }
        for (int i = 0; i < 4; i++) {
            array[position + i] = (byte) (value >> (24 - 8 * i));
        }
        return this;
    }

    /** Forgets what was written, keeps the room. What {@link #toBytes()} gave out before stays as it was. */
    public void clear() {
        length = 0;
    }

    /** A copy of what was written. */
    public Bytes toBytes() {
        return Bytes.wrap(toByteArray());
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(array, length);
    }

    private void room(int count) {
        int wanted = Math.addExact(length, count);
        if (wanted > most) {
            throw new BufferOverflowException();
        }
        if (wanted > array.length) {
            array = Arrays.copyOf(array, Math.max(wanted, (int) Math.min(2L * array.length, Integer.MAX_VALUE - 8)));
        }
    }
}

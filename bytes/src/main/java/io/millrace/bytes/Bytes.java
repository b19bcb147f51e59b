package io.millrace.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes: a view of an array with value equality. Taking a slice copies nothing. It is garbage
 * collected, nobody releases it, and any thread may read it.
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** A view of the whole array; the caller gives the array away and must not write to it again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** A view of {@code length} bytes from {@code offset}; the caller gives the array away. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    /** A copy, for arrays that the caller goes on using. */
    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** The low 8 bits of each value: {@code Bytes.of(0x17, 0x01)}. */
    public static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return wrap(array);
    }

    /** A copy of all of them, one behind the other. */
    public static Bytes join(List<Bytes> parts) {
        byte[] joined = new byte[parts.stream().mapToInt(Bytes::length).sum()];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(joined, at);
            at += part.length;
        }
        return wrap(joined);
    }

    /** From hexadecimal digits; spaces and line ends between bytes are ignored. */
    public static Bytes hex(String digits) {
        return wrap(HexFormat.of().parseHex(digits.replaceAll("\\s+", "")));
    }

    /** The UTF-8 form of a text. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * The byte at {@code index} as 0 to 255.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < length()}
     */
    public int u8(int index) {
        return array[offset + Objects.checkIndex(index, length)] & 0xFF;
    }

    /** The bytes from {@code from} to the end, without copying. */
    public Bytes from(int from) {
        return slice(from, length - from);
    }

    /** {@code count} bytes from {@code from}, without copying. */
    public Bytes slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return count == length ? this : wrap(array, offset + from, count);
    }

    /** Where in {@code whole} these bytes lie if they are a view of it; -1 if they are not. */
    @SuppressWarnings("ReferenceEquality") // the same array, not one with the same bytes
    public int offsetIn(Bytes whole) {
        int from = offset - whole.offset;
        return array == whole.array && from >= 0 && from + length <= whole.length ? from : -1;
    }

    /** A reader positioned at the first byte. */
    public ByteReader reader() {
        return new ByteReader(array, offset, length);
    }

    /** Copies {@code count} bytes from {@code from} into {@code target} at its position, which moves on. */
    public void copyTo(ByteBuffer target, int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        target.put(array, offset + from, count);
    }

    /** Copies all bytes into {@code target} from {@code targetOffset}. */
    public void copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, length);
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** A read-only buffer over the same bytes, position 0 to limit {@link #length()}. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** The bytes as text; malformed UTF-8 becomes U+FFFD and never an error. */
    public String toUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /** Lower-case hexadecimal digits without separators. */
    public String toHex() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }

    /** Whether the first bytes are {@code prefix}. */
    public boolean startsWith(Bytes prefix) {
        return length >= prefix.length && slice(0, prefix.length).equals(prefix);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** Short by design, for logs: the length and at most 16 bytes in hexadecimal. */
    @Override
    public String toString() {
        int shown = Math.min(length, 16);
        return length + " bytes [" + slice(0, shown).toHex() + (shown < length ? "..." : "") + "]";
    }
}

package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteReaderTest {
    /** Each read of a fixed size, bytes that fill it, and what they are. */
    static Stream<Arguments> reads() {
        return Stream.of(
                read("u8", ByteReader::u8, "00", 0),
                read("u8", ByteReader::u8, "FF", 255),
                read("u16", ByteReader::u16, "0102", 0x0102),
                read("u16", ByteReader::u16, "FFFE", 65_534),
                read("u24", ByteReader::u24, "010203", 0x010203),
                read("u24", ByteReader::u24, "FFFFFE", 16_777_214),
                read("i24", ByteReader::i24, "7FFFFF", 8_388_607),
                read("i24", ByteReader::i24, "800000", -8_388_608),
                read("i24", ByteReader::i24, "FFFFFF", -1),
                read("u32", ByteReader::u32, "01020304", 0x01020304L),
                read("u32", ByteReader::u32, "FFFFFFFE", 4_294_967_294L),
                read("i32", ByteReader::i32, "7FFFFFFF", Integer.MAX_VALUE),
                read("i32", ByteReader::i32, "FFFFFFFE", -2),
                read("u32LittleEndian", ByteReader::u32LittleEndian, "01020304", 0x04030201L),
                read("u32LittleEndian", ByteReader::u32LittleEndian, "FEFFFFFF", 4_294_967_294L),
                read("i64", ByteReader::i64, "0102030405060708", 0x0102030405060708L),
                read("i64", ByteReader::i64, "FFFFFFFFFFFFFFFE", -2L),
                read("i64", ByteReader::i64, "00000001FFFFFFFF", 0x1FFFFFFFFL),
                read("f64", ByteReader::f64, "3FF8000000000000", 1.5),
                read("f64", ByteReader::f64, "8000000000000000", -0.0),
                read("bytes", in -> in.bytes(3), "010203", Bytes.of(1, 2, 3)),
                read("utf8", in -> in.utf8(4), "F09F9880", "😀"));
    }

    private static Arguments read(String name, Function<ByteReader, Object> read, String hex, Object value) {
        return Arguments.of(name, read, hex, value);
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("reads")
    @DisplayName("ER-001: numbers are big-endian, and read up to the last byte")
    void readsUpToTheLastByte(String name, Function<ByteReader, Object> read, String hex, Object value) {
        var in = new ByteReader(Bytes.hex(hex).toByteArray());
        assertThat(read.apply(in)).isEqualTo(value);
        assertThat(in.hasRemaining()).isFalse();
        assertThat(in.position()).isEqualTo(hex.length() / 2);
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("reads")
    void staysInsideItsPartOfTheArray(String name, Function<ByteReader, Object> read, String hex, Object value) {
        var in = Bytes.hex("AA" + hex + "BB").slice(1, hex.length() / 2).reader();
        assertThat(in.position()).isZero();
        assertThat(read.apply(in)).isEqualTo(value);
        assertThat(in.remaining()).isZero();
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("reads")
    void consumesNothingWhereAByteIsMissing(String name, Function<ByteReader, Object> read, String hex, Object value) {
        int length = hex.length() / 2;
        for (int available = 0; available < length; available++) {
            // the missing bytes are in the array, but not in the reader's part of it
            var in = Bytes.hex(hex).slice(0, available).reader();
            assertThatThrownBy(() -> read.apply(in))
                    .isInstanceOf(TruncatedException.class)
                    .hasMessage("needs " + length + " bytes at offset 0, has " + available);
            assertThat(in.position()).isZero();
        }
    }

    @Test
    void peeksWithoutConsuming() {
        var in = new ByteReader(new byte[] {(byte) 0x80});
        assertThat(in.peekU8()).isEqualTo(0x80);
        assertThat(in.position()).isZero();
        assertThat(in.u8()).isEqualTo(0x80);
        assertThatThrownBy(in::peekU8).isInstanceOf(TruncatedException.class);
    }

    @Test
    void skipsUpToTheEnd() {
        var in = new ByteReader(new byte[3]);
        in.skip(2);
        assertThatThrownBy(() -> in.skip(2))
                .isInstanceOf(TruncatedException.class)
                .hasMessage("needs 2 bytes at offset 2, has 1");
        in.skip(1);
        in.skip(0);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void restIsWhatIsLeft() {
        var in = new ByteReader(new byte[] {1, 2, 3});
        in.skip(1);
        assertThat(in.rest()).isEqualTo(Bytes.of(2, 3));
        assertThat(in.rest()).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void takesCountsAsUnsigned(int count) {
        var in = new ByteReader(new byte[4]);
        in.skip(1);
        String wanted = "needs " + Integer.toUnsignedString(count) + " bytes at offset 1, has 3";
        assertThatThrownBy(() -> in.bytes(count))
                .isInstanceOf(TruncatedException.class)
                .hasMessage(wanted);
        assertThatThrownBy(() -> in.utf8(count))
                .isInstanceOf(TruncatedException.class)
                .hasMessage(wanted);
        assertThatThrownBy(() -> in.skip(count))
                .isInstanceOf(TruncatedException.class)
                .hasMessage(wanted);
        assertThat(in.position()).isEqualTo(1);
    }

    @Test
    void replacesMalformedUtf8() {
        assertThat(new ByteReader(new byte[] {'a', (byte) 0xFF, 'b'}).utf8(3)).isEqualTo("a\uFFFDb");
    }

    @Test
    void keepsTheBitsOfNaN() {
        var in = Bytes.hex("7FF800000000BEEF").reader();
        assertThat(Double.doubleToRawLongBits(in.f64())).isEqualTo(0x7FF8_0000_0000_BEEFL);
    }
}

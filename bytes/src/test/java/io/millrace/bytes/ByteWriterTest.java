package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteWriterTest {
    private final ByteWriter out = new ByteWriter();

    @Test
    @DisplayName("ER-001: numbers are big-endian")
    void writesNetworkOrder() {
        out.u8(0x01)
                .u16(0x0203)
                .u24(0x040506)
                .u32(0x0708090AL)
                .i64(0x0B0C0D0E0F101112L)
                .f64(1.5);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("01 0203 040506 0708090A 0B0C0D0E0F101112 3FF8000000000000"));
        assertThat(out.length()).isEqualTo(26);
    }

    @Test
    void writesLittleEndianWhereAsked() {
        out.u32LittleEndian(0x01020304L).u32LittleEndian(0xFFFF_FFFEL);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("04030201 FEFFFFFF"));
    }

    @Test
    void takesTheLowBits() {
        out.u8(-1).u8(0x1FE).u16(-2).u24(-3).u32(-4).u32(0xFFFF_FFFFL).i64(-5);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("FF FE FFFE FFFFFD FFFFFFFC FFFFFFFF FFFFFFFFFFFFFFFB"));
    }

    @Test
    void writesBytesAndText() {
        out.bytes(Bytes.of(1, 2))
                .bytes(Bytes.of(9, 3, 4, 9).slice(1, 3), 0, 2)
                .bytes(new byte[] {5})
                .utf8("é");
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("01 02 03 04 05 C3A9"));
    }

    @Test
    void refusesMoreThanItMayHold() {
        ByteWriter three = ByteWriter.atMost(3).u16(1);
        assertThatExceptionOfType(BufferOverflowException.class).isThrownBy(() -> three.u16(2));
        assertThatExceptionOfType(BufferOverflowException.class).isThrownBy(() -> three.utf8("x".repeat(100)));
        assertThat(three.length()).isEqualTo(3);
    }

    @Test
    void refusesAPartThatIsNotThere() {
        assertThatThrownBy(() -> out.bytes(Bytes.of(1, 2), 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(out.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 17, 1000})
    void growsFromAnyCapacity(int capacity) {
        var grown = new ByteWriter(capacity);
        byte[] expected = new byte[5000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) i;
            grown.u8(i);
        }
        assertThat(grown.toByteArray()).isEqualTo(expected);
    }

    @Test
    void growsAtOnceForALargePiece() {
        byte[] piece = new byte[100_000];
        piece[99_999] = 7;
        assertThat(out.u8(1).bytes(piece).toBytes().from(99_999)).isEqualTo(Bytes.of(0, 7));
    }

    @Test
    void patchesWhatWasWritten() {
        out.u32(0).u8(9).patchU32(0, 0xFFFF_FFFEL).patchU32(1, 0x01020304L);
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("FF 01020304"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 5, Integer.MAX_VALUE})
    void refusesAPatchOutsideWhatWasWritten(int position) {
        out.u32(0).u8(0);
        assertThatThrownBy(() -> out.patchU32(position, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("patch at " + position + " of 5 bytes");
        assertThat(out.toBytes()).isEqualTo(Bytes.hex("0000000000"));
    }

    @Test
    void clearsWithoutTouchingWhatWasGivenOut() {
        Bytes before = out.u16(0x0102).toBytes();
        out.clear();
        assertThat(out.length()).isZero();
        assertThat(out.u16(0x0304).toBytes()).isEqualTo(Bytes.of(3, 4));
        assertThat(before).isEqualTo(Bytes.of(1, 2));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void readerInvertsWriter(long seed) {
        var random = new Random(seed);
        List<Integer> kinds = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (int i = random.nextInt(50); i > 0; i--) {
            int kind = random.nextInt(6);
            long value = random.nextLong();
            switch (kind) {
                case 0 -> out.u8((int) (value & 0xFF));
                case 1 -> out.u16((int) (value & 0xFFFF));
                case 2 -> out.u24((int) (value & 0xFF_FFFF));
                case 3 -> out.u32(value & 0xFFFF_FFFFL);
                case 4 -> out.u32LittleEndian(value & 0xFFFF_FFFFL);
                default -> out.i64(value);
            }
            kinds.add(kind);
            values.add(value);
        }
        var in = new ByteReader(out.toByteArray());
        for (int i = 0; i < kinds.size(); i++) {
            long value = values.get(i);
            switch (kinds.get(i)) {
                case 0 -> assertThat(in.u8()).isEqualTo((int) (value & 0xFF));
                case 1 -> assertThat(in.u16()).isEqualTo((int) (value & 0xFFFF));
                case 2 -> assertThat(in.u24()).isEqualTo((int) (value & 0xFF_FFFF));
                case 3 -> assertThat(in.u32()).isEqualTo(value & 0xFFFF_FFFFL);
                case 4 -> assertThat(in.u32LittleEndian()).isEqualTo(value & 0xFFFF_FFFFL);
                default -> assertThat(in.i64()).isEqualTo(value);
            }
        }
        assertThat(in.hasRemaining()).isFalse();
    }
}

package io.millrace.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BitReaderTest {
    @Test
    void bitsComeMostSignificantFirst() {
        var in = new BitReader(Bytes.hex("a5c37f"));
        assertThat(in.flag()).isTrue();
        assertThat(in.bits(5)).isEqualTo(0b01001);
        assertThat(in.bits(0)).isZero();
        assertThat(in.bits(10)).isEqualTo(0b0111000011);
        assertThat(in.remaining()).isEqualTo(8);
        assertThat(in.rest()).isEqualTo(Bytes.of(0x7F));
    }

    @Test
    void alignGoesToTheNextWholeByteOnce() {
        var in = new BitReader(Bytes.hex("800102"));
        in.skip(1);
        in.align();
        in.align();
        assertThat(in.bytes(1)).isEqualTo(Bytes.of(1));
    }

    @Test
    @DisplayName("H.264 §9.1: the first Exp-Golomb numbers")
    void expGolomb() {
        var unsigned = new BitReader(
                new BitWriter().bits(18, 0b1_010_011_00100_00101_1).toBytes());
        for (int expected : new int[] {0, 1, 2, 3, 4, 0}) {
            assertThat(unsigned.ue(4)).isEqualTo(expected);
        }
        var signed = new BitReader(
                new BitWriter().bits(18, 0b1_010_011_00100_00101_1).toBytes());
        for (int expected : new int[] {0, 1, -1, 2, -2, 0}) {
            assertThat(signed.se(-2, 2)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void expGolombIsReadAsWritten(long seed) {
        var random = new Random(seed);
        int unsigned = random.nextInt(Integer.MAX_VALUE) >> random.nextInt(31);
        int signed = random.nextInt() >> random.nextInt(31);
        var in = new BitReader(
                new BitWriter().ue(unsigned, 0xFFFF_FFFFL).se(signed).flag(true).toBytes());
        assertThat(in.ue(Integer.MAX_VALUE)).isEqualTo(unsigned);
        in.skipExpGolomb(1);
        assertThat(in.se(Integer.MIN_VALUE, Integer.MAX_VALUE)).isEqualTo(signed);
        assertThat(in.flag()).isTrue();
    }

    @Test
    void numbersOutsideTheirLimitsAreMalformed() {
        Bytes ten = new BitWriter().ue(10).toBytes();
        assertThatThrownBy(() -> new BitReader(ten).ue(9)).hasMessage("10 before bit 7 (expected: 0 to 9)");
        assertThatThrownBy(() -> new BitReader(ten).ue(11, 12)).hasMessage("10 before bit 7 (expected: 11 to 12)");
        assertThatThrownBy(() -> new BitReader(ten).se(-4, 4)).hasMessage("-5 before bit 7 (expected: -4 to 4)");
    }

    @Test
    void zerosWithoutEndAreNoNumber() {
        assertThatThrownBy(() -> new BitReader(Bytes.wrap(new byte[1000])).skipExpGolomb(1))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessage("no Exp-Golomb number before bit 33");
    }

    @Test
    @DisplayName("H.264 §7.4.1: the 3 of each 00 00 03 is no payload")
    void emulationPreventionIsRemoved() {
        assertThat(BitReader.ofNalUnit(Bytes.hex("67 000003 00000301 000302 00000003 000003"))
                        .rest())
                .isEqualTo(Bytes.hex("67 0000 000001 000302 000000 0000"));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void payloadOfANalUnitIsReadAsWritten(long seed) {
        var random = new Random(seed);
        byte[] payload = new byte[random.nextInt(60)];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(5) : 0);
        }
        Bytes nalUnit = new BitWriter().bytes(Bytes.wrap(payload)).toNalUnit();
        assertThat(BitReader.ofNalUnit(nalUnit).bytes(payload.length)).isEqualTo(Bytes.wrap(payload));
    }

    @Test
    void readingBeyondTheEndIsMalformed() {
        var in = new BitReader(Bytes.of(0xFF));
        in.skip(3);
        assertThatThrownBy(() -> in.bits(6)).hasMessage("needs 6 bits at bit 3, has 5");
        assertThatThrownBy(() -> in.skip(1L << 40)).isInstanceOf(MalformedConfigurationException.class);
        assertThat(in.bits(5)).isEqualTo(31);
        assertThatThrownBy(in::flag).isInstanceOf(MalformedConfigurationException.class);
        assertThatThrownBy(() -> in.bytes(1)).isInstanceOf(MalformedConfigurationException.class);
        assertThatThrownBy(() -> in.bits(32)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.millrace.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AnnexBTest {
    @Test
    void unitsAreWhatLiesBetweenStartCodesOfThreeOrFourBytes() {
        Bytes stream = Bytes.hex("00000001 0910 000001 6742 00000001 68CE 000000");
        assertThat(AnnexB.units(stream)).containsExactly(Bytes.hex("0910"), Bytes.hex("6742"), Bytes.hex("68CE"));
        assertThat(AnnexB.units(Bytes.hex("6742"))).isEmpty();
        assertThat(AnnexB.units(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void lengthsComeBeforeUnits() {
        assertThat(AnnexB.lengthPrefixed(List.of(Bytes.hex("0910"), Bytes.hex("68"))))
                .isEqualTo(Bytes.hex("00000002 0910 00000001 68"));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void unitsAreFoundAgain(long seed) {
        var random = new Random(seed);
        List<Bytes> units = new ArrayList<>();
        var stream = new ByteWriter();
        for (int i = random.nextInt(5); i > 0; i--) {
            Bytes unit = unit(random);
            units.add(unit);
            stream.bytes(random.nextBoolean() ? Bytes.of(0, 0, 1) : Bytes.of(0, 0, 0, 1))
                    .bytes(unit);
        }
        assertThat(AnnexB.units(stream.toBytes())).isEqualTo(units);
    }

    @Test
    void configurationOfHighProfileIsThatOfTheEncoder() {
        Bytes avcC = Samples.AVC;
        assertThat(AnnexB.avcConfiguration(setsOf(avcC))).isEqualTo(avcC);
    }

    @Test
    void configurationTellsDepthAndChromaOfHigh422() {
        Bytes made = AnnexB.avcConfiguration(setsOf(Samples.AVC_422_10));
        assertThat(made).isEqualTo(Samples.AVC_422_10);
    }

    @Test
    void configurationOfBaselineHasNoChromaFields() {
        assertThat(AnnexB.avcConfiguration(setsOf(Samples.AVC_BASELINE))).isEqualTo(Samples.AVC_BASELINE);
    }

    @Test
    void withoutParameterSetsThereIsNoConfiguration() {
        assertThatThrownBy(() -> AnnexB.avcConfiguration(List.of(Bytes.hex("6588"))))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining("0 sequence and 0 picture");
    }

    /** The parameter sets of a record with one of each. */
    private static List<Bytes> setsOf(Bytes avcC) {
        int spsLength = avcC.u8(6) << 8 | avcC.u8(7);
        int pps = 8 + spsLength + 1;
        int ppsLength = avcC.u8(pps) << 8 | avcC.u8(pps + 1);
        return List.of(avcC.slice(8, spsLength), avcC.slice(pps + 2, ppsLength));
    }

    /** With no start code inside and no zero at its end, as emulation prevention has it. */
    private static Bytes unit(Random random) {
        var out = new ByteWriter();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            out.u8(random.nextInt(4) == 0 && i > 1 ? 0 : 2 + random.nextInt(254));
            if (out.length() % 2 == 1) {
                out.u8(3);
            }
        }
        return out.u8(0x80).toBytes();
    }
}

package io.millrace.media.codec;

import static io.millrace.media.codec.ColorDescription.UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvcConfigurationTest {
    @Test
    @DisplayName("ER-126: avcC tells profile, level, size, depth and colour of avc1")
    void highProfileCroppedTo1080LinesWithColour() {
        assertThat(read(Samples.AVC))
                .isEqualTo(new VideoParameters(
                        "avc1.640028",
                        "High",
                        "4.0",
                        1920,
                        1080,
                        8,
                        ChromaFormat.YUV_420,
                        new ColorDescription(1, 1, 1, false)));
    }

    @Test
    void interlacedPicturesAreCroppedByFieldLines() {
        assertThat(read(Samples.AVC_INTERLACED))
                .isEqualTo(new VideoParameters(
                        "avc1.640028", "High", "4.0", 1920, 1080, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void high422With10Bits() {
        assertThat(read(Samples.AVC_422_10))
                .isEqualTo(new VideoParameters(
                        "avc1.7a001e", "High 4:2:2", "3.0", 640, 360, 10, ChromaFormat.YUV_422, UNSPECIFIED));
    }

    @Test
    void baselineHasNoChromaFieldsAndIs420() {
        assertThat(read(Samples.AVC_BASELINE))
                .isEqualTo(new VideoParameters(
                        "avc1.42c00b", "Constrained Baseline", "1.1", 176, 144, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void fullRangeIsToldWithoutColours() {
        ColorDescription fullRange = new ColorDescription(2, 2, 2, true);
        assertThat(read(Samples.AVC_444))
                .isEqualTo(new VideoParameters(
                        "avc1.f4000d", "High 4:4:4 Predictive", "1.3", 350, 196, 8, ChromaFormat.YUV_444, fullRange));
        assertThat(read(Samples.AVC_GRAY))
                .isEqualTo(new VideoParameters(
                        "avc1.64000a", "High", "1.0", 128, 96, 8, ChromaFormat.MONOCHROME, fullRange));
    }

    /** What x264 never writes, by H.264 §7.3.2.1.1: scaling lists, picture order by a cycle, a pixel shape of its own. */
    @Test
    void rareFieldsBeforeTheColourArePassedOver() {
        BitWriter sps = new BitWriter().bits(8, 0x67).bits(8, 100).bits(8, 0).bits(8, 51);
        sps.ue(0).ue(1).ue(2).ue(2).flag(false); // 10 bits
        sps.flag(true); // scaling matrix, 8 lists: whole, ended by a 0, of the larger kind, and absent ones
        sps.flag(true).se(new long[16]);
        sps.flag(true).se(4).se(-12);
        sps.bits(4, 0);
        sps.flag(true).se(1).se(-1).se(new long[62]);
        sps.flag(false);
        sps.ue(0).ue(1).flag(true).se(-5, 7).ue(3).se(1, -2, 3); // picture order by a cycle of 3
        sps.ue(4).flag(false).ue(39).ue(29).flag(true).flag(true).flag(false); // 640x480, not cropped
        sps.flag(true)
                .flag(true)
                .bits(8, 255)
                .bits(16, 4)
                .bits(16, 3)
                .flag(true)
                .flag(false);
        sps.flag(true).bits(3, 5).flag(true).flag(true).bits(8, 9).bits(8, 18).bits(8, 9);
        assertThat(read(record(sps.toNalUnit())))
                .isEqualTo(new VideoParameters(
                        "avc1.640033",
                        "High",
                        "5.1",
                        640,
                        480,
                        10,
                        ChromaFormat.YUV_420,
                        new ColorDescription(9, 18, 9, true)));
    }

    /** Names by H.264 §A.2 and §A.3.1; a record without parameter sets, as it may be when they come with the frames. */
    @ParameterizedTest
    @CsvSource({
        "42000a, Baseline, 1.0",
        "42f00b, Constrained Baseline, 1b",
        "4d4009, Main, 1b",
        "58001e, Extended, 3.0",
        "64000b, High, 1.1",
        "640815, Progressive High, 2.1",
        "640c15, Constrained High, 2.1",
        "6e1033, High 10 Intra, 5.1",
        "f41034, High 4:4:4 Intra, 5.2",
        "2c103e, CAVLC 4:4:4 Intra, 6.2",
        "630028, Profile 99, 4.0"
    })
    void profilesAndLevelsHaveTheirNames(String numbers, String profile, String level) {
        assertThat(read(Bytes.hex("01" + numbers + "ffe000")))
                .isEqualTo(new VideoParameters(
                        "avc1." + numbers, profile, level, 0, 0, 0, ChromaFormat.UNKNOWN, UNSPECIFIED));
    }

    @Test
    void whatIsNoSuchRecordIsMalformed() {
        assertThatThrownBy(() -> read(Bytes.hex("0064002affe100")))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining("avcC version 0 (expected: 1)");
        assertThatThrownBy(() -> read(record(Bytes.hex("68ebe3cb22c0"))))
                .hasMessageContaining("NAL unit type 8 (expected: 7)");
    }

    @Test
    void moreCroppedThanThereIsIsMalformed() {
        BitWriter sps = new BitWriter().bits(8, 0x67).bits(8, 66).bits(8, 0).bits(8, 30);
        sps.ue(0, 0, 2, 1).flag(false).ue(9, 9).flag(true).flag(true);
        sps.flag(true).ue(40, 40, 0, 0).flag(false);
        assertThatThrownBy(() -> read(record(sps.toNalUnit())))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessage("nothing left of 160x160 when 160x0 is cut off");
    }

    private static Bytes record(Bytes sps) {
        return new BitWriter()
                .bytes(Bytes.of(1, sps.u8(1), sps.u8(2), sps.u8(3), 0xFF, 0xE1))
                .bits(16, sps.length())
                .bytes(sps)
                .toBytes();
    }

    private static VideoParameters read(Bytes record) {
        return VideoParameters.ofSequenceStart(FourCc.AVC, record).orElseThrow();
    }
}

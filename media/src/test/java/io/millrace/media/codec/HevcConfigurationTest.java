package io.millrace.media.codec;

import static io.millrace.media.codec.ColorDescription.UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HevcConfigurationTest {
    @Test
    @DisplayName("ER-126: hvcC tells profile, level, size, depth and colour of hvc1")
    void main10WithPqAndBt2020() {
        assertThat(read(Samples.HEVC_HDR10))
                .isEqualTo(new VideoParameters(
                        "hvc1.2.4.L120.90",
                        "Main 10",
                        "4.0",
                        1920,
                        1080,
                        10,
                        ChromaFormat.YUV_420,
                        new ColorDescription(9, 16, 9, false)));
    }

    @Test
    void windowAndRangeOfMain() {
        assertThat(read(Samples.HEVC_FULL_RANGE))
                .isEqualTo(new VideoParameters(
                        "hvc1.1.6.L120.90",
                        "Main",
                        "4.0",
                        1366,
                        768,
                        8,
                        ChromaFormat.YUV_420,
                        new ColorDescription(2, 2, 2, true)));
    }

    @Test
    void highTierRangeExtensions() {
        assertThat(read(Samples.HEVC_422_12))
                .isEqualTo(new VideoParameters(
                        "hvc1.4.10.H153.99.8",
                        "Range Extensions",
                        "5.1 High tier",
                        640,
                        360,
                        12,
                        ChromaFormat.YUV_422,
                        UNSPECIFIED));
        assertThat(read(Samples.HEVC_GRAY))
                .isEqualTo(new VideoParameters(
                        "hvc1.4.10.L60.9F.C8",
                        "Range Extensions",
                        "2.0",
                        416,
                        234,
                        8,
                        ChromaFormat.MONOCHROME,
                        new ColorDescription(2, 2, 2, true)));
    }

    @Test
    void temporalSubLayersArePassedOver() {
        assertThat(read(Samples.HEVC_SUB_LAYERS))
                .isEqualTo(new VideoParameters(
                        "hvc1.1.6.L60.90", "Main", "2.0", 416, 240, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void rareFieldsBeforeTheColourArePassedOver() {
        assertThat(read(everyTool()))
                .isEqualTo(new VideoParameters(
                        "hvc1.A1.6.L93",
                        "Main",
                        "3.1",
                        1278,
                        718,
                        9,
                        ChromaFormat.YUV_420,
                        new ColorDescription(1, 13, 5, true)));
    }

    /**
     * By H.265 §7.3.2.2.1: sub-layers with profile and level, scaling lists, PCM, reference picture sets that are
     * predicted, long-term references.
     */
    static Bytes everyTool() {
        BitWriter sps = spsUpToSize(3).ue(1280, 720);
        sps.flag(true).ue(0, 1, 1, 0).ue(1, 1).ue(4);
        sps.flag(true).ue(4, 2, 0, 4, 2, 0, 4, 2, 0).ue(0, 3, 0, 3, 1, 1);
        sps.flag(true).flag(true);
        for (int size = 0; size < 4; size++) {
            int coefficients = Math.min(64, 16 << (2 * size));
            for (int list = 0; list < (size == 3 ? 2 : 6); list++) {
                if (list == 1) {
                    sps.flag(false).ue(1);
                } else {
                    sps.flag(true).se(new long[coefficients + (size > 1 ? 1 : 0)]);
                }
            }
        }
        sps.bits(2, 3).flag(true).bits(8, 0x77).ue(0, 2).flag(false);
        sps.ue(3); // sets: two pictures; of these and the set itself all kept; two of these four
        sps.ue(1, 1).ue(0).flag(true).ue(0).flag(true);
        sps.flag(true).flag(false).ue(0).flag(true).flag(true).flag(false).flag(true);
        sps.flag(true).flag(true).ue(2);
        sps.flag(true).flag(false).flag(false).flag(true).flag(false).flag(false);
        sps.flag(true).ue(2).bits(8, 17).flag(true).bits(8, 99).flag(false); // long-term, 8 bits of order
        sps.bits(2, 3);
        sps.flag(true).flag(true).bits(8, 255).bits(32, 0x0001_0001).flag(false);
        sps.flag(true).bits(3, 5).flag(true).flag(true).bits(8, 1).bits(8, 13).bits(8, 5);
        return record(sps.toNalUnit());
    }

    @Test
    void recordWithoutParameterSetsTellsChromaAndDepth() {
        assertThat(read(Bytes.hex("01022000000090000000000078f000fcfdfafa00000f00")))
                .isEqualTo(new VideoParameters(
                        "hvc1.2.4.L120.90", "Main 10", "4.0", 0, 0, 10, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void whatIsNoSuchRecordIsMalformed() {
        assertThatThrownBy(() -> read(Bytes.hex("02"))).hasMessage("hvcC version 2 (limit: 1)");
        assertThatThrownBy(() -> read(record(Bytes.hex("4401c172"))))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessage("NAL unit type 34 (expected: 33)");
    }

    @Test
    void countsBeyondTheStandardAreMalformedBeforeTheyAreCounted() {
        BitWriter sps = spsUpToSize(1).ue(1280, 720).flag(false).ue(0, 0).ue(4);
        sps.flag(false).ue(4, 2, 0).ue(0, 3, 0, 3, 1, 1).flag(false).bits(2, 0).flag(false);
        sps.ue(0xFFFF_FFFEL);
        assertThatThrownBy(() -> read(record(sps.toNalUnit())))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining("4294967294")
                .hasMessageContaining("0 to 64");
    }

    @Test
    void pictureWithoutSizeIsMalformed() {
        assertThatThrownBy(() -> read(record(spsUpToSize(1).ue(0, 720).toNalUnit())))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining("1 to 65536");
    }

    private static BitWriter spsUpToSize(int subLayers) {
        BitWriter sps = new BitWriter()
                .bits(16, 0x4201)
                .bits(4, 0)
                .bits(3, subLayers - 1)
                .flag(true);
        sps.bits(8, 0x41).bits(32, 0x6000_0000L).bits(48, 0).bits(8, 93);
        if (subLayers > 1) {
            sps.bits(2, 3).bits(2, 1).bits(12, 0); // the first with profile and level, the second with level
            sps.bits(32, 0x4160_0000L).bits(56, 0).bits(8, 60).bits(8, 90);
        }
        return sps.ue(0).ue(1);
    }

    private static Bytes record(Bytes sps) {
        return new BitWriter()
                .bytes(Bytes.hex("0141600000000000000000005df000fcfdf9f900000f"))
                .bytes(Bytes.hex("01210001")) // one array of one SPS
                .bits(16, sps.length())
                .bytes(sps)
                .toBytes();
    }

    private static VideoParameters read(Bytes record) {
        return VideoParameters.ofSequenceStart(FourCc.HEVC, record).orElseThrow();
    }
}

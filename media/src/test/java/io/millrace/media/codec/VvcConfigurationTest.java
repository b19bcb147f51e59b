package io.millrace.media.codec;

import static io.millrace.media.codec.ColorDescription.UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All by hand, ISO/IEC 14496-15 §11.2.4.2 and H.266 §7.3.2.4. */
class VvcConfigurationTest {
    private static final VideoParameters MAIN_10 =
            new VideoParameters("vvc1.1.L67.CQA", "Main 10", "4.1", 1920, 1080, 10, ChromaFormat.YUV_420, UNSPECIFIED);

    @Test
    @DisplayName("ER-126: vvcC tells profile, level, size and depth of vvc1")
    void main10CroppedTo1080Lines() {
        assertThat(read(record())).isEqualTo(MAIN_10);
    }

    /** One array of decoding capabilities, which has no count, then one of an SPS. */
    static Bytes record() {
        Bytes sps = sps(true, false);
        return ptl(new BitWriter().bits(5, 0x1F).bits(2, 3).flag(true))
                .bits(8, 2)
                .bytes(Bytes.hex("8d0003780102"))
                .bytes(Bytes.hex("8f0001"))
                .bits(16, sps.length())
                .bytes(sps)
                .toBytes();
    }

    @Test
    void recordWithoutParameterSetsTellsTheCodedSize() {
        Bytes record = ptl(new BitWriter().bits(5, 0x1F).bits(2, 3).flag(true))
                .bits(8, 0)
                .toBytes();
        assertThat(read(record))
                .isEqualTo(new VideoParameters(
                        "vvc1.1.L67.CQA", "Main 10", "4.1", 1920, 1088, 10, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void recordWithoutProfileTellsWhatTheParameterSetDoes() {
        Bytes sps = sps(false, false);
        Bytes record = new BitWriter()
                .bits(8, 0xFE)
                .bytes(Bytes.hex("018f0001"))
                .bits(16, sps.length())
                .bytes(sps)
                .toBytes();
        assertThat(read(record))
                .isEqualTo(new VideoParameters("", "", "", 1920, 1080, 10, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void depthBehindSubpicturesIsTheRecords() {
        Bytes sps = sps(true, true);
        Bytes record = ptl(new BitWriter().bits(5, 0x1F).bits(2, 3).flag(true))
                .bytes(Bytes.hex("018f0001"))
                .bits(16, sps.length())
                .bytes(sps)
                .toBytes();
        assertThat(read(record)).isEqualTo(MAIN_10);
    }

    @Test
    void highTierOf444WithoutConstraints() {
        Bytes record = new BitWriter()
                .bits(8, 0xFF)
                .bits(9, 0)
                .bits(3, 1)
                .bits(2, 0)
                .bits(2, 3)
                .bits(3, 4)
                .bits(5, 31)
                .bits(8, 1)
                .bits(7, 34)
                .flag(true)
                .bits(8, 102)
                .bits(8, 0)
                .bits(8, 0)
                .bytes(Bytes.hex("0f0008700000"))
                .bits(8, 0)
                .toBytes();
        assertThat(read(record))
                .isEqualTo(new VideoParameters(
                        "vvc1.34.H102",
                        "Main 12 4:4:4",
                        "6.2 High tier",
                        3840,
                        2160,
                        12,
                        ChromaFormat.YUV_444,
                        UNSPECIFIED));
    }

    @Test
    void whatIsNoSuchRecordIsMalformed() {
        assertThatThrownBy(() -> read(Bytes.hex("01640028"))).hasMessage("vvcC starts with bits of 0 (expected: 31)");
        assertThatThrownBy(() -> read(Bytes.hex("fe018f000100020079")))
                .isInstanceOf(MalformedConfigurationException.class);
    }

    /** Two sub-layers, the lower with a level; one byte of constraints: frames only; one sub-profile. */
    private static BitWriter ptl(BitWriter record) {
        return record.bits(9, 0)
                .bits(3, 2)
                .bits(2, 0)
                .bits(2, 1)
                .bits(3, 2)
                .bits(5, 31)
                .bits(8, 1)
                .bits(7, 1)
                .flag(false)
                .bits(8, 67)
                .bits(8, 0x80)
                .flag(true)
                .align()
                .bits(8, 51)
                .bits(8, 1)
                .bits(32, 0x1234_5678)
                .bits(16, 1920)
                .bits(16, 1088)
                .bits(16, 0);
    }

    private static Bytes sps(boolean profile, boolean subpictures) {
        BitWriter sps = new BitWriter()
                .bits(16, 0x0079)
                .bits(8, 0)
                .bits(3, 1)
                .bits(2, 1)
                .bits(2, 2)
                .flag(profile);
        if (profile) {
            sps.bits(7, 1).flag(false).bits(8, 67).bits(2, 2);
            sps.flag(true).bits(64, -1).bits(7, 0).bits(8, 3).bits(3, 0).align(); // 71 constraints and 3 more
            sps.flag(true).align().bits(8, 51).bits(8, 1).bits(32, 0x1234_5678);
        }
        sps.flag(false).flag(true).flag(true).ue(1920, 1088).flag(true).ue(0, 0, 0, 4);
        return sps.flag(subpictures).ue(2).toNalUnit();
    }

    private static VideoParameters read(Bytes record) {
        return VideoParameters.ofSequenceStart(FourCc.VVC, record).orElseThrow();
    }
}

package io.millrace.media.codec;

import static io.millrace.media.codec.ColorDescription.UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Av1ConfigurationTest {
    @Test
    @DisplayName("ER-126: av1C tells profile, level, size, depth and colour of av01")
    void main10WithPqAndBt2020() {
        assertThat(read(Samples.AV1_HDR10))
                .isEqualTo(new VideoParameters(
                        "av01.0.05M.10.0.110.09.16.09.0",
                        "Main",
                        "3.1",
                        1280,
                        720,
                        10,
                        ChromaFormat.YUV_420,
                        new ColorDescription(9, 16, 9, false)));
    }

    @Test
    void codecStringIsShortWhereNothingIsSpecial() {
        assertThat(read(Samples.AV1))
                .isEqualTo(new VideoParameters(
                        "av01.0.00M.08", "Main", "2.0", 322, 182, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void chromaOfHighAndProfessional() {
        assertThat(read(Samples.AV1_444_STILL))
                .isEqualTo(new VideoParameters(
                        "av01.1.00M.08.0.000.02.02.02.0",
                        "High",
                        "2.0",
                        320,
                        180,
                        8,
                        ChromaFormat.YUV_444,
                        UNSPECIFIED));
        assertThat(read(Samples.AV1_422))
                .isEqualTo(new VideoParameters(
                        "av01.2.31M.08.0.100.02.02.02.0",
                        "Professional",
                        "",
                        320,
                        180,
                        8,
                        ChromaFormat.YUV_422,
                        UNSPECIFIED));
    }

    @Test
    @DisplayName("ER-127: AV1VideoDescriptor tells all but the size, which a key frame adds")
    void transportStreamDescriptor() {
        VideoParameters descriptor = read(Bytes.hex("8004 81 0d cc 40"));
        assertThat(descriptor)
                .isEqualTo(new VideoParameters(
                        "av01.0.13H.10", "Main", "5.1 High tier", 0, 0, 10, ChromaFormat.YUV_420, UNSPECIFIED));
        VideoParameters keyFrame =
                VideoParameters.ofKeyFrame(FourCc.AV1, Samples.AV1_FRAME).orElseThrow();
        assertThat(descriptor.completedBy(keyFrame))
                .isEqualTo(new VideoParameters(
                        "av01.0.13H.10", "Main", "5.1 High tier", 640, 360, 10, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void recordWithoutSequenceHeaderTellsAllButTheSize() {
        assertThat(read(Bytes.hex("81008c00")).chroma()).isEqualTo(ChromaFormat.YUV_420);
        assertThat(read(Bytes.hex("81007c00")))
                .isEqualTo(new VideoParameters(
                        "av01.0.00M.12.1.110.02.02.02.0",
                        "Main",
                        "2.0",
                        0,
                        0,
                        12,
                        ChromaFormat.MONOCHROME,
                        UNSPECIFIED));
    }

    /** By AV1 §5.5: timing, a decoder model, two operating points, frame IDs, order hints; 12 bits of monochrome. */
    @Test
    void rareFieldsBeforeTheColourArePassedOver() {
        BitWriter header = new BitWriter().bits(3, 2).bits(2, 0);
        header.flag(true).bits(32, 1).bits(32, 50).flag(true).ue(4); // timing
        header.flag(true).bits(5, 9).bits(32, 7).bits(5, 3).bits(5, 3); // decoder model, delays of 10 bits
        header.flag(true).bits(5, 1);
        header.bits(12, 0x101)
                .bits(5, 13)
                .flag(true)
                .flag(true)
                .bits(10, 5)
                .bits(10, 6)
                .flag(true);
        header.flag(true).bits(4, 3);
        header.bits(12, 0x103).bits(5, 5).flag(false).flag(false);
        size(header, 3840, 2160).flag(true).bits(7, 0x55); // frame IDs
        header.bits(3, 7).bits(4, 0xF).flag(true).bits(2, 3);
        header.flag(false).flag(true).flag(false).flag(true).bits(3, 6).bits(3, 0);
        header.flag(true)
                .flag(true)
                .flag(true)
                .flag(true)
                .bits(8, 9)
                .bits(8, 18)
                .bits(8, 9)
                .flag(true);
        assertThat(read(record(header)))
                .isEqualTo(new VideoParameters(
                        "av01.2.13H.12.1.110.09.18.09.1",
                        "Professional",
                        "5.1 High tier",
                        3840,
                        2160,
                        12,
                        ChromaFormat.MONOCHROME,
                        new ColorDescription(9, 18, 9, true)));
    }

    /** By AV1 §5.5.2: the sRGB triple says range and chroma, too; and no operating point is told of a still picture. */
    @Test
    void srgbIsFullRangeAnd444() {
        BitWriter header = new BitWriter().bits(3, 1).bits(2, 3).bits(5, 8);
        size(header, 256, 256).bits(3, 0).bits(3, 0);
        header.flag(false).flag(true).bits(8, 1).bits(8, 13).bits(8, 0);
        assertThat(read(record(header)))
                .isEqualTo(new VideoParameters(
                        "av01.1.08M.08.0.000.01.13.00.1",
                        "High",
                        "4.0",
                        256,
                        256,
                        8,
                        ChromaFormat.YUV_444,
                        new ColorDescription(1, 13, 0, true)));
    }

    /** By AV1 §5.5.2: only the 12 bits of the Professional profile have a choice of chroma. */
    @Test
    void professional12BitsSaysItsChroma() {
        BitWriter header = new BitWriter().bits(3, 2).bits(2, 3).bits(5, 8);
        size(header, 256, 256).bits(3, 0).bits(3, 0);
        header.flag(true)
                .flag(true)
                .flag(false)
                .flag(false)
                .flag(false)
                .flag(true)
                .flag(true)
                .bits(2, 2);
        VideoParameters parameters = read(record(header));
        assertThat(parameters.chroma()).isEqualTo(ChromaFormat.YUV_420);
        assertThat(parameters.codecString()).isEqualTo("av01.2.08M.12.0.112.02.02.02.0");
    }

    @Test
    @DisplayName("IP-80: a temporal unit may come without its delimiter")
    void temporalDelimiterMayBeMissing() {
        assertThat(VideoParameters.ofKeyFrame(FourCc.AV1, Samples.AV1_FRAME.from(2)))
                .contains(new VideoParameters(
                        "av01.0.01M.08", "Main", "2.1", 640, 360, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void frameWithoutSequenceHeaderTellsNothing() {
        assertThat(VideoParameters.ofKeyFrame(FourCc.AV1, Bytes.hex("120032020000")))
                .isEmpty();
    }

    @Test
    void sequenceHeaderIsLookedForAmongTheFirstHundred() {
        BitWriter unit = new BitWriter();
        for (int i = 0; i < 100; i++) {
            unit.bits(16, 0x1200); // an empty temporal delimiter
        }
        Bytes delimiters = unit.toBytes();
        Bytes header = Samples.AV1_FRAME.slice(2, 13);
        Bytes near = new BitWriter().bytes(delimiters.from(2)).bytes(header).toBytes();
        Bytes far = new BitWriter().bytes(delimiters).bytes(header).toBytes();
        assertThat(VideoParameters.ofKeyFrame(FourCc.AV1, near)).isPresent();
        assertThat(VideoParameters.ofKeyFrame(FourCc.AV1, far)).isEmpty();
    }

    @Test
    void obuWithoutSizeAndWithExtensionIsTheLast() {
        Bytes header = Samples.AV1_FRAME.slice(4, 11);
        Bytes unit =
                new BitWriter().bytes(Bytes.hex("1600000c20")).bytes(header).toBytes();
        assertThat(VideoParameters.ofKeyFrame(FourCc.AV1, unit))
                .isEqualTo(VideoParameters.ofKeyFrame(FourCc.AV1, Samples.AV1_FRAME));
    }

    @Test
    void whatIsNoSuchRecordIsMalformed() {
        assertThatThrownBy(() -> read(Bytes.hex("01000c00"))).hasMessage("av1C starts with 1 (expected: 129)");
        assertThatThrownBy(() -> read(Bytes.hex("81000c000affffffffff7f")))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining("OBU size");
    }

    private static BitWriter size(BitWriter header, int width, int height) {
        return header.bits(4, 11).bits(4, 11).bits(12, width - 1).bits(12, height - 1);
    }

    private static Bytes record(BitWriter sequenceHeader) {
        Bytes header = sequenceHeader.flag(true).toBytes();
        return new BitWriter()
                .bytes(Bytes.hex("81000c00 0a"))
                .bits(8, header.length())
                .bytes(header)
                .toBytes();
    }

    private static VideoParameters read(Bytes record) {
        return VideoParameters.ofSequenceStart(FourCc.AV1, record).orElseThrow();
    }
}

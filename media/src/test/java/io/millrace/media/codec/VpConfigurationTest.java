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

class VpConfigurationTest {
    private static final VideoParameters HDR10 = new VideoParameters(
            "vp09.02.21.10.01.09.16.09.00",
            "Profile 2",
            "2.1",
            0,
            0,
            10,
            ChromaFormat.YUV_420,
            new ColorDescription(9, 16, 9, false));

    @Test
    @DisplayName("ER-126: vpcC tells profile, level, depth and colour of vp09")
    void profile2WithPqAndBt2020() {
        assertThat(read(FourCc.VP9, Samples.VP9_HDR10)).isEqualTo(HDR10);
    }

    @Test
    @DisplayName("IP-80: vpcC is read with the version and flags of a box, and without")
    void versionAndFlagsMayBeMissing() {
        assertThat(read(FourCc.VP9, Samples.VP9_HDR10.from(4))).isEqualTo(HDR10);
    }

    @ParameterizedTest
    @CsvSource({
        "0015820202020000, vp09.00.21.08, Profile 0, 2.1, YUV_420",
        "000a820101010000, vp09.00.10.08, Profile 0, 1.0, YUV_420",
        "000a800101010000, vp09.00.10.08.00.01.01.01.00, Profile 0, 1.0, YUV_420",
        "010b860202020000, vp09.01.11.08.03.02.02.02.00, Profile 1, 1.1, YUV_444",
        "0300c50100090000, vp09.03.00.12.02.01.00.09.01, Profile 3, '', YUV_422"
    })
    void codecStringIsShortWhereNothingIsSpecial(
            String record, String codecString, String profile, String level, ChromaFormat chroma) {
        VideoParameters parameters = read(FourCc.VP9, Bytes.hex(record));
        assertThat(parameters.codecString()).isEqualTo(codecString);
        assertThat(parameters.profile()).isEqualTo(profile);
        assertThat(parameters.level()).isEqualTo(level);
        assertThat(parameters.chroma()).isEqualTo(chroma);
    }

    @Test
    @DisplayName("ER-126: vp08 has the record of vp09, and its size in a key frame")
    void vp8() {
        VideoParameters record = read(FourCc.VP8, Bytes.hex("000a820202020000"));
        VideoParameters frame =
                VideoParameters.ofKeyFrame(FourCc.VP8, Samples.VP8_FRAME).orElseThrow();
        assertThat(frame)
                .isEqualTo(new VideoParameters("", "Profile 0", "", 640, 360, 8, ChromaFormat.YUV_420, UNSPECIFIED));
        assertThat(record.completedBy(frame))
                .isEqualTo(new VideoParameters(
                        "vp08.00.10.08", "Profile 0", "1.0", 640, 360, 8, ChromaFormat.YUV_420, UNSPECIFIED));
    }

    @Test
    void keyFrameOfVp9AddsTheSizeAndKeepsTheRest() {
        VideoParameters frame =
                VideoParameters.ofKeyFrame(FourCc.VP9, Samples.VP9_FRAME).orElseThrow();
        assertThat(frame)
                .isEqualTo(new VideoParameters("", "Profile 0", "", 640, 360, 8, ChromaFormat.YUV_420, UNSPECIFIED));
        assertThat(HDR10.completedBy(frame))
                .isEqualTo(new VideoParameters(
                        HDR10.codecString(), "Profile 2", "2.1", 640, 360, 10, ChromaFormat.YUV_420, HDR10.color()));
        assertThat(frame.completedBy(HDR10).color()).isEqualTo(HDR10.color());
    }

    @Test
    void keyFrameOfVp9SaysDepthChromaAndMatrix() {
        assertThat(VideoParameters.ofKeyFrame(FourCc.VP9, Samples.VP9_FRAME_422_12))
                .contains(new VideoParameters(
                        "", "Profile 3", "", 640, 360, 12, ChromaFormat.YUV_422, new ColorDescription(2, 2, 9, false)));
    }

    /** By VP9 bitstream §6.2.2: profile 1, RGB, 320x180. */
    @Test
    void rgbOfVp9IsFullRangeAnd444() {
        Bytes frame = new BitWriter()
                .bits(4, 0b1010)
                .bits(4, 0b0010)
                .bits(24, 0x498342)
                .bits(3, 7)
                .flag(false)
                .bits(16, 319)
                .bits(16, 179)
                .toBytes();
        assertThat(VideoParameters.ofKeyFrame(FourCc.VP9, frame))
                .contains(new VideoParameters(
                        "", "Profile 1", "", 320, 180, 8, ChromaFormat.YUV_444, new ColorDescription(2, 2, 0, true)));
    }

    @Test
    void otherFramesTellNothing() {
        assertThat(VideoParameters.ofKeyFrame(FourCc.VP8, Bytes.hex("11ae00"))).isEmpty();
        assertThat(VideoParameters.ofKeyFrame(FourCc.VP9, Bytes.hex("86"))).isEmpty();
        assertThat(VideoParameters.ofKeyFrame(FourCc.VP9, Bytes.hex("88"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "vp09, 000a920202020000, vpcC bit depth 9",
        "vp09, 000a8a0202020000, vpcC chroma 5",
        "vp08, 000a820202020004, needs 32 bits"
    })
    void absurdRecordsAreMalformed(String codec, String record, String message) {
        assertThatThrownBy(() -> read(FourCc.of(codec), Bytes.hex(record)))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "vp09, 4249834200, VP9 frame marker 1",
        "vp09, 8249834300, VP9 sync code",
        "vp09, 82498342e0, RGB in VP9 profile 0",
        "vp08, 10ae009d012b80026801, VP8 start code 9d012b"
    })
    void absurdKeyFramesAreMalformed(String codec, String frame, String message) {
        assertThatThrownBy(() -> VideoParameters.ofKeyFrame(FourCc.of(codec), Bytes.hex(frame)))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static VideoParameters read(FourCc codec, Bytes record) {
        return VideoParameters.ofSequenceStart(codec, record).orElseThrow();
    }
}

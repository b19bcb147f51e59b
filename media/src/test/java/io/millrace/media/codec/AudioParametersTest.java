package io.millrace.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioParametersTest {
    @Test
    @DisplayName("ER-065: AudioSpecificConfig tells rate and channels of mp4a")
    void aac() {
        assertThat(start(FourCc.AAC, Samples.AAC)).isEqualTo(new AudioParameters("mp4a.40.2", "AAC-LC", 44_100, 2));
        assertThat(start(FourCc.AAC, Samples.AAC_5_1)).isEqualTo(new AudioParameters("mp4a.40.2", "AAC-LC", 48_000, 6));
    }

    @Test
    void channelsOfAProgramConfigElementAreCounted() {
        assertThat(start(FourCc.AAC, Samples.AAC_7_1_WIDE))
                .isEqualTo(new AudioParameters("mp4a.40.2", "AAC-LC", 48_000, 8));
        assertThat(start(FourCc.AAC, Samples.AAC_QUAD))
                .isEqualTo(new AudioParameters("mp4a.40.2", "AAC-LC", 48_000, 4));
    }

    /** By ISO/IEC 14496-3 §1.6.2.1 and §1.6.5: HE-AAC told in front, then at the end; with PS after each. */
    @ParameterizedTest
    @CsvSource({
        "2b920800, mp4a.40.5, HE-AAC, 44100, 2",
        "139056e5a0, mp4a.40.5, HE-AAC, 44100, 2",
        "eb8a0800, mp4a.40.29, HE-AAC v2, 44100, 2",
        "138856e5a54880, mp4a.40.29, HE-AAC v2, 44100, 2",
        "138856e5a0, mp4a.40.5, HE-AAC, 44100, 1",
        "139056e500, mp4a.40.2, AAC-LC, 22050, 2",
        "1390, mp4a.40.2, AAC-LC, 22050, 2"
    })
    void heAacHasTheRateAndChannelsOfItsOutput(
            String config, String codecString, String profile, int sampleRate, int channels) {
        assertThat(start(FourCc.AAC, Bytes.hex(config)))
                .isEqualTo(new AudioParameters(codecString, profile, sampleRate, channels));
    }

    /** By ISO/IEC 14496-3 §1.6.3: an explicit rate, object types from 32 on, 7.1, and what is reserved. */
    @Test
    void rareAac() {
        assertThat(start(FourCc.AAC, config(2, 15, 37_800, 7)))
                .isEqualTo(new AudioParameters("mp4a.40.2", "AAC-LC", 37_800, 8));
        assertThat(start(FourCc.AAC, config(39, 3, 0, 1)))
                .isEqualTo(new AudioParameters("mp4a.40.39", "AAC-ELD", 48_000, 1));
        assertThat(start(FourCc.AAC, config(34, 4, 0, 2)))
                .isEqualTo(new AudioParameters("mp4a.40.34", "MPEG Layer III", 44_100, 2));
        assertThat(start(FourCc.AAC, config(40, 4, 0, 9)))
                .isEqualTo(new AudioParameters("mp4a.40.40", "Object type 40", 44_100, 0));
    }

    /** By ISO/IEC 14496-3 §4.4.1: scalable AAC that depends on a core coder, with an extension flag. */
    @Test
    void fieldsBeforeTheExtensionArePassedOver() {
        Bytes config = new BitWriter()
                .bits(5, 6)
                .bits(4, 6)
                .bits(4, 0)
                .bits(1, 1)
                .flag(true)
                .bits(14, 99)
                .flag(true)
                .bits(10, 0x123) // program config element: a pair in front, one behind, LFE, data, coupling
                .bits(4, 1)
                .bits(4, 0)
                .bits(4, 1)
                .bits(2, 1)
                .bits(3, 2)
                .bits(4, 1)
                .flag(true)
                .bits(4, 3)
                .flag(true)
                .bits(4, 5)
                .flag(true)
                .bits(3, 7)
                .bits(5, 0x10)
                .bits(5, 0x01)
                .bits(4, 0)
                .bits(8, 0x21)
                .bits(5, 3)
                .align()
                .bits(8, 2)
                .bits(16, 0x4142)
                .bits(3, 1)
                .flag(false)
                .bits(11, 0x2B7)
                .bits(5, 5)
                .flag(true)
                .bits(4, 3)
                .toBytes();
        assertThat(start(FourCc.AAC, config)).isEqualTo(new AudioParameters("mp4a.40.5", "HE-AAC", 48_000, 4));
    }

    @Test
    @DisplayName("ER-065: the FLAC header tells rate, channels and depth")
    void flac() {
        assertThat(start(FourCc.FLAC, Samples.FLAC)).isEqualTo(new AudioParameters("fLaC", "", 96_000, 2, 24));
        Bytes withoutSignature = Samples.FLAC.slice(8, 34); // as FFmpeg 8 sends it
        assertThat(start(FourCc.FLAC, withoutSignature)).isEqualTo(new AudioParameters("fLaC", "", 96_000, 2, 24));
    }

    @Test
    @DisplayName("ER-065: OpusHead tells the channels of Opus")
    void opus() {
        assertThat(start(FourCc.OPUS, Samples.OPUS)).isEqualTo(new AudioParameters("opus", "", 48_000, 2));
        Bytes surround = Bytes.hex("4f70757348656164 01 06 3801 44ac0000 0000 01 04 02 000401020305");
        assertThat(start(FourCc.OPUS, surround)).isEqualTo(new AudioParameters("opus", "", 48_000, 6));
    }

    @Test
    @DisplayName("ER-065: an empty sequence start of Opus leaves mono or stereo to the packets")
    void opusWithoutHeader() {
        assertThat(AudioParameters.ofSequenceStart(FourCc.OPUS, Bytes.EMPTY)).isEmpty();
        assertThat(frame(FourCc.OPUS, Bytes.hex("fcfffe"))).isEqualTo(new AudioParameters("opus", "", 48_000, 2));
        assertThat(frame(FourCc.OPUS, Bytes.hex("f8fffe"))).isEqualTo(new AudioParameters("opus", "", 48_000, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ac-3", "ec-3", ".mp3"})
    @DisplayName("ER-065: the sequence start of AC-3, E-AC-3 and MP3 is accepted and tells nothing")
    void sequenceStartsThatAreNotDefined(String codec) {
        assertThat(AudioParameters.ofSequenceStart(FourCc.of(codec), Bytes.EMPTY))
                .isEmpty();
        assertThat(AudioParameters.ofSequenceStart(FourCc.of(codec), Bytes.of(1, 2, 3)))
                .isEmpty();
    }

    @Test
    void ac3() {
        assertThat(frame(FourCc.AC3, Samples.AC3_5_1)).isEqualTo(new AudioParameters("ac-3", "", 48_000, 6));
        assertThat(frame(FourCc.AC3, Samples.AC3_MONO)).isEqualTo(new AudioParameters("ac-3", "", 44_100, 1));
        assertThat(frame(FourCc.AC3, Samples.AC3_STEREO)).isEqualTo(new AudioParameters("ac-3", "", 32_000, 2));
    }

    @Test
    void eac3() {
        assertThat(frame(FourCc.EAC3, Samples.EAC3_5_1)).isEqualTo(new AudioParameters("ec-3", "", 48_000, 6));
        assertThat(frame(FourCc.EAC3, Samples.EAC3_STEREO)).isEqualTo(new AudioParameters("ec-3", "", 44_100, 2));
    }

    /**
     * By ETSI TS 102 366 §E.1.2.2: 5.1, then a dependent substream of Ls, Rs and the pair behind them, then the first
     * again, as when a frame is of fewer than 6 blocks.
     */
    @Test
    void dependentSubstreamsOfEac3AddTheirChannels() {
        BitWriter frame = new BitWriter();
        substream(frame, 0, 0, 7, true);
        substream(frame, 1, 0, 6, false);
        substream(frame, 0, 0, 7, true);
        assertThat(frame(FourCc.EAC3, frame.toBytes())).isEqualTo(new AudioParameters("ec-3", "", 48_000, 8));
    }

    /** By ETSI TS 102 366 §E.1.3.1.5: half the rate; and two channels of mono, each with its levels. */
    @Test
    void halfRatesOfEac3() {
        BitWriter frame = new BitWriter()
                .bits(16, 0x0B77)
                .bits(5, 0)
                .bits(11, 9)
                .bits(2, 3)
                .bits(2, 1);
        frame.bits(3, 0)
                .flag(false)
                .bits(5, 16)
                .bits(5, 1)
                .flag(true)
                .bits(8, 1)
                .bits(5, 1)
                .flag(true)
                .bits(8, 1);
        assertThat(frame(FourCc.EAC3, frame.toBytes())).isEqualTo(new AudioParameters("ec-3", "", 22_050, 2));
    }

    private static void substream(BitWriter frame, int type, int id, int mode, boolean lowFrequency) {
        frame.bits(16, 0x0B77).bits(2, type).bits(3, id).bits(11, 5).bits(2, 0).bits(2, 3);
        frame.bits(3, mode)
                .flag(lowFrequency)
                .bits(5, 16)
                .bits(5, 31)
                .flag(true)
                .bits(8, 77);
        if (type == 1) {
            frame.flag(true).bits(16, 0x1A00);
        }
        frame.align();
        frame.bits(type == 1 ? 16 : 32, 0); // 12 bytes in all
    }

    @Test
    void mp3() {
        assertThat(frame(FourCc.MP3, Samples.MP3))
                .isEqualTo(new AudioParameters("mp4a.40.34", "MPEG-1 Layer III", 44_100, 2));
        assertThat(frame(FourCc.MP3, Samples.MP3_MONO_16K))
                .isEqualTo(new AudioParameters("mp4a.40.34", "MPEG-2 Layer III", 16_000, 1));
        assertThat(frame(FourCc.MP3, Samples.MP3_MONO_8K))
                .isEqualTo(new AudioParameters("mp4a.40.34", "MPEG-2.5 Layer III", 8_000, 1));
        assertThat(frame(FourCc.MP3, Bytes.hex("fffd9404")))
                .isEqualTo(new AudioParameters("mp4a.40.33", "MPEG-1 Layer II", 48_000, 2));
    }

    @Test
    void codecsThatTellNothingThere() {
        assertThat(AudioParameters.ofFrame(FourCc.AAC, Samples.AAC)).isEmpty();
        assertThat(AudioParameters.ofSequenceStart(FourCc.of("spex"), Samples.AAC))
                .isEmpty();
        assertThat(VideoParameters.ofSequenceStart(FourCc.of("evc1"), Samples.AVC))
                .isEmpty();
        assertThat(VideoParameters.ofKeyFrame(FourCc.AVC, Samples.AVC)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mp4a, 1690, AAC sample rate index 13",
        "mp4a, 1780000000, AAC sample rate index 15",
        "fLaC, 000000221000, 'FLAC header 6 bytes [000000221000]'",
        "fLaC, 664c614304000022, 'FLAC block of type 4, 34 bytes'",
        "Opus, 4f70757348656165, Opus header",
        "Opus, 4f70757348656164 10 02 3801 80bb0000 0000 00, Opus version 16",
        "Opus, 4f70757348656164 01 00 3801 80bb0000 0000 00, Opus channels 0",
        "Opus, 4f70757348656164 01 06 3801 80bb0000 0000 01 0402000401, needs 64 bits"
    })
    void absurdSequenceStartsAreMalformed(String codec, String payload, String message) {
        assertThatThrownBy(() -> AudioParameters.ofSequenceStart(FourCc.of(codec), Bytes.hex(payload)))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "ac-3, 0b7828191e40ebf8, AC-3 sync word",
        "ac-3, 0b772819de40ebf8, AC-3 sample rate code 3",
        "ec-3, 0b77037f3f8fc000, bsid 17",
        "ec-3, 0b77037fff87c000, E-AC-3 sample rate codes 3 and 3",
        ".mp3, fffb9c64, no header",
        ".mp3, ffeb9064, no header",
        ".mp3, fff99064, no header",
        ".mp3, fe7b9064, no header"
    })
    void absurdFramesAreMalformed(String codec, String payload, String message) {
        assertThatThrownBy(() -> AudioParameters.ofFrame(FourCc.of(codec), Bytes.hex(payload)))
                .isInstanceOf(MalformedConfigurationException.class)
                .hasMessageContaining(message);
    }

    private static Bytes config(int objectType, int rateIndex, int rate, int channels) {
        BitWriter config = new BitWriter();
        if (objectType < 31) {
            config.bits(5, objectType);
        } else {
            config.bits(5, 31).bits(6, objectType - 32);
        }
        config.bits(4, rateIndex).bits(rateIndex == 15 ? 24 : 0, rate);
        return config.bits(4, channels).bits(3, 0).toBytes();
    }

    private static AudioParameters start(FourCc codec, Bytes payload) {
        return AudioParameters.ofSequenceStart(codec, payload).orElseThrow();
    }

    private static AudioParameters frame(FourCc codec, Bytes payload) {
        return AudioParameters.ofFrame(codec, payload).orElseThrow();
    }
}

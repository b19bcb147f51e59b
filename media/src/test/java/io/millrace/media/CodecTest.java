package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    @ParameterizedTest
    @CsvSource({
        "Opus, 1332770163", "av01, 1635135537", "hvc1, 1752589105",
        "avc1, 1635148593", "vp09, 1987063865", "mp4a, 1836069985"
    })
    @DisplayName("ER-022: a FourCC is the big-endian number of its characters")
    void fourCcIsANumber(String text, int number) {
        assertThat(FourCc.of(text).code()).isEqualTo(number);
        assertThat(new FourCc(number)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "av1", "av012", "av0\u00e9", "av0\n"})
    void fourCcIsFourPrintableCharacters(String text) {
        assertThatThrownBy(() -> FourCc.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unprintableFourCcShowsDots() {
        assertThat(new FourCc(0x61_00_FF_31)).hasToString("a..1");
    }

    @Test
    @DisplayName("IP-75, IP-60: a codec is the same by number and by FourCC")
    void numberAndFourCcNameTheSameCodec() {
        assertThat(new Codec.LegacyAudio(10).isSameAs(new Codec.Enhanced(FourCc.AAC)))
                .isTrue();
        assertThat(new Codec.Enhanced(FourCc.AVC).isSameAs(new Codec.LegacyVideo(7)))
                .isTrue();
        assertThat(new Codec.LegacyVideo(12).isSameAs(new Codec.Enhanced(FourCc.HEVC)))
                .isTrue();
        assertThat(new Codec.LegacyAudio(2).isSameAs(new Codec.LegacyAudio(14))).isTrue();
    }

    @Test
    void codecsWithoutFourCcAreTheSameOnlyAsThemselves() {
        assertThat(new Codec.LegacyAudio(11).isSameAs(new Codec.LegacyAudio(11)))
                .isTrue();
        assertThat(new Codec.LegacyAudio(11).isSameAs(new Codec.LegacyAudio(5))).isFalse();
        assertThat(new Codec.LegacyVideo(4).isSameAs(new Codec.None())).isFalse();
    }

    @Test
    void codecsReadAsPeopleNameThem() {
        assertThat(new Codec.Enhanced(FourCc.AV1)).hasToString("av01");
        assertThat(new Codec.LegacyVideo(7)).hasToString("AVC");
        assertThat(new Codec.LegacyVideo(13)).hasToString("CodecID 13");
        assertThat(new Codec.LegacyAudio(10)).hasToString("AAC");
        assertThat(new Codec.LegacyAudio(12)).hasToString("SoundFormat 12");
        assertThat(new Codec.None()).hasToString("none");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    @DisplayName("ER-106: a track ID is one byte")
    void trackIdIsOneByte(int id) {
        assertThatThrownBy(() -> new Track(MediaKind.VIDEO, id)).hasMessageContaining("0 to 255");
    }
}

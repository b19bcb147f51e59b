package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.AudioChannel;
import io.millrace.media.ChannelLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultichannelConfigCodecTest {
    @Test
    @DisplayName("ER-067: channel order Native has a mask")
    void nativeOrder() {
        var layout = new ChannelLayout.Native(6, 0x3F);
        assertThat(MultichannelConfigCodec.decode(Bytes.hex("01 06 0000003F"))).isEqualTo(layout);
        assertThat(layout.channels())
                .containsExactly(
                        AudioChannel.FRONT_LEFT,
                        AudioChannel.FRONT_RIGHT,
                        AudioChannel.FRONT_CENTER,
                        AudioChannel.LOW_FREQUENCY_1,
                        AudioChannel.BACK_LEFT,
                        AudioChannel.BACK_RIGHT);
    }

    @ParameterizedTest
    @CsvSource({
        "000010, BACK_LEFT", "000040, FRONT_LEFT_CENTER", "000100, BACK_CENTER", "000200, SIDE_LEFT",
        "000800, TOP_CENTER", "004000, TOP_FRONT_RIGHT", "010000, TOP_BACK_CENTER", "040000, LOW_FREQUENCY_2",
        "100000, TOP_SIDE_RIGHT", "200000, BOTTOM_FRONT_CENTER", "400000, BOTTOM_FRONT_LEFT",
                "800000, BOTTOM_FRONT_RIGHT"
    })
    @DisplayName("ER-068: mask bits and channel numbers are in the same order")
    void maskBits(String bit, AudioChannel channel) {
        int mask = Integer.parseInt(bit, 16);
        assertThat(new ChannelLayout.Native(1, mask).channels()).containsExactly(channel);
        assertThat(MultichannelConfigCodec.decode(Bytes.of(2, 1, Integer.numberOfTrailingZeros(mask))))
                .isEqualTo(new ChannelLayout.Custom(List.of(channel)));
    }

    @Test
    @DisplayName("ER-067, ER-068: channel order Custom names each channel; a reserved number is a channel unknown")
    void customOrder() {
        assertThat(MultichannelConfigCodec.decode(Bytes.hex("02 04 01 FE FF 18")))
                .isEqualTo(new ChannelLayout.Custom(List.of(
                        AudioChannel.FRONT_RIGHT, AudioChannel.UNUSED, AudioChannel.UNKNOWN, AudioChannel.UNKNOWN)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 15, 255})
    @DisplayName("ER-067: of channel order Unspecified, and of reserved ones, the number of channels is known")
    void unspecifiedOrder(int order) {
        assertThat(MultichannelConfigCodec.decode(Bytes.of(order, 2))).isEqualTo(new ChannelLayout.Unspecified(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "01 02 000000", "02 03 00 01"})
    void shortPayloadIsMalformed(String payload) {
        assertThatThrownBy(() -> MultichannelConfigCodec.decode(Bytes.hex(payload)))
                .isInstanceOf(MalformedTagException.class);
    }

    @Test
    void channelCountIsOneByte() {
        assertThatThrownBy(() -> MultichannelConfigCodec.encode(new ChannelLayout.Unspecified(256)))
                .hasMessageContaining("0 to 255");
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void decodeInvertsEncode(long seed) {
        var random = new Random(seed);
        List<AudioChannel> channels = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            channels.add(AudioChannel.values()[random.nextInt(AudioChannel.values().length)]);
        }
        for (ChannelLayout layout : List.of(
                new ChannelLayout.Unspecified(random.nextInt(256)),
                new ChannelLayout.Native(random.nextInt(256), random.nextInt()),
                new ChannelLayout.Custom(channels))) {
            assertThat(MultichannelConfigCodec.decode(MultichannelConfigCodec.encode(layout)))
                    .isEqualTo(layout);
        }
    }
}

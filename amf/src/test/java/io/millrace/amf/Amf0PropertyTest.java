package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Amf0PropertyTest {
    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("A0-01: every type comes back equal")
    void decodeInvertsEncode(long seed) {
        List<AmfValue> message = new RandomValues(seed).message();
        assertThat(Amf0.decodeAll(Amf0.encodeAll(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("A0-05: references keep their numbers, so what was decoded encodes to the same bytes")
    void encodeInvertsDecode(long seed) {
        Bytes bytes = Amf0.encodeAll(new RandomValues(seed).message());
        assertThat(Amf0.encodeAll(Amf0.decodeAll(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void everyTruncationIsFewerValuesOrAnAmfException(long seed) {
        List<AmfValue> message = new RandomValues(seed).message();
        Bytes bytes = Amf0.encodeAll(message);
        for (int length = 0; length < bytes.length(); length++) {
            var cut = bytes.slice(0, length);
            Throwable thrown =
                    catchThrowable(() -> assertThat(Amf0.decodeAll(cut)).hasSizeLessThanOrEqualTo(message.size()));
            assertThat(thrown)
                    .satisfiesAnyOf(
                            t -> assertThat(t).isNull(), t -> assertThat(t).isInstanceOf(AmfException.class));
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void randomBytesAreValuesOrAnAmfException(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(200)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(random.nextBoolean() ? 0x14 : 0x100); // markers more often than not
        }
        assertThat(catchThrowable(() -> Amf0.decodeAll(Bytes.wrap(bytes))))
                .satisfiesAnyOf(t -> assertThat(t).isNull(), t -> assertThat(t).isInstanceOf(AmfException.class));
    }
}

package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Amf3PropertyTest {
    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("A3-01: every type comes back equal")
    void decodeInvertsEncode(long seed) {
        var values = new RandomValues(seed).amf3Context();
        assertThat(Amf3Values.decodeAll(Amf3Values.encodeAll(values))).isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("A3-08: references keep their numbers, so what was decoded encodes to the same bytes")
    void encodeInvertsDecode(long seed) {
        Bytes bytes = Amf3Values.encodeAll(new RandomValues(seed).amf3Context());
        assertThat(Amf3Values.encodeAll(Amf3Values.decodeAll(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void everyTruncationOfAValueIsAnAmfException(long seed) {
        Bytes bytes = Amf3Values.encodeAll(List.of(new RandomValues(seed).amf3(3)));
        for (int length = 0; length < bytes.length(); length++) {
            var reader = new Amf3Reader(bytes.slice(0, length).reader());
            assertThatThrownBy(reader::next).isInstanceOf(AmfException.class);
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
        assertThat(catchThrowable(() -> Amf3Values.decodeAll(Bytes.wrap(bytes))))
                .satisfiesAnyOf(t -> assertThat(t).isNull(), t -> assertThat(t).isInstanceOf(AmfException.class));
    }
}

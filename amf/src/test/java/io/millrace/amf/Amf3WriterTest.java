package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Date;
import io.millrace.amf.Amf3Value.Amf3Double;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Null;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.Amf3Value.Amf3Reference;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.Amf3Value.Amf3Traits;
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf3WriterTest {
    @ParameterizedTest
    @MethodSource("io.millrace.amf.Amf3ReaderTest#vectors")
    @DisplayName("A3-01, A3-07: each type is written as its marker and content")
    void writesEachType(String hex, Amf3Value value) {
        assertThat(encode(value)).isEqualTo(Bytes.hex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "0x7F, 7F",
        "0x80, 8100",
        "0x3FFF, FF7F",
        "0x4000, 818000",
        "0x1FFFFF, FFFF7F",
        "0x200000, 80C08000",
        "0xFFFFFFF, BFFFFFFF",
        "-0x10000000, C0808000",
        "-1, FFFFFFFF"
    })
    @DisplayName("A3-02, A3-03: U29 takes the fewest bytes that hold it")
    void writesU29(String value, String hex) {
        assertThat(encode(new Amf3Integer(Integer.decode(value)))).isEqualTo(Bytes.hex("04" + hex));
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 8191, 8192, 1_048_575, 1_048_576})
    @DisplayName("A3-02: lengths at each edge of U29 come back")
    void writesLengths(int length) {
        var value = new Amf3ByteArray(Bytes.wrap(new byte[length]));
        assertThat(Amf3Values.decodeAll(encode(value))).containsExactly(value);
    }

    @Test
    @DisplayName("A3-05: a string is written once, the empty one always")
    void writesStringsOnce() {
        assertThat(encode(new Amf3String("a"), new Amf3String(""), new Amf3String("a"), new Amf3String("")))
                .isEqualTo(Bytes.hex("06 03 61 06 01 06 00 06 01"));
    }

    @Test
    @DisplayName("A3-06: traits are written once")
    void writesTraitsOnce() {
        var traits = new Amf3Traits("P", false, List.of("x"));
        var one = new Amf3Object(traits, List.of(new Amf3Integer(1)), List.of());
        var two = new Amf3Object(traits, List.of(new Amf3Integer(2)), List.of());
        assertThat(encode(one, two)).isEqualTo(Bytes.hex("0A 13 0350 0378 0401 0A 01 0402"));
    }

    @Test
    @DisplayName("A3-08: the same instance is written once and its reference has its marker, an equal one again")
    void writesReferencesToInstances() {
        var date = new Amf3Date(0);
        assertThat(encode(date, new Amf3Array(List.of(), List.of(date)), new Amf3Date(0)))
                .isEqualTo(Bytes.hex("08 01 0000000000000000 09 03 01 08 00 08 01 0000000000000000"));
    }

    @Test
    @DisplayName("A3-08: a cycle that was read is written as it was")
    void writesCycles() {
        Bytes bytes = Bytes.hex("0A 0B 01 0361 09 05 01 0A00 0902 01 0A00");
        assertThat(Amf3Values.encodeAll(Amf3Values.decodeAll(bytes))).isEqualTo(bytes);
    }

    @Test
    void refusesReferenceToNothing() {
        assertThatThrownBy(() -> encode(new Amf3Reference(0)))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to AMF3 value 0 of 0");
    }

    @Test
    void refusesMembersWithoutName() {
        var array = new Amf3Array(List.of(new Amf3Member("", new Amf3Null())), List.of());
        assertThatThrownBy(() -> encode(array)).isInstanceOf(AmfException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x7FF8_0000_0000_BEEFL, 0xFFF0_0000_0000_0000L, 0x8000_0000_0000_0000L, 1})
    void keepsTheBitsOfNumbers(long bits) {
        Bytes bytes = Bytes.hex("05 %016x 0F 03 00 %016x".formatted(bits, bits));
        assertThat(Amf3Values.encodeAll(Amf3Values.decodeAll(bytes))).isEqualTo(bytes);
        assertThat(new Amf3Double(-0.0)).isNotEqualTo(new Amf3Double(0.0));
    }

    @Test
    void objectsFitTheirTraits() {
        var closed = new Amf3Traits("P", false, List.of("x"));
        assertThatThrownBy(() -> new Amf3Object(closed, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 values for 1 sealed members of P");
        var member = new Amf3Member("y", new Amf3Null());
        assertThatThrownBy(() -> new Amf3Object(closed, List.of(new Amf3Null()), List.of(member)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 32})
    void itemsOfUintVectorsHave32Bits(long item) {
        assertThatThrownBy(() -> new Amf3VectorUint(false, List.of(item))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes encode(Amf3Value... values) {
        return Amf3Values.encodeAll(List.of(values));
    }
}

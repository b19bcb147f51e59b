package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfReference;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfTypedObject;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.amf.AmfValue.AmfXmlDocument;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf0ReaderTest {
    /** Each type in its bytes; the writer test runs the same list backwards. */
    static Stream<Arguments> vectors() {
        var a = AmfProperties.builder().put("a", true);
        return Stream.of(
                Arguments.of("00 3FF8000000000000", new AmfNumber(1.5)),
                Arguments.of("01 00", new AmfBoolean(false)),
                Arguments.of("01 01", new AmfBoolean(true)),
                Arguments.of("02 0003 616263", new AmfString("abc")),
                Arguments.of("02 0000", new AmfString("")),
                Arguments.of("03 0001 61 0101 0000 09", a.buildObject()),
                Arguments.of("03 0000 09", new AmfObject(AmfProperties.EMPTY)),
                Arguments.of("05", new AmfNull()),
                Arguments.of("06", new AmfUndefined()),
                Arguments.of("08 00000001 0001 61 0101 0000 09", a.buildEcmaArray()),
                Arguments.of("0A 00000002 05 06", new AmfStrictArray(List.of(new AmfNull(), new AmfUndefined()))),
                Arguments.of("0B 4271F71FB04CB000 0000", new AmfDate(1_234_567_890_123.0)),
                Arguments.of("0D", new AmfUnsupported()),
                Arguments.of("0F 00000004 3C612F3E", new AmfXmlDocument("<a/>")),
                Arguments.of("10 0003 6F72 67 0001 61 0101 0000 09", new AmfTypedObject("org", a.build())),
                Arguments.of("11 04 05", new AmfAvmPlus(new Amf3Integer(5))));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @DisplayName("A0-01: each marker is followed by its content")
    void readsEachType(String hex, AmfValue value) {
        assertThat(decode(hex)).containsExactly(value);
    }

    @Test
    @DisplayName("A0-01: any byte but 0 is true")
    void readsAnyByteButZeroAsTrue() {
        assertThat(decode("01 02 01 FF")).containsExactly(new AmfBoolean(true), new AmfBoolean(true));
    }

    @Test
    @DisplayName("A0-01: the time zone of a date is read with its sign")
    void readsTimeZoneWithSign() {
        assertThat(decode("0B 0000000000000000 FFC4")).containsExactly(new AmfDate(0, -60));
    }

    @Test
    void readsAShortLongString() {
        assertThat(decode("0C 00000002 6869")).containsExactly(new AmfString("hi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "00000001", "00000009", "FFFFFFFF"})
    @DisplayName("A0-02: the count of an ECMA array is a hint, its end decides")
    void readsEcmaArrayToItsEnd(String count) {
        var array = AmfProperties.builder().put("a", true).put("b", false).buildEcmaArray();
        assertThat(decode("08 " + count + " 0001 61 0101 0001 62 0100 000009 05"))
                .containsExactly(array, new AmfNull());
    }

    @Test
    @DisplayName("A0-02: an ECMA array without its end is complete where the message ends")
    void toleratesMissingEndOfEcmaArray() {
        assertThat(decode("08 00000001 0001 61 0101"))
                .containsExactly(AmfProperties.builder().put("a", true).buildEcmaArray());
        assertThat(decode("08 00000000")).containsExactly(new AmfEcmaArray(AmfProperties.EMPTY));
    }

    @Test
    @DisplayName("A0-02: an empty property name is legal only before the end marker")
    void refusesAnEmptyName() {
        assertThatThrownBy(() -> decode("03 0000 05 0000 09"))
                .isInstanceOf(AmfException.class)
                .hasMessage("property at offset 1 has no name");
    }

    @Test
    @DisplayName("A0-04: malformed UTF-8 becomes U+FFFD and the values after it are read")
    void replacesMalformedUtf8() {
        assertThat(decode("02 0003 61FF62 05")).containsExactly(new AmfString("a\uFFFDb"), new AmfNull());
        assertThat(decode("02 0001 E5")).containsExactly(new AmfString("\uFFFD"));
    }

    @Test
    @DisplayName("A0-04: modified UTF-8 is malformed: C0 80 is not U+0000, and a surrogate has no bytes")
    void readsUnmodifiedUtf8() {
        assertThat(decode("02 0001 00")).containsExactly(new AmfString("\0"));
        assertThat(decode("02 0002 C080").getFirst().asString().orElseThrow()).doesNotContain("\0");
        assertThat(decode("02 0003 EDA080").getFirst().asString().orElseThrow()).doesNotContain("\uD800");
    }

    @Test
    @DisplayName("A0-05: objects, typed objects and both arrays count from 0, and nothing else does")
    void resolvesReferencesToTheSameInstance() {
        var values = decode("05 03 000009 020000 08 00000000 000009 0A 00000000 0B 0000000000000000 0000"
                + " 10 0000 000009 07 0000 07 0001 07 0002 07 0003");
        assertThat(values.subList(7, 11))
                .usingElementComparator((one, other) -> one == other ? 0 : 1)
                .containsExactly(values.get(1), values.get(3), values.get(4), values.get(6));
    }

    @Test
    @DisplayName("A0-05: a reference to a value that is still open stays a reference")
    void keepsACycleAsReference() {
        var cycle = AmfProperties.builder().put("me", new AmfReference(0)).buildObject();
        assertThat(decode("03 0002 6D65 07 0000 000009 07 0000")).containsExactly(cycle, cycle);
    }

    @Test
    @DisplayName("A0-05: a reference to a value that never came is an error, also when another message had it")
    void refusesReferenceToNothing() {
        decode("03 000009");
        assertThatThrownBy(() -> decode("05 07 0000"))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to value 0 of 0");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0x7FF8_0000_0000_0000L,
                0x7FF8_0000_0000_BEEFL,
                0x7FF0_0000_0000_0000L,
                0xFFF0_0000_0000_0000L,
                0x8000_0000_0000_0000L,
                1
            })
    @DisplayName("A0-06: NaN, infinities and -0 keep every bit")
    void keepsTheBitsOfNumbers(long bits) {
        Bytes bytes = Bytes.hex("00 %016x".formatted(bits));
        assertThat(Amf0.encodeAll(Amf0.decodeAll(bytes))).isEqualTo(bytes);
    }

    @Test
    @DisplayName("A0-06: properties of one name keep their order, and the last one is found")
    void keepsDuplicateNames() {
        Bytes bytes = Bytes.hex("03 0001 61 0101 0001 62 05 0001 61 0100 000009");
        var properties = Amf0.decodeAll(bytes).getFirst().asProperties();
        assertThat(properties.entries()).extracting(AmfProperties.Entry::name).containsExactly("a", "b", "a");
        assertThat(properties.bool("a")).contains(false);
        assertThat(Amf0.encodeAll(new AmfObject(properties))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "0E", "09", "12", "FF"})
    @DisplayName("A0-08: reserved and unknown markers are errors")
    void refusesReservedAndUnknownMarkers(String marker) {
        assertThatThrownBy(() -> decode("05 " + marker + " 00000000"))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining(" at offset 1 is not a value");
    }

    @Test
    @DisplayName("A0-09: AMF3 holds for one value and AMF0 goes on after it")
    void returnsToAmf0AfterOneAmf3Value() {
        var array = new Amf3Array(List.of(), List.of(new Amf3String("a"), new Amf3String("a")));
        assertThat(decode("11 09 05 01 06 03 61 06 00 02 0001 62 11 06 03 63"))
                .containsExactly(new AmfAvmPlus(array), new AmfString("b"), new AmfAvmPlus(new Amf3String("c")));
    }

    @Test
    void endsWithTheMessage() {
        var reader = new Amf0Reader(new ByteReader(new byte[] {5}));
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.next()).isEqualTo(new AmfNull());
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next)
                .isInstanceOf(AmfException.class)
                .hasMessage("no value at offset 1, where the message ends");
    }

    @Test
    void namesTheValueThatIsCutShort() {
        assertThatThrownBy(() -> decode("0A 00000002 05 02 0005 6162"))
                .isInstanceOf(AmfException.class)
                .hasCauseInstanceOf(TruncatedException.class)
                .hasMessage("string at offset 6 is cut short: needs 5 bytes at offset 9, has 2");
        assertThatThrownBy(() -> decode("0C FFFFFFFF 61"))
                .isInstanceOf(AmfException.class)
                .hasMessage("long string at offset 0 is cut short: needs 4294967295 bytes at offset 5, has 1");
        assertThatThrownBy(() -> decode("03 0001 61 05 00"))
                .isInstanceOf(AmfException.class)
                .hasMessage("object at offset 0 is cut short: needs 2 bytes at offset 5, has 1");
    }

    private static List<AmfValue> decode(String hex) {
        return Amf0.decodeAll(Bytes.hex(hex));
    }
}

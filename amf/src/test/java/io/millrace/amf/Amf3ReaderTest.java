package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Boolean;
import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Date;
import io.millrace.amf.Amf3Value.Amf3Dictionary;
import io.millrace.amf.Amf3Value.Amf3Double;
import io.millrace.amf.Amf3Value.Amf3Externalizable;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Null;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.Amf3Value.Amf3Reference;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.Amf3Value.Amf3Traits;
import io.millrace.amf.Amf3Value.Amf3Undefined;
import io.millrace.amf.Amf3Value.Amf3VectorDouble;
import io.millrace.amf.Amf3Value.Amf3VectorInt;
import io.millrace.amf.Amf3Value.Amf3VectorObject;
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.amf.Amf3Value.Amf3Xml;
import io.millrace.amf.Amf3Value.Amf3XmlDocument;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf3ReaderTest {
    private static final String ARRAY_COLLECTION = "666C65782E6D6573736167696E672E696F2E4172726179436F6C6C656374696F6E";

    /** Each type in its bytes; the writer test runs the same list backwards. */
    static Stream<Arguments> vectors() {
        var one = new Amf3Integer(1);
        var point = new Amf3Traits("Pt", false, List.of("x", "y"));
        var open = new Amf3Traits("", true, List.of());
        var both = new Amf3Traits("D", true, List.of("s"));
        var member = new Amf3Member("a", new Amf3Boolean(true));
        return Stream.of(
                Arguments.of("00", new Amf3Undefined()),
                Arguments.of("01", new Amf3Null()),
                Arguments.of("02", new Amf3Boolean(false)),
                Arguments.of("03", new Amf3Boolean(true)),
                Arguments.of("04 01", one),
                Arguments.of("05 3FF8000000000000", new Amf3Double(1.5)),
                Arguments.of("06 07 616263", new Amf3String("abc")),
                Arguments.of("06 01", new Amf3String("")),
                Arguments.of("07 09 3C612F3E", new Amf3XmlDocument("<a/>")),
                Arguments.of("08 01 4271F71FB04CB000", new Amf3Date(1_234_567_890_123.0)),
                Arguments.of("09 05 01 0401 01", new Amf3Array(List.of(), List.of(one, new Amf3Null()))),
                Arguments.of("09 03 0361 03 01 0401", new Amf3Array(List.of(member), List.of(one))),
                Arguments.of(
                        "0A 23 055074 0378 0379 0401 01",
                        new Amf3Object(point, List.of(one, new Amf3Null()), List.of())),
                Arguments.of("0A 0B 01 0361 03 01", new Amf3Object(open, List.of(), List.of(member))),
                Arguments.of("0A 1B 0344 0373 0401 0361 03 01", new Amf3Object(both, List.of(one), List.of(member))),
                Arguments.of(
                        "0A 07 43" + ARRAY_COLLECTION + "09 03 01 0401",
                        new Amf3Externalizable(
                                "flex.messaging.io.ArrayCollection", new Amf3Array(List.of(), List.of(one)))),
                Arguments.of("0B 09 3C612F3E", new Amf3Xml("<a/>")),
                Arguments.of("0C 07 00FF80", new Amf3ByteArray(Bytes.of(0, 0xFF, 0x80))),
                Arguments.of("0D 05 00 00000001 FFFFFFFF", new Amf3VectorInt(false, List.of(1, -1))),
                Arguments.of("0E 05 01 00000001 FFFFFFFF", new Amf3VectorUint(true, List.of(1L, 4_294_967_295L))),
                Arguments.of("0F 03 01 3FF8000000000000", new Amf3VectorDouble(true, List.of(1.5))),
                Arguments.of("10 03 00 032A 0401", new Amf3VectorObject(false, "*", List.of(one))),
                Arguments.of(
                        "11 03 01 06036B 0401",
                        new Amf3Dictionary(true, List.of(new Amf3Dictionary.Entry(new Amf3String("k"), one)))));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @DisplayName("A3-01, A3-07: each marker is followed by its content")
    void readsEachType(String hex, Amf3Value value) {
        assertThat(decode(hex)).containsExactly(value);
    }

    /** What U29 stands for as an integer, at each edge of its forms. */
    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "7F, 0x7F",
        "8100, 0x80",
        "FF7F, 0x3FFF",
        "818000, 0x4000",
        "FFFF7F, 0x1FFFFF",
        "80C08000, 0x200000",
        "BFFFFFFF, 0xFFFFFFF",
        "C0808000, -0x10000000",
        "FFFFFFFF, -1"
    })
    @DisplayName("A3-02, A3-03: U29 at its edges, with the sign of 29 bits for integers")
    void readsU29(String hex, String value) {
        assertThat(decode("04" + hex)).containsExactly(new Amf3Integer(Integer.decode(value)));
    }

    @Test
    @DisplayName("A3-02: U29 may be longer than needed")
    void readsOverlongU29() {
        assertThat(decode("04 80808001 04 8001")).containsExactly(new Amf3Integer(1), new Amf3Integer(1));
    }

    @Test
    @DisplayName("A3-03: an integer outside 29 bits does not exist")
    void refusesIntegersOutOfRange() {
        assertThat(new Amf3Integer(-(1 << 28)).value()).isEqualTo(Amf3Integer.MIN);
        assertThat(new Amf3Integer((1 << 28) - 1).value()).isEqualTo(Amf3Integer.MAX);
        assertThatThrownBy(() -> new Amf3Integer(1 << 28)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Amf3Integer(-(1 << 28) - 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("A3-04: a new reader has empty tables of strings, objects and traits")
    void startsWithEmptyTables() {
        decode("06 03 61 0A 0B 01 01");
        assertThatThrownBy(() -> decode("06 00"))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to string 0 of 0");
        assertThatThrownBy(() -> decode("0A 00"))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to value 0 of 0");
        assertThatThrownBy(() -> decode("0A 01"))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to traits 0 of 0");
    }

    @Test
    @DisplayName("A3-05: strings count in order of appearance, names included, the empty one not")
    void resolvesStringReferences() {
        assertThat(decode("06 01 06 03 61 09 01 03 62 02 01 06 00 06 02"))
                .containsExactly(
                        new Amf3String(""),
                        new Amf3String("a"),
                        new Amf3Array(List.of(new Amf3Member("b", new Amf3Boolean(false))), List.of()),
                        new Amf3String("a"),
                        new Amf3String("b"));
    }

    @Test
    @DisplayName("A3-05: the text of XML has no place in the table of strings")
    void countsNoXmlAsString() {
        assertThatThrownBy(() -> decode("0B 03 61 07 03 61 06 00"))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to string 0 of 0");
    }

    @Test
    void replacesMalformedUtf8() {
        assertThat(decode("06 07 61FF62 01")).containsExactly(new Amf3String("a\uFFFDb"), new Amf3Null());
    }

    @Test
    @DisplayName("A3-06: objects of one class give their traits once")
    void resolvesTraitsReferences() {
        var traits = new Amf3Traits("P", false, List.of("x"));
        assertThat(decode("0A 13 0350 0378 0401 0A 01 0402"))
                .containsExactly(
                        new Amf3Object(traits, List.of(new Amf3Integer(1)), List.of()),
                        new Amf3Object(traits, List.of(new Amf3Integer(2)), List.of()));
    }

    @Test
    @DisplayName("A3-06: the traits of an externalizable class are in the same table")
    void resolvesTraitsOfExternalizable() {
        var values = decode("0A 07 43" + ARRAY_COLLECTION + "01 0A 0B 01 01 0A 01 01 0A 05 01");
        assertThat(values.get(2)).isEqualTo(values.get(0));
        assertThat(values.get(3)).isEqualTo(values.get(1));
    }

    @Test
    @DisplayName("A3-08: all complex types share one table, in order of their beginning")
    void resolvesObjectReferencesToTheSameInstance() {
        var values = decode(
                "09 03 01 08 01 0000000000000000" // array 0 with date 1
                        + "0A 0B 01 01 0B 01 07 01 0C 01 0D 01 00 0E 01 00 0F 01 00 10 01 00 01 11 01 00" // 2 to 10
                        + "09 00 08 02 0A 04 0B 06 07 08 0C 0A 0D 0C 0E 0E 0F 10 10 12 11 14");
        var defined = new ArrayList<>(values.subList(0, 10));
        defined.add(1, ((Amf3Array) values.getFirst()).dense().getFirst());
        assertThat(values.subList(10, 21))
                .usingElementComparator((one, other) -> one == other ? 0 : 1)
                .containsExactlyElementsOf(defined);
    }

    @Test
    @DisplayName("A3-08: a reference to a value that is still open stays a reference")
    void keepsACycleAsReference() {
        var cycle = new Amf3Array(List.of(), List.of(new Amf3Reference(0)));
        assertThat(decode("09 03 01 09 00 09 00")).containsExactly(cycle, cycle);
    }

    @Test
    @DisplayName("A3-09: an externalizable object of an unknown class is an error")
    void refusesUnknownExternalizable() {
        assertThatThrownBy(() -> decode("0A 07 03 58 01"))
                .isInstanceOf(AmfException.class)
                .hasMessage("externalizable class X has a length only it knows");
        assertThatThrownBy(() -> new Amf3Externalizable("X", new Amf3Null()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoMoreOfAClassNameThanALineOfALogTakes() {
        String name = "a\n\u001B" + "b".repeat(200);
        Bytes object = Amf3Values.encodeAll(
                List.of(new Amf3Object(new Amf3Traits(name, false, List.of()), List.of(), List.of())));
        byte[] externalizable = object.toByteArray();
        externalizable[1] = 0x07;
        assertThatThrownBy(() -> Amf3Values.decodeAll(Bytes.wrap(externalizable)))
                .isInstanceOf(AmfException.class)
                .hasMessage("externalizable class a??" + "b".repeat(77) + " has a length only it knows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "7F", "FF"})
    @DisplayName("A3-01: an unknown marker is an error")
    void refusesUnknownMarkers(String marker) {
        assertThatThrownBy(() -> decode("01" + marker))
                .isInstanceOf(AmfException.class)
                .hasMessage("unknown AMF3 marker " + Integer.parseInt(marker, 16) + " at offset 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0C FFFFFFFF 00", "06 FFFFFFFF 00", "07 FFFFFFFF 00", "09 FFFFFFFF 01 00", "0A FFFFFFFB 01 01",
                "0D FFFFFFFF 00 00000000", "0E 05 00 00000000 000000", "0F FFFFFFFF 00", "10 FFFFFFFF 00 01 00",
                        "11 05 00 000000"
            })
    @DisplayName("A3-10: a length or count beyond the end of the message is an error before anything is allocated")
    void refusesLengthsBeyondTheMessage(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(AmfException.class);
    }

    @Test
    void namesTheValueThatIsCutShort() {
        assertThatThrownBy(() -> decode("01 0C 07 0000"))
                .isInstanceOf(AmfException.class)
                .hasCauseInstanceOf(TruncatedException.class)
                .hasMessage("AMF3 ByteArray at offset 1 is cut short: needs 3 bytes at offset 3, has 2");
        assertThatThrownBy(() -> decode("0D 07 00 00000000"))
                .isInstanceOf(AmfException.class)
                .hasMessage("3 items at offset 3 in 4 bytes");
        assertThatThrownBy(() -> decode("09 03 01"))
                .isInstanceOf(AmfException.class)
                .hasMessage("1 items at offset 3 in 0 bytes");
    }

    @Test
    void endsWithTheMessage() {
        var reader = new Amf3Reader(new ByteReader(new byte[0]));
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next)
                .isInstanceOf(AmfException.class)
                .hasMessage("no AMF3 value at offset 0, where the message ends");
    }

    private static List<Amf3Value> decode(String hex) {
        return Amf3Values.decodeAll(Bytes.hex(hex));
    }
}

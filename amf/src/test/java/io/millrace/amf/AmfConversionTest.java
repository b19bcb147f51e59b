package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
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
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.amf.Amf3Value.Amf3Xml;
import io.millrace.amf.Amf3Value.Amf3XmlDocument;
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
import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AmfConversionTest {
    private static final Amf3Value BYTES = new Amf3ByteArray(Bytes.utf8("abc"));

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void whatBothEncodingsHaveComesBackEqual(long seed) {
        for (AmfValue value : new RandomValues(seed).message()) {
            if (isInBoth(value)) {
                assertThat(AmfConversion.toAmf0(AmfConversion.toAmf3(value))).isEqualTo(value);
            }
        }
    }

    @Test
    @DisplayName("R-074, R-123: to a peer of AMF3, all goes as AMF3 but what is the same thing in either")
    void agreedAmf3() {
        for (AmfValue same : List.of(
                new AmfNumber(1),
                new AmfBoolean(true),
                new AmfString("a"),
                new AmfNull(),
                new AmfUndefined(),
                new AmfAvmPlus(BYTES))) {
            assertThat(AmfConversion.agreedAmf3(same)).isEqualTo(same);
        }
        assertThat(AmfConversion.agreedAmf3(new AmfDate(5, 0))).isEqualTo(new AmfAvmPlus(new Amf3Date(5)));
        assertThat(AmfConversion.agreedAmf3(new AmfXmlDocument("<a/>")))
                .isEqualTo(new AmfAvmPlus(new Amf3XmlDocument("<a/>")));
        assertThat(AmfConversion.agreedAmf3(new AmfUnsupported())).isEqualTo(new AmfAvmPlus(new Amf3Undefined()));
        assertThat(AmfConversion.agreedAmf3(new AmfStrictArray(List.of())))
                .isEqualTo(new AmfAvmPlus(new Amf3Array(List.of(), List.of())));
    }

    private static boolean isInBoth(AmfValue value) {
        return switch (value) {
            case AmfAvmPlus ignored -> false;
            case AmfUnsupported ignored -> false;
            case AmfEcmaArray(var properties) -> !properties.isEmpty() && areInBoth(properties);
            case AmfTypedObject(String className, var properties) -> !className.isEmpty() && areInBoth(properties);
            case AmfObject(var properties) -> areInBoth(properties);
            case AmfStrictArray(var values) -> values.stream().allMatch(AmfConversionTest::isInBoth);
            default -> true;
        };
    }

    private static boolean areInBoth(AmfProperties properties) {
        return properties.entries().stream().allMatch(entry -> isInBoth(entry.value()));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("A0-09: what has no counterpart in AMF0 stays AMF3 inside it, and both can be written")
    void everyValueHasAFormInBoth(long seed) {
        for (AmfValue value : new RandomValues(seed).message()) {
            AmfValue plain = AmfConversion.plain(value);
            AmfValue strict = AmfConversion.strictlyAmf0(value);
            assertThat(AmfConversion.plain(plain)).isEqualTo(plain);
            assertThat(Amf0.decodeAll(Amf0.encodeAll(plain))).containsExactly(plain);
            assertThat(Amf0.decodeAll(Amf0.encodeAll(strict))).containsExactly(strict);
            assertThat(strict.toString()).doesNotContain("Amf3");
            Amf3Value amf3 = AmfConversion.toAmf3(plain);
            assertThat(Amf3Values.decodeAll(Amf3Values.encodeAll(List.of(amf3))))
                    .containsExactly(amf3);
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void hostileValuesAreConvertedOrAnAmfException(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        bytes[0] = Amf0Marker.AVM_PLUS;
        for (int i = 1; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] & (random.nextBoolean() ? 0x0F : 0xFF)); // markers and references
        }
        try {
            AmfValue value = new Amf0Reader(Bytes.wrap(bytes).reader()).next();
            assertThat(Amf0.encodeAll(AmfConversion.strictlyAmf0(value)).length())
                    .isPositive();
            assertThat(Amf0.encodeAll(AmfConversion.plain(value)).length()).isPositive();
        } catch (AmfException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    @DisplayName("A3-03: a whole number of 29 bits is an integer in AMF3, any other a double")
    void numbersTakeTheirForm() {
        assertThat(toAmf3(5)).isEqualTo(new Amf3Integer(5));
        assertThat(toAmf3(Amf3Integer.MIN)).isEqualTo(new Amf3Integer(Amf3Integer.MIN));
        assertThat(toAmf3(Amf3Integer.MAX + 1)).isEqualTo(new Amf3Double(Amf3Integer.MAX + 1));
        assertThat(toAmf3(-0.0)).isEqualTo(new Amf3Double(-0.0));
        assertThat(toAmf3(Double.NaN)).isEqualTo(new Amf3Double(Double.NaN));
        assertThat(toAmf3(1e300)).isEqualTo(new Amf3Double(1e300));
    }

    private static Amf3Value toAmf3(double number) {
        return AmfConversion.toAmf3(new AmfNumber(number));
    }

    @Test
    void arrayWithAnAssociativePartIsAnEcmaArrayThatEndsWithTheDensePart() {
        var array = new Amf3Array(
                List.of(new Amf3Member("a", new Amf3String("x"))), List.of(new Amf3Integer(7), new Amf3Null()));
        assertThat(AmfConversion.toAmf0(array))
                .isEqualTo(AmfProperties.builder()
                        .put("a", "x")
                        .put("0", 7)
                        .put("1", new AmfNull())
                        .buildEcmaArray());
    }

    @Test
    @DisplayName("A3-06: sealed and dynamic members are properties alike")
    void objectsOfAClassAreTypedObjects() {
        var traits = new Amf3Traits("com.example.Point", true, List.of("x"));
        var point = new Amf3Object(
                traits, List.of(new Amf3Integer(1)), List.of(new Amf3Member("note", new Amf3String("n"))));
        var properties = AmfProperties.builder().put("x", 1).put("note", "n").build();
        assertThat(AmfConversion.toAmf0(point)).isEqualTo(new AmfTypedObject("com.example.Point", properties));
    }

    @Test
    void anAmf3ValueInsideAMessageIsPlainAsFarAsAmf0Goes() {
        var array = new Amf3Array(List.of(), List.of(new Amf3String("x"), BYTES));
        assertThat(AmfConversion.plain(new AmfAvmPlus(array)))
                .isEqualTo(new AmfStrictArray(List.of(new AmfString("x"), new AmfAvmPlus(BYTES))));
    }

    @Test
    void strictlyAmf0TakesTheNearest() {
        assertThat(strict(BYTES)).isEqualTo(new AmfUnsupported());
        assertThat(strict(new Amf3Dictionary(false, List.of()))).isEqualTo(new AmfUnsupported());
        assertThat(strict(new Amf3Xml("<a/>"))).isEqualTo(new AmfXmlDocument("<a/>"));
        assertThat(strict(new Amf3VectorUint(true, List.of(0xFFFF_FFFFL))))
                .isEqualTo(new AmfStrictArray(List.of(new AmfNumber(4294967295.0))));
        assertThat(strict(new Amf3Externalizable("flex.messaging.io.ObjectProxy", new Amf3String("x"))))
                .isEqualTo(new AmfString("x"));
    }

    @Test
    @DisplayName("A0-03: a name that AMF0 cannot write keeps its object in AMF3, and strictly is left out")
    void namesAboveSixteenBitsOfLength() {
        String tooLong = "ä".repeat(32_768);
        var members = List.of(new Amf3Member("a", new Amf3Null()), new Amf3Member(tooLong, new Amf3Null()));
        var object = new Amf3Object(new Amf3Traits(tooLong, true, List.of()), List.of(), members);
        assertThat(AmfConversion.toAmf0(object)).isEqualTo(new AmfAvmPlus(object));
        assertThat(strict(object))
                .isEqualTo(AmfProperties.builder().put("a", new AmfNull()).buildObject());
    }

    @Test
    @DisplayName("A3-08: an AMF3 value with a cycle stays AMF3 as a whole, and strictly is cut there")
    void cyclesOfAmf3() {
        var cycle = new Amf3Array(List.of(), List.of(new Amf3String("x"), new Amf3Reference(0)));
        assertThat(AmfConversion.toAmf0(cycle)).isEqualTo(new AmfAvmPlus(cycle));
        assertThat(AmfConversion.toAmf3(new AmfAvmPlus(cycle))).isSameAs(cycle);
        assertThat(AmfConversion.toAmf3(new AmfStrictArray(List.of(new AmfAvmPlus(cycle)))))
                .isEqualTo(new Amf3Array(List.of(), List.of(new Amf3Null())));
        assertThat(strict(cycle)).isEqualTo(new AmfStrictArray(List.of(new AmfString("x"), new AmfNull())));
    }

    @Test
    @DisplayName("A0-05: a cycle of AMF0 is cut, since its number means nothing in another message")
    void cyclesOfAmf0() {
        var cycle = new AmfStrictArray(List.of(new AmfReference(0)));
        assertThat(AmfConversion.plain(cycle)).isEqualTo(new AmfStrictArray(List.of(new AmfNull())));
        assertThat(AmfConversion.toAmf3(cycle)).isEqualTo(new Amf3Array(List.of(), List.of(new Amf3Null())));
    }

    @Test
    void aValueThatOccursTwiceIsConvertedOnce() {
        AmfValue value = new AmfStrictArray(List.of());
        for (int level = 0; level < 60; level++) { // 2^60 empty arrays, were each to be visited
            value = new AmfStrictArray(List.of(value, value));
        }
        var amf3 = (Amf3Array) AmfConversion.toAmf3(value);
        assertThat(amf3.dense().get(0)).isSameAs(amf3.dense().get(1));
        var amf0 = (AmfStrictArray) AmfConversion.toAmf0(amf3);
        assertThat(amf0.values().get(0)).isSameAs(amf0.values().get(1));
    }

    @Test
    void deeperThanAnyReaderIsRefused() {
        AmfValue value = new AmfNull();
        Amf3Value amf3 = new Amf3Undefined();
        for (int level = 0; level < 100_000; level++) {
            value = new AmfStrictArray(List.of(value));
            amf3 = new Amf3Array(List.of(), List.of(amf3));
        }
        AmfValue deep = value;
        Amf3Value deep3 = amf3;
        assertThatThrownBy(() -> AmfConversion.toAmf3(deep)).isInstanceOf(AmfException.class);
        assertThatThrownBy(() -> AmfConversion.plain(deep)).isInstanceOf(AmfException.class);
        assertThatThrownBy(() -> AmfConversion.toAmf0(deep3)).isInstanceOf(AmfException.class);
        assertThatThrownBy(() -> strict(deep3)).isInstanceOf(AmfException.class);
    }

    private static AmfValue strict(Amf3Value value) {
        return AmfConversion.strictlyAmf0(new AmfAvmPlus(value));
    }
}

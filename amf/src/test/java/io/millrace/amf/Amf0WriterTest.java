package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfReference;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfTypedObject;
import io.millrace.bytes.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Amf0WriterTest {
    @ParameterizedTest
    @MethodSource("io.millrace.amf.Amf0ReaderTest#vectors")
    @DisplayName("A0-01: each type is written as its marker and content")
    void writesEachType(String hex, AmfValue value) {
        assertThat(Amf0.encodeAll(value)).isEqualTo(Bytes.hex(hex));
    }

    @Test
    @DisplayName("A0-01: the time zone of a date is written as 0")
    void writesNoTimeZone() {
        assertThat(Amf0.encodeAll(new AmfDate(0, -60))).isEqualTo(Bytes.hex("0B 0000000000000000 0000"));
    }

    @Test
    @DisplayName("A0-03: a string above 65535 bytes of UTF-8 is a long string")
    void writesLongStringWhereItMust() {
        assertThat(Amf0.encodeAll(new AmfString("x".repeat(65_535))).slice(0, 4))
                .isEqualTo(Bytes.hex("02 FFFF 78"));
        assertThat(Amf0.encodeAll(new AmfString("x".repeat(65_536))).slice(0, 6))
                .isEqualTo(Bytes.hex("0C 00010000 78"));
        // 21846 characters of three bytes each: bytes decide, not characters
        var wide = new AmfString("名".repeat(21_846));
        assertThat(Amf0.encodeAll(wide).slice(0, 5)).isEqualTo(Bytes.hex("0C 00010002"));
        assertThat(Amf0.decodeAll(Amf0.encodeAll(wide))).containsExactly(wide);
    }

    @Test
    @DisplayName("A0-03: a property name or class name above 65535 bytes is an error")
    void refusesLongNames() {
        String longest = "k".repeat(65_535);
        var fits = AmfProperties.builder().put(longest, true).buildObject();
        assertThat(Amf0.decodeAll(Amf0.encodeAll(fits))).containsExactly(fits);
        var tooLong = AmfProperties.builder().put(longest + "k", true).buildObject();
        assertThatThrownBy(() -> Amf0.encodeAll(tooLong))
                .isInstanceOf(AmfException.class)
                .hasMessage("property name of 65536 bytes (expected: at most 65535)");
        var typed = new AmfTypedObject(longest + "k", AmfProperties.EMPTY);
        assertThatThrownBy(() -> Amf0.encodeAll(typed))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining("class name of 65536 bytes");
    }

    @Test
    @DisplayName("A0-02: an empty property name would end the object, so it is an error")
    void refusesAnEmptyName() {
        var unnamed = AmfProperties.builder().put("", true).buildEcmaArray();
        assertThatThrownBy(() -> Amf0.encodeAll(unnamed)).isInstanceOf(AmfException.class);
    }

    @Test
    @DisplayName("A0-05: the same instance is written once, an equal one again")
    void writesReferencesToInstances() {
        var one = AmfProperties.builder().buildObject();
        var equal = AmfProperties.builder().buildObject();
        assertThat(Amf0.encodeAll(one, equal, one, equal)).isEqualTo(Bytes.hex("03 000009 03 000009 07 0000 07 0001"));
    }

    @Test
    @DisplayName("A0-05: a reference has 16 bits, so what comes later is written again")
    void writesInFullWhatHasNoIndex() {
        var many = Collections.nCopies(0x1_0000, 0).stream()
                .map(i -> (AmfValue) new AmfStrictArray(List.of()))
                .toList();
        var last = many.getLast();
        var beyond = new AmfStrictArray(List.of());
        var bytes = Amf0.encodeAll(Stream.of(many, List.of(last, beyond, beyond))
                .flatMap(List::stream)
                .toList());
        assertThat(bytes.from(5 * many.size())).isEqualTo(Bytes.hex("07 FFFF 0A 00000000 0A 00000000"));
    }

    @Test
    @DisplayName("A0-05: a cycle that was read is written as it was")
    void writesCycles() {
        Bytes bytes = Bytes.hex("03 0001 61 0A 00000002 07 0000 07 0001 0000 09 07 0001");
        assertThat(Amf0.encodeAll(Amf0.decodeAll(bytes))).isEqualTo(bytes);
    }

    @Test
    @DisplayName("A0-05: a reference taken out of its message is an error")
    void refusesReferenceToNothing() {
        assertThatThrownBy(() -> Amf0.encodeAll(new AmfReference(0)))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to value 0 of 0");
        assertThatThrownBy(() -> Amf0.encodeAll(new AmfObject(AmfProperties.EMPTY), new AmfReference(-1)))
                .isInstanceOf(AmfException.class);
    }

    @Test
    @DisplayName("A3-04: the tables of AMF3 start anew with each value of a message")
    void writesNoReferenceFromOneAmf3ValueToAnother() {
        var array = new AmfAvmPlus(new Amf3Array(List.of(), List.of(new Amf3String("a"))));
        assertThat(Amf0.encodeAll(array, array)).isEqualTo(Bytes.hex("11 09 03 01 06 03 61 11 09 03 01 06 03 61"));
    }
}

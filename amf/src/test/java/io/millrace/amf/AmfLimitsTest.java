package io.millrace.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are small to send and would be large to hold, or to walk. */
class AmfLimitsTest {
    private static final String TOO_DEEP = "more than 64 levels of values inside each other";
    private static final String TOO_MANY = "more than 65536 elements in one message";

    @Test
    @DisplayName("A0-07: 64 levels are read, 65 are not, and a million do not overflow the stack")
    void limitsDepth() {
        assertThatCode(() -> Amf0.decodeAll(nested(64))).doesNotThrowAnyException();
        assertThatAmf0(nested(65)).hasMessage(TOO_DEEP);
        assertThatAmf0(nested(1_000_000)).hasMessage(TOO_DEEP);
    }

    @Test
    @DisplayName("A3-10: depth is limited in AMF3, and counts on from AMF0 around it")
    void limitsDepthOfAmf3() {
        assertThatCode(() -> Amf3Values.decodeAll(Bytes.hex("090301".repeat(63) + "090101")))
                .doesNotThrowAnyException();
        assertThatAmf3(Bytes.hex("090301".repeat(64) + "090101")).hasMessage(TOO_DEEP);
        assertThatAmf3(Bytes.hex("090301".repeat(1_000_000))).hasMessage(TOO_DEEP);
        assertThatAmf3(Bytes.hex("0A07 43" + "666C65782E6D6573736167696E672E696F2E4172726179436F6C6C656374696F6E"
                        + "0A01".repeat(1_000_000)))
                .hasMessage(TOO_DEEP);
        assertThatAmf0(Bytes.hex("0A00000001".repeat(32) + "11" + "090301".repeat(33) + "01"))
                .hasMessage(TOO_DEEP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0A FFFFFFFF", "0A FFFFFFFF 05", "0A 7FFFFFFF 0505", "0A 00000002 05"})
    @DisplayName("A0-07: a strict array that announces more values than there are bytes is refused at once")
    void refusesCountsBeyondTheMessage(String hex) {
        assertThatAmf0(Bytes.hex(hex)).hasMessageStartingWith("strict array of ");
    }

    @Test
    @DisplayName("A0-07: 65536 elements are read, one more is not")
    void limitsElements() {
        assertThat(Amf0.decodeAll(Bytes.hex("05".repeat(65_536)))).hasSize(65_536);
        assertThatAmf0(Bytes.hex("05".repeat(65_537))).hasMessage(TOO_MANY);
        assertThatAmf0(Bytes.hex("0A 0001FFFF" + "05".repeat(0x1FFFF))).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A3-10: items of vectors and sealed names are elements too")
    void limitsElementsOfAmf3() {
        assertThatAmf3(Bytes.hex("01".repeat(65_537))).hasMessage(TOO_MANY);
        // 65536 items and the vector itself; 65536 << 1 | 1 is 88 80 01
        assertThatAmf3(Bytes.hex("0D 888001 00" + "00000000".repeat(65_536))).hasMessage(TOO_MANY);
        // 65536 names and the object; 65536 << 4 | 3 is C0 80 03
        assertThatAmf3(Bytes.hex("0A C08003 01" + "01".repeat(131_072))).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A0-07: all AMF3 values of a message draw on one budget")
    void sharesTheBudgetWithAmf3() {
        assertThatAmf0(Bytes.hex("1101".repeat(32_769))).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A0-05, A0-07: references that double a value forty times are refused")
    void refusesDoublingReferences() {
        var out = new ByteWriter().u8(Amf0Marker.STRICT_ARRAY).u32(0);
        for (int i = 0; i < 40; i++) {
            out.u8(Amf0Marker.STRICT_ARRAY).u32(2);
            out.u8(Amf0Marker.REFERENCE).u16(i).u8(Amf0Marker.REFERENCE).u16(i);
        }
        assertThatAmf0(out.toBytes()).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A3-08, A3-10: references that double a value forty times are refused in AMF3")
    void refusesDoublingReferencesOfAmf3() {
        var out = new ByteWriter().u8(Amf3Marker.ARRAY).u8(1).u8(1);
        for (int i = 0; i < 40; i++) {
            out.u8(Amf3Marker.ARRAY).u8(5).u8(1);
            out.u8(Amf3Marker.ARRAY).u8(i << 1).u8(Amf3Marker.ARRAY).u8(i << 1);
        }
        assertThatAmf3(out.toBytes()).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A0-07: a reference brings the levels of what it stands for")
    void limitsDepthThroughReferences() {
        var out = new ByteWriter().u8(Amf0Marker.STRICT_ARRAY).u32(0);
        for (int i = 0; i < 64; i++) {
            out.u8(Amf0Marker.STRICT_ARRAY).u32(1).u8(Amf0Marker.REFERENCE).u16(i);
        }
        assertThatAmf0(out.toBytes()).hasMessage(TOO_DEEP);
        assertThatCode(() -> Amf0.decodeAll(out.toBytes().slice(0, 5 + 63 * 8))).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("A0-07: a reference costs the text it repeats, one element for 64 characters")
    void limitsTextThroughReferences() {
        var text = AmfProperties.builder().put("text", "x".repeat(64_000)).buildObject();
        Bytes once = Amf0.encodeAll(text);
        assertThatCode(() -> Amf0.decodeAll(withReferences(once, 60))).doesNotThrowAnyException();
        assertThatAmf0(withReferences(once, 70)).hasMessage(TOO_MANY);
    }

    /** The text of 64000 characters, then as many repetitions of it as go above the limit. */
    @ParameterizedTest
    @CsvSource({
        "06 87E801, '', 06 00", // a string by reference
        "0C 87E801, '', 0C 00", // a ByteArray by reference
        "0A 0B 87E801, 01, 0A 01 01" // a class name, by reference to its traits
    })
    @DisplayName("A3-10: a reference costs the text it repeats in each of the three tables")
    void limitsTextThroughReferencesOfAmf3(String header, String rest, String reference) {
        // 64000 << 1 | 1 is 87 E8 01
        String first = header + "78".repeat(64_000) + rest;
        assertThatCode(() -> Amf3Values.decodeAll(Bytes.hex(first + reference.repeat(60))))
                .doesNotThrowAnyException();
        assertThatAmf3(Bytes.hex(first + reference.repeat(70))).hasMessage(TOO_MANY);
    }

    @Test
    @DisplayName("A0-07, A3-10: limits can be set")
    void takesOtherLimits() {
        var limits = new AmfLimits(1, 3);
        var reader = new Amf0Reader(new ByteReader(new byte[] {5, 5, 5, 5}), limits);
        for (int i = 0; i < 3; i++) {
            assertThatCode(reader::next).doesNotThrowAnyException();
        }
        assertThatThrownBy(reader::next).isInstanceOf(AmfException.class).hasMessageContaining("more than 3 elements");
        var deep = new Amf3Reader(Bytes.hex("09 03 01 09 01 01").reader(), limits);
        assertThatThrownBy(deep::next).isInstanceOf(AmfException.class).hasMessageContaining("more than 1 levels");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1"})
    void limitsAreAtLeastOne(int depth, int elements) {
        assertThatThrownBy(() -> new AmfLimits(depth, elements)).isInstanceOf(IllegalArgumentException.class);
    }

    /** So many strict arrays of one value inside each other, the innermost empty. */
    private static Bytes nested(int levels) {
        return Bytes.hex("0A00000001".repeat(levels - 1) + "0A00000000");
    }

    private static Bytes withReferences(Bytes first, int count) {
        return Bytes.hex(first.toHex() + "070000".repeat(count));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatAmf0(Bytes message) {
        return assertThatThrownBy(() -> Amf0.decodeAll(message)).isInstanceOf(AmfException.class);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatAmf3(Bytes message) {
        return assertThatThrownBy(() -> Amf3Values.decodeAll(message)).isInstanceOf(AmfException.class);
    }
}

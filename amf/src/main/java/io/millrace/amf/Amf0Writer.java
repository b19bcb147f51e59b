package io.millrace.amf;

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
import io.millrace.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;

/**
 * Writes the AMF0 values of one message [AMF0 §2], the inverse of {@link Amf0Reader}. Each message takes a new writer:
 * an object or array that it has written before (the same instance, not an equal one) is written as a reference
 * [A0-05]. For one thread.
 */
public final class Amf0Writer {
    private static final int MAX_U16 = 0xFFFF;

    private final ByteWriter out;
    private final IdentityHashMap<AmfValue, Integer> indexes = new IdentityHashMap<>();
    private int complexValues;

    public Amf0Writer(ByteWriter out) {
        this.out = out;
    }

    /**
     * Appends {@code value}.
     *
     * @throws AmfException if AMF0 has no form for it: an empty property name, a name above 65535 bytes [A0-03], an
     *     {@link AmfReference} to what this message does not hold. What was written until then stays in the output.
     */
    public Amf0Writer write(AmfValue value) {
        switch (value) {
            case AmfNumber(double number) -> out.u8(Amf0Marker.NUMBER).f64(number);
            case AmfBoolean(boolean bool) -> out.u8(Amf0Marker.BOOLEAN).u8(bool ? 1 : 0);
            case AmfString(String text) -> string(text);
            case AmfNull() -> out.u8(Amf0Marker.NULL);
            case AmfUndefined() -> out.u8(Amf0Marker.UNDEFINED);
            case AmfUnsupported() -> out.u8(Amf0Marker.UNSUPPORTED);
            case AmfDate(double millis, int ignored) ->
                out.u8(Amf0Marker.DATE).f64(millis).u16(0);
            case AmfXmlDocument(String text) ->
                longText(Amf0Marker.XML_DOCUMENT, text.getBytes(StandardCharsets.UTF_8));
            case AmfReference(int index) -> unresolved(index);
            case AmfObject(AmfProperties properties) -> {
                if (first(value)) {
                    out.u8(Amf0Marker.OBJECT);
                    properties(properties);
                }
            }
            case AmfTypedObject(String className, AmfProperties properties) -> {
                if (first(value)) {
                    out.u8(Amf0Marker.TYPED_OBJECT);
                    shortText("class name", className);
                    properties(properties);
                }
            }
            case AmfEcmaArray(AmfProperties properties) -> {
                if (first(value)) {
                    out.u8(Amf0Marker.ECMA_ARRAY).u32(properties.entries().size());
                    properties(properties);
                }
            }
            case AmfStrictArray(var values) -> {
                if (first(value)) {
                    out.u8(Amf0Marker.STRICT_ARRAY).u32(values.size());
                    values.forEach(this::write);
                }
            }
            case AmfAvmPlus(Amf3Value amf3) -> {
                out.u8(Amf0Marker.AVM_PLUS);
                new Amf3Writer(out).write(amf3); // new tables for each value [A3-04]
            }
        }
        return this;
    }

    /** Gives a complex value its index, or writes a reference if it has one already. */
    private boolean first(AmfValue value) {
        Integer index = indexes.putIfAbsent(value, complexValues);
        if (index != null && index <= MAX_U16) {
            reference(index);
            return false;
        }
        complexValues++;
        return true;
    }

    /** A cycle, as the reader left it. */
    private void unresolved(int index) {
        if (index < 0 || index >= complexValues || index > MAX_U16) {
            throw new AmfException("reference to value " + index + " of " + complexValues);
        }
        reference(index);
    }

    private void reference(int index) {
        out.u8(Amf0Marker.REFERENCE).u16(index);
    }

    private void properties(AmfProperties properties) {
        for (var entry : properties.entries()) {
            if (entry.name().isEmpty()) {
                throw new AmfException("property without a name: an empty name ends the object");
            }
            shortText("property name", entry.name());
            write(entry.value());
        }
        out.u16(0).u8(Amf0Marker.OBJECT_END);
    }

    private void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_U16) {
            longText(Amf0Marker.LONG_STRING, utf8);
        } else {
            out.u8(Amf0Marker.STRING).u16(utf8.length).bytes(utf8);
        }
    }

    private void longText(int marker, byte[] utf8) {
        out.u8(marker).u32(utf8.length).bytes(utf8);
    }

    private void shortText(String what, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_U16) {
            throw new AmfException(what + " of " + utf8.length + " bytes (expected: at most " + MAX_U16 + ")");
        }
        out.u16(utf8.length).bytes(utf8);
    }
}

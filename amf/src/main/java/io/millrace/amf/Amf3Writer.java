package io.millrace.amf;

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
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes AMF3 values [AMF3 §3], the inverse of {@link Amf3Reader}. A writer is one value context [A3-04]: a string or
 * traits equal to earlier ones, and an object that is the same instance as an earlier one, become references. For one
 * thread.
 */
public final class Amf3Writer {
    private static final int MAX_LENGTH = (1 << 28) - 1;
    private static final int MAX_SEALED = (1 << 25) - 1;

    private final ByteWriter out;
    private final Map<String, Integer> strings = new HashMap<>();
    private final Map<TraitsKey, Integer> traits = new HashMap<>();
    private final IdentityHashMap<Amf3Value, Integer> indexes = new IdentityHashMap<>();
    /** The marker of each value in the object table: a reference repeats the marker of what it points at. */
    private final List<Integer> markers = new ArrayList<>();

    public Amf3Writer(ByteWriter out) {
        this.out = out;
    }

    /**
     * Appends {@code value}.
     *
     * @throws AmfException if AMF3 has no form for it: a member without a name, a length above 2^28 - 1, an
     *     {@link Amf3Reference} to what this context does not hold. What was written until then stays in the output.
     */
    public Amf3Writer write(Amf3Value value) {
        switch (value) {
            case Amf3Undefined() -> out.u8(Amf3Marker.UNDEFINED);
            case Amf3Null() -> out.u8(Amf3Marker.NULL);
            case Amf3Boolean(boolean bool) -> out.u8(bool ? Amf3Marker.TRUE : Amf3Marker.FALSE);
            case Amf3Integer(int number) -> {
                out.u8(Amf3Marker.INTEGER);
                u29(number & 0x1FFF_FFFF);
            }
            case Amf3Double(double number) -> out.u8(Amf3Marker.DOUBLE).f64(number);
            case Amf3String(String text) -> {
                out.u8(Amf3Marker.STRING);
                string(text);
            }
            case Amf3Reference(int index) -> reference(index);
            case Amf3XmlDocument(String text) -> complex(value, Amf3Marker.XML_DOCUMENT, () -> text(text));
            case Amf3Xml(String text) -> complex(value, Amf3Marker.XML, () -> text(text));
            case Amf3Date(double millis) ->
                complex(value, Amf3Marker.DATE, () -> out.u8(1).f64(millis));
            case Amf3ByteArray(Bytes bytes) ->
                complex(value, Amf3Marker.BYTE_ARRAY, () -> {
                    length(bytes.length());
                    out.bytes(bytes);
                });
            case Amf3Array(var associative, var dense) ->
                complex(value, Amf3Marker.ARRAY, () -> {
                    length(dense.size());
                    members(associative);
                    dense.forEach(this::write);
                });
            case Amf3Object object -> complex(value, Amf3Marker.OBJECT, () -> object(object));
            case Amf3Externalizable(String className, Amf3Value content) ->
                complex(value, Amf3Marker.OBJECT, () -> {
                    traits(new TraitsKey(new Amf3Traits(className, false, List.of()), true));
                    write(content);
                });
            case Amf3VectorInt(boolean fixed, var values) ->
                complex(value, Amf3Marker.VECTOR_INT, () -> {
                    vector(values.size(), fixed);
                    values.forEach(out::u32);
                });
            case Amf3VectorUint(boolean fixed, var values) ->
                complex(value, Amf3Marker.VECTOR_UINT, () -> {
                    vector(values.size(), fixed);
                    values.forEach(out::u32);
                });
            case Amf3VectorDouble(boolean fixed, var values) ->
                complex(value, Amf3Marker.VECTOR_DOUBLE, () -> {
                    vector(values.size(), fixed);
                    values.forEach(out::f64);
                });
            case Amf3VectorObject(boolean fixed, String typeName, var values) ->
                complex(value, Amf3Marker.VECTOR_OBJECT, () -> {
                    vector(values.size(), fixed);
                    string(typeName);
                    values.forEach(this::write);
                });
            case Amf3Dictionary(boolean weakKeys, var entries) ->
                complex(value, Amf3Marker.DICTIONARY, () -> {
                    vector(entries.size(), weakKeys);
                    entries.forEach(entry -> write(entry.key()).write(entry.value()));
                });
        }
        return this;
    }

    /** The value in full if it is new, else a reference to it. */
    private void complex(Amf3Value value, int marker, Runnable content) {
        Integer index = indexes.putIfAbsent(value, markers.size());
        if (index != null) {
            reference(index);
        } else {
            markers.add(marker);
            out.u8(marker);
            content.run();
        }
    }

    private void reference(int index) {
        if (index < 0 || index >= markers.size()) {
            throw new AmfException("reference to AMF3 value " + index + " of " + markers.size());
        }
        out.u8(markers.get(index));
        u29(index << 1);
    }

    private void object(Amf3Object object) {
        traits(new TraitsKey(object.traits(), false));
        object.sealedValues().forEach(this::write);
        if (object.traits().dynamic()) {
            members(object.dynamicMembers());
        }
    }

    /** Bits as in {@link Amf3Reader}. */
    private void traits(TraitsKey key) {
        Integer index = traits.putIfAbsent(key, traits.size());
        if (index != null) {
            u29(index << 2 | 0b01);
            return;
        }
        List<String> names = key.traits().sealedNames();
        if (names.size() > MAX_SEALED) {
            throw new AmfException(names.size() + " sealed members (expected: at most " + MAX_SEALED + ")");
        }
        int dynamic = key.traits().dynamic() ? 0b1000 : 0;
        u29(key.externalizable() ? 0b0111 : names.size() << 4 | dynamic | 0b0011);
        string(key.traits().className());
        names.forEach(this::string);
    }

    private void members(List<Amf3Member> members) {
        for (var member : members) {
            if (member.name().isEmpty()) {
                throw new AmfException("AMF3 member without a name: an empty name ends the members");
            }
            string(member.name());
            write(member.value());
        }
        string("");
    }

    private void vector(int count, boolean flag) {
        length(count);
        out.u8(flag ? 1 : 0);
    }

    private void string(String text) {
        Integer index = text.isEmpty() ? null : strings.putIfAbsent(text, strings.size());
        if (index != null) {
            u29(index << 1);
        } else {
            text(text);
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        length(utf8.length);
        out.bytes(utf8);
    }

    private void length(int length) {
        if (length > MAX_LENGTH) {
            throw new AmfException("AMF3 length " + length + " (expected: at most " + MAX_LENGTH + ")");
        }
        u29(length << 1 | 1);
    }

    private void u29(int value) {
        if (value < 1 << 7) {
            out.u8(value);
        } else if (value < 1 << 14) {
            out.u8(value >> 7 | 0x80).u8(value & 0x7F);
        } else if (value < 1 << 21) {
            out.u8(value >> 14 | 0x80).u8(value >> 7 | 0x80).u8(value & 0x7F);
        } else {
            out.u8(value >> 22 | 0x80)
                    .u8(value >> 15 | 0x80)
                    .u8(value >> 8 | 0x80)
                    .u8(value);
        }
    }
}

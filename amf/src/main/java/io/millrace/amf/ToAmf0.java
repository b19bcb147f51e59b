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
import io.millrace.amf.Amf3Value.Amf3Undefined;
import io.millrace.amf.Amf3Value.Amf3VectorDouble;
import io.millrace.amf.Amf3Value.Amf3VectorInt;
import io.millrace.amf.Amf3Value.Amf3VectorObject;
import io.millrace.amf.Amf3Value.Amf3VectorUint;
import io.millrace.amf.Amf3Value.Amf3Xml;
import io.millrace.amf.Amf3Value.Amf3XmlDocument;
import io.millrace.amf.AmfProperties.Entry;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns the AMF3 in one value into AMF0 for {@link AmfConversion}: strictly, or where AMF0 has the type. */
final class ToAmf0 {
    private static final int MAX_NAME_BYTES = 0xFFFF;

    private final boolean strict;
    private final SharedInstances<AmfValue, AmfValue> converted = new SharedInstances<>();
    private final SharedInstances<Amf3Value, AmfValue> converted3 = new SharedInstances<>();

    ToAmf0(boolean strict) {
        this.strict = strict;
    }

    AmfValue convert(AmfValue value) {
        return switch (value) {
            case AmfAvmPlus(Amf3Value amf3) -> !strict && References.in(amf3) ? value : convert(amf3);
            case AmfReference ignored -> new AmfNull();
            case AmfObject(var properties) -> converted.of(value, () -> new AmfObject(convert(properties)));
            case AmfTypedObject(String className, var properties) ->
                converted.of(value, () -> new AmfTypedObject(className, convert(properties)));
            case AmfEcmaArray(var properties) -> converted.of(value, () -> new AmfEcmaArray(convert(properties)));
            case AmfStrictArray(var values) -> converted.of(value, () -> strictArray(values, this::convert));
            default -> value;
        };
    }

    private AmfProperties convert(AmfProperties properties) {
        return new AmfProperties(properties.entries().stream()
                .map(entry -> new Entry(entry.name(), convert(entry.value())))
                .toList());
    }

    private AmfValue convert(Amf3Value value) {
        return switch (value) {
            case Amf3Undefined() -> new AmfUndefined();
            case Amf3Null() -> new AmfNull();
            case Amf3Boolean(boolean bool) -> new AmfBoolean(bool);
            case Amf3Integer(int number) -> new AmfNumber(number);
            case Amf3Double(double number) -> new AmfNumber(number);
            case Amf3String(String text) -> new AmfString(text);
            case Amf3XmlDocument(String text) -> new AmfXmlDocument(text);
            case Amf3Date(double millis) -> new AmfDate(millis);
            case Amf3Reference ignored -> new AmfNull();
            case Amf3Xml(String text) -> nearest(value, () -> new AmfXmlDocument(text));
            case Amf3ByteArray ignored -> nearest(value, AmfUnsupported::new);
            case Amf3Dictionary ignored -> nearest(value, AmfUnsupported::new);
            case Amf3Externalizable(String ignored, Amf3Value content) -> nearest(value, () -> convert(content));
            case Amf3VectorInt(boolean ignored, var values) -> nearest(value, () -> numbers(values));
            case Amf3VectorUint(boolean ignored, var values) -> nearest(value, () -> numbers(values));
            case Amf3VectorDouble(boolean ignored, var values) -> nearest(value, () -> numbers(values));
            case Amf3VectorObject(boolean ignored, String type, var values) ->
                nearest(value, () -> strictArray(values, this::convert));
            case Amf3Array array -> converted3.of(value, () -> array(array));
            case Amf3Object object -> converted3.of(value, () -> object(object));
        };
    }

    private AmfValue nearest(Amf3Value value, Supplier<AmfValue> nearest) {
        return strict ? converted3.of(value, nearest) : new AmfAvmPlus(value);
    }

    private static <T> AmfStrictArray strictArray(List<T> values, Function<T, AmfValue> conversion) {
        return new AmfStrictArray(values.stream().map(conversion).toList());
    }

    private static AmfStrictArray numbers(List<? extends Number> values) {
        return strictArray(values, number -> new AmfNumber(number.doubleValue()));
    }

    private AmfValue array(Amf3Array array) {
        if (array.associative().isEmpty()) {
            return strictArray(array.dense(), this::convert);
        }
        var members = new ArrayList<>(array.associative());
        for (int i = 0; i < array.dense().size(); i++) {
            members.add(new Amf3Member(Integer.toString(i), array.dense().get(i)));
        }
        return writable(members) ? new AmfEcmaArray(properties(members)) : new AmfAvmPlus(array);
    }

    private AmfValue object(Amf3Object object) {
        String className = object.traits().className();
        var members = new ArrayList<Amf3Member>();
        for (int i = 0; i < object.sealedValues().size(); i++) {
            members.add(new Amf3Member(
                    object.traits().sealedNames().get(i), object.sealedValues().get(i)));
        }
        members.addAll(object.dynamicMembers());
        if (!writable(members) || !(strict || short16(className))) {
            return new AmfAvmPlus(object);
        }
        boolean typed = !className.isEmpty() && short16(className);
        return typed ? new AmfTypedObject(className, properties(members)) : new AmfObject(properties(members));
    }

    /** Strictly it always is: what has no name in AMF0 is left out. */
    private boolean writable(List<Amf3Member> members) {
        return strict || members.stream().allMatch(ToAmf0::hasName);
    }

    private AmfProperties properties(List<Amf3Member> members) {
        return new AmfProperties(members.stream()
                .filter(ToAmf0::hasName)
                .map(member -> new Entry(member.name(), convert(member.value())))
                .toList());
    }

    /** An empty name ends an object of AMF0, and the length of a name has 16 bits [A0-03]. */
    private static boolean hasName(Amf3Member member) {
        return !member.name().isEmpty() && short16(member.name());
    }

    private static boolean short16(String text) {
        return text.length() <= MAX_NAME_BYTES / 3 || text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }
}

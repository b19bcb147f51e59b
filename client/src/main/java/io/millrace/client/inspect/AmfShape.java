package io.millrace.client.inspect;

import io.millrace.amf.Amf3Value;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** AMF values as they are shown: with their types where those say more than the value itself. */
final class AmfShape {
    private AmfShape() {}

    static Value of(AmfValue value) {
        return switch (value) {
            case AmfValue.AmfNumber(double number) -> number(number);
            case AmfValue.AmfBoolean(boolean flag) -> new Value.Flag(flag);
            case AmfValue.AmfString(String text) -> new Value.Text(text);
            case AmfValue.AmfObject(AmfProperties properties) -> group("", properties);
            case AmfValue.AmfNull() -> new Value.Null();
            case AmfValue.AmfUndefined() -> new Value.Word("undefined");
            case AmfValue.AmfReference(int index) -> new Value.Word("reference " + index);
            case AmfValue.AmfEcmaArray(AmfProperties properties) -> group("ECMA array", properties);
            case AmfValue.AmfStrictArray(List<AmfValue> values) ->
                new Value.Items("", values.stream().map(AmfShape::of).toList());
            case AmfValue.AmfDate(double millis, int timeZone) -> date(millis);
            case AmfValue.AmfUnsupported() -> new Value.Word("unsupported");
            case AmfValue.AmfXmlDocument(String xml) -> new Value.Text(xml);
            case AmfValue.AmfTypedObject(String className, AmfProperties properties) -> group(className, properties);
            case AmfValue.AmfAvmPlus(Amf3Value inner) ->
                new Value.Group("AMF3", List.of(new Field("value", of(inner))));
        };
    }

    private static Value of(Amf3Value value) {
        return switch (value) {
            case Amf3Value.Amf3Undefined() -> new Value.Word("undefined");
            case Amf3Value.Amf3Null() -> new Value.Null();
            case Amf3Value.Amf3Boolean(boolean flag) -> new Value.Flag(flag);
            case Amf3Value.Amf3Integer(int number) -> new Value.Whole(number);
            case Amf3Value.Amf3Double(double number) -> number(number);
            case Amf3Value.Amf3String(String text) -> new Value.Text(text);
            case Amf3Value.Amf3XmlDocument(String xml) -> new Value.Text(xml);
            case Amf3Value.Amf3Date(double millis) -> date(millis);
            case Amf3Value.Amf3Array(List<Amf3Member> associative, List<Amf3Value> dense) ->
                associative.isEmpty() ? items("", dense) : array(associative, dense);
            case Amf3Object object -> object(object);
            case Amf3Value.Amf3Externalizable(String className, Amf3Value content) ->
                new Value.Group(className, List.of(new Field("content", of(content))));
            case Amf3Value.Amf3Xml(String xml) -> new Value.Text(xml);
            case Amf3Value.Amf3ByteArray(var bytes) -> new Value.Hex(bytes);
            case Amf3Value.Amf3VectorInt(boolean fixed, List<Integer> values) ->
                new Value.Items(
                        "Vector<int>",
                        values.stream().<Value>map(Value.Whole::new).toList());
            case Amf3Value.Amf3VectorUint(boolean fixed, List<Long> values) ->
                new Value.Items(
                        "Vector<uint>",
                        values.stream().<Value>map(Value.Whole::new).toList());
            case Amf3Value.Amf3VectorDouble(boolean fixed, List<Double> values) ->
                new Value.Items(
                        "Vector<Number>", values.stream().map(AmfShape::number).toList());
            case Amf3Value.Amf3VectorObject(boolean fixed, String typeName, List<Amf3Value> values) ->
                items("Vector<" + typeName + ">", values);
            case Amf3Value.Amf3Dictionary(boolean weakKeys, List<Amf3Value.Amf3Dictionary.Entry> entries) ->
                new Value.Items(
                        "Dictionary", entries.stream().map(AmfShape::entry).toList());
            case Amf3Value.Amf3Reference(int index) -> new Value.Word("reference " + index);
        };
    }

    private static Value number(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        boolean negativeZero = number == 0 && 1 / number < 0;
        return whole && !negativeZero ? new Value.Whole((long) number) : new Value.Real(number);
    }

    private static Value date(double millis) {
        try {
            return new Value.Word("date " + Instant.ofEpochMilli((long) millis));
        } catch (DateTimeException e) {
            return new Value.Word("date " + millis);
        }
    }

    private static Value group(String label, AmfProperties properties) {
        return new Value.Group(
                label,
                properties.entries().stream()
                        .map(entry -> new Field(entry.name(), of(entry.value())))
                        .toList());
    }

    private static Value items(String label, List<Amf3Value> values) {
        return new Value.Items(label, values.stream().map(AmfShape::of).toList());
    }

    private static Value array(List<Amf3Member> associative, List<Amf3Value> dense) {
        List<Field> fields = members(associative);
        for (int i = 0; i < dense.size(); i++) {
            fields.add(new Field(Integer.toString(i), of(dense.get(i))));
        }
        return new Value.Group("array", fields);
    }

    private static Value object(Amf3Object object) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < object.sealedValues().size(); i++) {
            fields.add(new Field(
                    object.traits().sealedNames().get(i),
                    of(object.sealedValues().get(i))));
        }
        fields.addAll(members(object.dynamicMembers()));
        return new Value.Group(object.traits().className(), fields);
    }

    private static List<Field> members(List<Amf3Member> members) {
        List<Field> fields = new ArrayList<>();
        members.forEach(member -> fields.add(new Field(member.name(), of(member.value()))));
        return fields;
    }

    private static Value entry(Amf3Value.Amf3Dictionary.Entry entry) {
        return new Value.Group("", List.of(new Field("key", of(entry.key())), new Field("value", of(entry.value()))));
    }
}

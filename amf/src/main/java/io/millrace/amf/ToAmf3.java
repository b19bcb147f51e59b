package io.millrace.amf;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3Boolean;
import io.millrace.amf.Amf3Value.Amf3Date;
import io.millrace.amf.Amf3Value.Amf3Double;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.Amf3Value.Amf3Member;
import io.millrace.amf.Amf3Value.Amf3Null;
import io.millrace.amf.Amf3Value.Amf3Object;
import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.Amf3Value.Amf3Traits;
import io.millrace.amf.Amf3Value.Amf3Undefined;
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
import java.util.List;

/** Turns one AMF0 value into AMF3 for {@link AmfConversion}. */
final class ToAmf3 {
    private static final Amf3Traits ANONYMOUS = new Amf3Traits("", true, List.of());

    private final SharedInstances<AmfValue, Amf3Value> converted = new SharedInstances<>();

    Amf3Value convert(AmfValue value) {
        return switch (value) {
            case AmfNumber(double number) -> number(number);
            case AmfBoolean(boolean bool) -> new Amf3Boolean(bool);
            case AmfString(String text) -> new Amf3String(text);
            case AmfNull() -> new Amf3Null();
            case AmfUndefined() -> new Amf3Undefined();
            case AmfUnsupported() -> new Amf3Undefined();
            case AmfDate(double millis, int ignored) -> new Amf3Date(millis);
            case AmfXmlDocument(String text) -> new Amf3XmlDocument(text);
            case AmfReference ignored -> new Amf3Null();
            case AmfAvmPlus(Amf3Value amf3) -> References.in(amf3) ? new Amf3Null() : amf3;
            case AmfObject(var properties) -> converted.of(value, () -> anonymous(properties));
            case AmfTypedObject(String className, var properties) ->
                converted.of(value, () -> className.isEmpty() ? anonymous(properties) : typed(className, properties));
            case AmfEcmaArray(var properties) ->
                converted.of(value, () -> new Amf3Array(members(properties), List.of()));
            case AmfStrictArray(var values) -> converted.of(value, () -> new Amf3Array(List.of(), convertAll(values)));
        };
    }

    private static Amf3Value number(double number) {
        int whole = (int) number;
        boolean fits = Double.compare(whole, number) == 0 && whole >= Amf3Integer.MIN && whole <= Amf3Integer.MAX;
        return fits ? new Amf3Integer(whole) : new Amf3Double(number); // -0.0 does not fit
    }

    private Amf3Object anonymous(AmfProperties properties) {
        return new Amf3Object(ANONYMOUS, List.of(), members(properties));
    }

    /** Sealed, as the members of an ActionScript class are unless it says otherwise. */
    private Amf3Object typed(String className, AmfProperties properties) {
        var names = properties.entries().stream().map(Entry::name).toList();
        var values = properties.entries().stream().map(Entry::value).toList();
        return new Amf3Object(new Amf3Traits(className, false, names), convertAll(values), List.of());
    }

    private List<Amf3Member> members(AmfProperties properties) {
        return properties.entries().stream()
                .map(entry -> new Amf3Member(entry.name(), convert(entry.value())))
                .toList();
    }

    private List<Amf3Value> convertAll(List<AmfValue> values) {
        return values.stream().map(this::convert).toList();
    }
}

package io.millrace.amf;

import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;

/**
 * From one AMF model to the other. Any thread may call.
 *
 * <p>A value keeps its type where the other model has it. What differs otherwise:
 *
 * <ul>
 *   <li>AMF0 to AMF3: a whole number of 29 bits is an integer; unsupported is undefined; a date has no time zone.
 *   <li>AMF3 to AMF0: integers and doubles are numbers; an array with an associative part is an ECMA array that has the
 *       dense part under "0", "1", ..., any other a strict array; sealed and dynamic members are properties alike.
 *   <li>Cycles: the number in a reference means something only where it was read. Such an AMF3 value stays AMF3 as a
 *       whole; anywhere else null stands in the place of the reference, or of the AMF3 value that holds it.
 * </ul>
 *
 * <p>A value that occurs twice as one instance does so in the result, so the work is in proportion to what a message
 * holds and not to what its references stand for. All throw an {@link AmfException} for values that lie inside each
 * other deeper than any reader takes them ({@link AmfLimits#DEFAULT}).
 */
public final class AmfConversion {
    private AmfConversion() {}

    /** That value in AMF3; what an {@link AmfAvmPlus} holds is AMF3 already. */
    public static Amf3Value toAmf3(AmfValue value) {
        return value instanceof AmfAvmPlus(Amf3Value amf3) ? amf3 : new ToAmf3().convert(value);
    }

    /**
     * The value for peers that have agreed to AMF3. Numbers, strings and the like are the same thing in
     * either, and every peer reads them as AMF0; all else goes as AMF3, in an {@link AmfAvmPlus}.
     */
    public static AmfValue agreedAmf3(AmfValue value) {
        return switch (value) {
            case AmfNumber number -> number;
            case AmfBoolean bool -> bool;
            case AmfString text -> text;
            case AmfNull nothing -> nothing;
            case AmfUndefined nothing -> nothing;
            default -> new AmfAvmPlus(toAmf3(value));
        };
    }

    /**
     * That value in AMF0. Without a counterpart there, and so left as AMF3 in an {@link AmfAvmPlus}, are byte arrays,
     * vectors, dictionaries, externalizable objects, the XML of ActionScript 3, and names that AMF0 cannot write.
     */
    public static AmfValue toAmf0(Amf3Value value) {
        return plain(new AmfAvmPlus(value));
    }

    /**
     * The value for readers that do not care which encoding it came in: each AMF3 value inside is turned into AMF0 as
     * {@link #toAmf0} does. It holds no references, so it may be sent in any message.
     */
    public static AmfValue plain(AmfValue value) {
        return new ToAmf0(false).convert(value);
    }

    /**
     * The value for peers that know nothing of AMF3: what would stay an {@link AmfAvmPlus} becomes the nearest of AMF0.
     * A vector is a strict array, an externalizable object what it wraps, XML an XML document; byte arrays and
     * dictionaries are unsupported; members whose names AMF0 cannot write are left out.
     */
    public static AmfValue strictlyAmf0(AmfValue value) {
        return new ToAmf0(true).convert(value);
    }
}

package io.millrace.server.application;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.command.ConnectRequest;
import java.util.List;

/** Values for a client, in the object encoding it has agreed to. */
final class AgreedValues {
    private AgreedValues() {}

    /** @throws io.millrace.amf.AmfException if the value is deeper than a client reads */
    static AmfValue of(AmfValue value, ConnectRequest client) {
        if (client.objectEncoding() != ConnectRequest.AMF3) {
            return AmfConversion.strictlyAmf0(value);
        }
        return switch (value) {
            case AmfNumber number -> number;
            case AmfBoolean bool -> bool;
            case AmfString text -> text;
            case AmfNull nothing -> nothing;
            case AmfUndefined nothing -> nothing;
            default -> new AmfAvmPlus(AmfConversion.toAmf3(value));
        };
    }

    static List<AmfValue> of(AmfValue[] values, ConnectRequest client) {
        return List.of(values).stream().map(value -> of(value, client)).toList();
    }
}

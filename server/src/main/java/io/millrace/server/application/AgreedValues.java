package io.millrace.server.application;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.ConnectRequest;
import java.util.List;

/** Values for a client, in the object encoding it has agreed to. */
final class AgreedValues {
    private AgreedValues() {}

    /** @throws io.millrace.amf.AmfException if the value is deeper than a client reads */
    static AmfValue of(AmfValue value, ConnectRequest client) {
        return client.objectEncoding() == ConnectRequest.AMF3
                ? AmfConversion.agreedAmf3(value)
                : AmfConversion.strictlyAmf0(value);
    }

    static List<AmfValue> of(AmfValue[] values, ConnectRequest client) {
        return List.of(values).stream().map(value -> of(value, client)).toList();
    }
}

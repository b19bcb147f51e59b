package io.millrace.server.sharedobject;

import io.millrace.bytes.ByteWriter;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;

/** Events in both encodings. */
final class EventBuffer {
    private final ByteWriter amf0 = new ByteWriter();
    private final ByteWriter amf3 = new ByteWriter();

    void add(SharedObjectEvent event) {
        amf0.bytes(SharedObjectCodec.encode(event, false));
        amf3.bytes(SharedObjectCodec.encode(event, true));
    }

    void add(Encoded event) {
        amf0.bytes(event.amf0());
        amf3.bytes(event.amf3());
    }

    Encoded encoded() {
        return new Encoded(amf0.toBytes(), amf3.toBytes());
    }
}

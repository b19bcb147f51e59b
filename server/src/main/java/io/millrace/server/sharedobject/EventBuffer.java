package io.millrace.server.sharedobject;

import io.millrace.bytes.ByteWriter;

/** Events in both encodings. */
final class EventBuffer {
    private final ByteWriter amf0 = new ByteWriter();
    private final ByteWriter amf3 = new ByteWriter();

    void add(Encoded event) {
        amf0.bytes(event.amf0());
        amf3.bytes(event.amf3());
    }

    /** Of the longer encoding. */
    int length() {
        return Math.max(amf0.length(), amf3.length());
    }

    Encoded encoded() {
        return new Encoded(amf0.toBytes(), amf3.toBytes());
    }
}

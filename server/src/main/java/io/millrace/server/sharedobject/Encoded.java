package io.millrace.server.sharedobject;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;

/** Events as they stand in messages, for clients of either encoding. */
record Encoded(Bytes amf0, Bytes amf3) {
    static Encoded of(SharedObjectEvent event) {
        return new Encoded(SharedObjectCodec.encode(event, false), SharedObjectCodec.encode(event, true));
    }

    Bytes in(boolean wantsAmf3) {
        return wantsAmf3 ? amf3 : amf0;
    }

    /** Of the longer one. */
    int length() {
        return Math.max(amf0.length(), amf3.length());
    }
}

package io.millrace.server.sharedobject;

import io.millrace.amf.AmfLimits;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;

/** Events as they stand in messages, for clients of either encoding. */
record Encoded(Bytes amf0, Bytes amf3) {
    /** For what we have encoded: it was within a limit then, and in bytes, with all that AMF3 refers to. */
    static final AmfLimits LIMITS = new AmfLimits(AmfLimits.DEFAULT.depth(), Integer.MAX_VALUE);

    static Encoded of(SharedObjectEvent event) {
        return of(event, Integer.MAX_VALUE);
    }

    /** @throws io.millrace.rtmp.ProtocolException of MESSAGE scope if it is longer than that in either encoding */
    static Encoded of(SharedObjectEvent event, int maxBytes) {
        return new Encoded(
                SharedObjectCodec.encode(event, false, maxBytes), SharedObjectCodec.encode(event, true, maxBytes));
    }

    Bytes in(boolean wantsAmf3) {
        return wantsAmf3 ? amf3 : amf0;
    }

    /** As {@code event}, whose form this is, came: in that encoding nothing is lost. */
    Bytes asReceived(SharedObjectEvent event) {
        return in(
                switch (event) {
                    case Change(String slot, AmfValue value) -> value instanceof AmfAvmPlus;
                    case SendMessage message -> message.arguments().stream().anyMatch(AmfAvmPlus.class::isInstance);
                    default -> false;
                });
    }

    /** The event that {@code one}, in either encoding, is. */
    static SharedObjectEvent decode(Bytes one) {
        var message = new ByteWriter()
                .bytes(SharedObjectCodec.header("", 0, false))
                .bytes(one)
                .toBytes();
        return SharedObjectCodec.decode(message, LIMITS).events().getFirst();
    }

    /** Of the longer one. */
    int length() {
        return Math.max(amf0.length(), amf3.length());
    }
}

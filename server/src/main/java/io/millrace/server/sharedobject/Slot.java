package io.millrace.server.sharedobject;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import org.jspecify.annotations.Nullable;

/**
 * The value of a slot, as the event that tells of it: encoded once for all who are told. A tree of objects would take
 * many times the memory.
 *
 * @param asSet in the encoding in which the value came, which loses nothing
 * @param version of the object when it was set
 * @param author who set it; null when nobody here did
 * @param toldAuthor the version in which the author was last told a value of the slot, or its removal
 */
record Slot(
        Encoded change, Bytes asSet, long version, @Nullable Object author, long toldAuthor) {
    /** What an event has beside its data: its type and length. */
    private static final int EVENT_HEADER = 5;

    static Slot of(String name, AmfValue value, long version, @Nullable Object author, long toldAuthor) {
        Encoded change = Encoded.of(new Change(name, value));
        boolean amf3 = value instanceof AmfValue.AmfAvmPlus;
        return new Slot(change, change.in(amf3), version, author, toldAuthor);
    }

    /** The version in which {@code user} was last told a value of the slot, or its removal. */
    long told(Object user) {
        return user.equals(author) ? toldAuthor : version;
    }

    /** Bytes of name and value, in the longer encoding. */
    int size() {
        return change.length() - EVENT_HEADER;
    }

    /** The value for Java code. */
    AmfValue value() {
        var message = new ByteWriter()
                .bytes(SharedObjectCodec.header("", 0, false))
                .bytes(asSet)
                .toBytes();
        Change decoded = (Change) SharedObjectCodec.decode(message).events().getFirst();
        return AmfConversion.plain(decoded.value());
    }
}

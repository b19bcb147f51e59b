package io.millrace.server.sharedobject;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
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

    /** @throws io.millrace.rtmp.ProtocolException of MESSAGE scope if its {@link #size} were above that */
    static Slot of(Change change, int maxBytes, long version, @Nullable Object author, long toldAuthor) {
        Encoded encoded = Encoded.of(change, EVENT_HEADER + maxBytes);
        return new Slot(encoded, encoded.asReceived(change), version, author, toldAuthor);
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
        return AmfConversion.plain(((Change) Encoded.decode(asSet)).value());
    }
}

package io.millrace.client;

import io.millrace.amf.AmfValue;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slots of a shared object. A server can fill them, so there is a bound. For any threads. */
final class SharedContent {
    static final int MAX_BYTES = 16 << 20;

    /** What a slot costs beside its bytes, so that many small ones are bounded too. */
    private static final int SLOT_BYTES = 128;

    private final Map<String, Slot> slots = new HashMap<>();
    private long bytes;
    private @Nullable Map<String, AmfValue> copy; // of what is there now, once somebody has asked

    /** A value, and what it and its name cost. */
    private record Slot(AmfValue value, int bytes) {}

    /**
     * Sets one.
     *
     * @throws RtmpException of kind OVERFLOW if that is more than may be kept; nothing has changed then
     */
    synchronized void put(String name, AmfValue value) throws RtmpException {
        int cost = SLOT_BYTES + length(new Change(name, value));
        Slot before = slots.get(name);
        long total = bytes + cost - (before == null ? 0 : before.bytes());
        if (total > MAX_BYTES) {
            throw overflow();
        }
        slots.put(name, new Slot(value, cost));
        bytes = total;
        copy = null;
    }

    synchronized void remove(String name) {
        Slot removed = slots.remove(name);
        if (removed != null) {
            bytes -= removed.bytes();
            copy = null;
        }
    }

    synchronized void clear() {
        slots.clear();
        bytes = 0;
        copy = null;
    }

    /** Unchangeable. Made anew when it is asked for after a change, and not at each of many. */
    synchronized Map<String, AmfValue> copy() {
        Map<String, AmfValue> current = copy;
        if (current == null) {
            Map<String, AmfValue> values = HashMap.newHashMap(slots.size());
            slots.forEach((name, slot) -> values.put(name, slot.value()));
            current = Collections.unmodifiableMap(values);
            copy = current;
        }
        return current;
    }

    private static int length(Change change) throws RtmpException {
        try {
            return SharedObjectCodec.encode(change, false, MAX_BYTES).length();
        } catch (ProtocolException e) {
            throw overflow();
        }
    }

    private static RtmpException overflow() {
        return new RtmpException(Kind.OVERFLOW, "the content is more than " + MAX_BYTES + " bytes");
    }
}

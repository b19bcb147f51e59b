package io.millrace.rtmp.sharedobject;

import java.util.List;

/**
 * What one message says of one shared object: the body of an {@code RtmpMessage.SharedObject}, which
 * {@link SharedObjectCodec} turns it from and to. Immutable, so any thread may read it.
 *
 * @param name of the object, within the application instance
 * @param version 0 to 2^32 - 1: of the content its sender has, which counts accepted changes
 * @param persistent whether the object outlives its users; one name cannot be both
 */
public record SharedObjectMessage(String name, long version, boolean persistent, List<SharedObjectEvent> events) {
    public SharedObjectMessage {
        events = List.copyOf(events);
    }
}

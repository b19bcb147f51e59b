package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import java.util.List;
import java.util.Map;

/**
 * A shared object as an application on the server uses it: clients see what is done here as done by another client. As
 * long as it is not closed, the object exists. Any thread may call; nothing blocks.
 */
public interface ServerSharedObject extends AutoCloseable {
    String name();

    /** How often the content changed. */
    long version();

    /** The slots and their values as of now, a copy. Values that clients sent as AMF3 are in AMF0 as far as that goes. */
    Map<String, AmfValue> slots();

    /**
     * Sets a slot.
     *
     * @return false, and nothing has changed, when a limit on slots or bytes is in the way
     */
    boolean set(String slot, AmfValue value);

    /** Removes a slot, if it is there. */
    void remove(String slot);

    /** Calls {@code handler} of all clients that use the object; nothing is sent that is longer than an object may be. */
    void send(String handler, AmfValue... arguments);

    /**
     * Tells {@code listener} of what clients and other users do from now on, until this is closed. A second listener
     * takes the place of the first.
     */
    void listen(Listener listener);

    @Override
    void close();

    /** Hears of what others do, in order, on a thread of its own that may block. What comes too fast for it is dropped and counted. */
    interface Listener {
        default void changed(String slot, AmfValue value) {}

        default void removed(String slot) {}

        default void message(String handler, List<AmfValue> arguments) {}
    }
}

package io.millrace.client;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared objects that are used over one connection, by name. On its event loop. */
final class SharedObjects {
    private static final Logger log = LoggerFactory.getLogger(SharedObjects.class);

    private final Map<String, RemoteSharedObject> used = new HashMap<>();

    /** False if there is one of that name. */
    boolean add(RemoteSharedObject object) {
        return used.putIfAbsent(object.name(), object) == null;
    }

    void remove(RemoteSharedObject object) {
        used.remove(object.name(), object);
    }

    void received(SharedObject message) {
        try {
            RemoteSharedObject object = used.get(SharedObjectCodec.name(message.body()));
            if (object != null) {
                object.received(message);
            }
        } catch (ProtocolException e) {
            log.debug("shared object: {}", e.getMessage()); // of one object: the connection goes on
        } catch (RuntimeException e) {
            log.error("shared object: a listener failed", e); // likewise
        }
    }

    /** The connection is over. */
    void end(RtmpException why) {
        List.copyOf(used.values()).forEach(object -> object.ended(why));
        used.clear();
    }
}

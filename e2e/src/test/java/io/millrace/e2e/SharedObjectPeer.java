package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawSharedObject;
import io.millrace.testkit.RawSharedObject.Content;
import io.millrace.testkit.RawSharedObject.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client with one shared object, whose content it keeps as a simple client does: what it is told, it does in order. */
final class SharedObjectPeer implements AutoCloseable {
    private final RawRtmpPeer peer;
    private final int typeId;
    private final String name;
    private final boolean persistent;
    final Map<String, @Nullable Object> content = new TreeMap<>();
    long version;

    /** @param typeId 19 or 16: it connects with object encoding 0 or 3 */
    SharedObjectPeer(InetSocketAddress server, String app, int typeId, String name, boolean persistent)
            throws IOException {
        this.typeId = typeId;
        this.name = name;
        this.persistent = persistent;
        peer = RawRtmpPeer.open(server);
        peer.handshake();
        if (typeId == RawSharedObject.AMF3) {
            peer.command(0, "connect", 1, Map.of("app", app, "objectEncoding", 3));
            peer.values("_result");
        } else {
            peer.connect(app);
        }
        peer.setChunkSize(65_536);
    }

    RawRtmpPeer peer() {
        return peer;
    }

    /** Uses the object; fails unless it may. Gives the events of the answer. */
    List<Event> use() throws IOException {
        ask(Event.of(RawSharedObject.USE));
        return next().events();
    }

    void set(String slot, Object value) throws IOException {
        content.put(slot, value);
        ask(Event.of(RawSharedObject.REQUEST_CHANGE, slot, value));
    }

    void ask(Event... events) throws IOException {
        ask(new Content(name, version, persistent, List.of(events)));
    }

    void ask(Content message) throws IOException {
        peer.message(3, 0, typeId, 0, RawSharedObject.encode(typeId, message));
    }

    /** The next message about an object. */
    Content next() throws IOException {
        RawRtmpPeer.Message message = peer.read(typeId);
        if (message.streamId() != 0) {
            throw new AssertionError("on message stream " + message.streamId());
        }
        Content told = RawSharedObject.decode(message);
        version = told.version();
        for (Event event : told.events()) {
            switch (event.type()) {
                case RawSharedObject.CLEAR -> content.clear();
                case RawSharedObject.CHANGE ->
                    content.put(event.name(), event.values().getFirst());
                case RawSharedObject.REMOVE -> content.remove(event.name());
                default -> {}
            }
        }
        return told;
    }

    /** All events up to and with the first of that type and name. */
    List<Event> until(int type, String eventName) throws IOException {
        List<Event> events = new ArrayList<>();
        while (events.stream()
                .noneMatch(event -> event.type() == type && event.name().equals(eventName))) {
            events.addAll(next().events());
        }
        return events;
    }

    @Override
    public void close() {
        peer.close();
    }
}

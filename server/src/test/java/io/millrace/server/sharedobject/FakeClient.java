package io.millrace.server.sharedobject;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.application.SharedObjects;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A client that keeps what it is sent, and the content of the object {@code so} as a simple client would: what it sets
 * itself it has at once, and what it is told it does in order, when it reads it.
 */
final class FakeClient implements SharedObjects.Sink {
    private final ScheduledExecutorService loop;
    private final boolean amf3;
    private final InetAddress address;
    private final SharedObjects.Member member;
    final List<SharedObject> sent = new ArrayList<>();
    final Map<String, AmfValue> content = new LinkedHashMap<>();
    private final Queue<SharedObjectMessage> unread = new ArrayDeque<>();
    boolean persistent;
    boolean behind;
    boolean reads = true;
    long version;

    FakeClient(
            SharedObjectService service,
            String instance,
            SharedObjectRules rules,
            ScheduledExecutorService loop,
            boolean amf3) {
        this(service, instance, rules, loop, amf3, InetAddress.getLoopbackAddress());
    }

    FakeClient(
            SharedObjectService service,
            String instance,
            SharedObjectRules rules,
            ScheduledExecutorService loop,
            boolean amf3,
            InetAddress address) {
        this.loop = loop;
        this.amf3 = amf3;
        this.address = address;
        this.member = service.join(instance, rules, this);
    }

    // ---- what a client does ----

    FakeClient use() {
        ask("so", new Use());
        return this;
    }

    void set(String slot, AmfValue value) {
        content.put(slot, value);
        ask("so", new RequestChange(slot, value));
    }

    void set(String slot, double value) {
        set(slot, new AmfNumber(value));
    }

    void remove(String slot) {
        content.remove(slot);
        ask("so", new RequestRemove(slot));
    }

    void ask(String name, SharedObjectEvent... events) {
        received(SharedObjectCodec.encode(new SharedObjectMessage(name, version, persistent, List.of(events)), amf3));
    }

    void received(SharedObject message) {
        member.received(message);
    }

    void close() {
        member.close();
    }

    // ---- what it is told ----

    /** The messages since the last call. */
    List<SharedObjectMessage> told() {
        List<SharedObjectMessage> messages = sent.stream()
                .map(SharedObject::body)
                .map(SharedObjectCodec::decode)
                .toList();
        sent.clear();
        return messages;
    }

    /** The events of those messages. */
    List<SharedObjectEvent> events() {
        return told().stream().flatMap(message -> message.events().stream()).toList();
    }

    @Override
    public void send(SharedObject message) {
        sent.add(message);
        unread.add(SharedObjectCodec.decode(message.body()));
        while (reads && read()) {
            // all of it
        }
    }

    /** Does what the next message says; false if there is none. */
    boolean read() {
        SharedObjectMessage message = unread.poll();
        if (message == null) {
            return false;
        }
        version = message.version();
        for (SharedObjectEvent event : message.events()) {
            switch (event) {
                case Clear clear -> content.clear();
                case Change(String slot, AmfValue value) -> content.put(slot, AmfConversion.plain(value));
                case Remove(String slot) -> content.remove(slot);
                default -> {}
            }
        }
        return true;
    }

    @Override
    public boolean amf3() {
        return amf3;
    }

    @Override
    public boolean isBehind() {
        return behind;
    }

    @Override
    public ScheduledExecutorService loop() {
        return loop;
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return "a client";
    }
}

package io.millrace.server.sharedobject;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.application.SharedObjects.Member;
import io.millrace.server.application.SharedObjects.Sink;
import io.millrace.transport.LogText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client and the objects it uses. On the client's event loop. */
final class ClientMember implements Member {
    private static final Logger log = LoggerFactory.getLogger(ClientMember.class);

    /** What one client may write into the log; more is for the debug log. */
    private static final int MAX_LINES = 5;

    private final SharedObjectService service;
    private final String instance;
    private final SharedObjectRules rules;
    private final Sink sink;
    private final UpdateRate rate;
    private final Map<String, ObjectUser> users = new HashMap<>();
    private final Bytes maker;
    private int lines;

    ClientMember(SharedObjectService service, String instance, SharedObjectRules rules, Sink sink) {
        this.service = service;
        this.instance = instance;
        this.rules = rules;
        this.sink = sink;
        this.maker = Makers.maker(sink.address());
        this.rate = new UpdateRate(service.config().maxUpdatesPerSecond(), System.nanoTime());
    }

    @Override
    public void received(RtmpMessage.SharedObject received) {
        long limit = service.config().maxObjectBytes().bytes() + ServedObject.MESSAGE_OVERHEAD;
        int length = received.body().length();
        if (length > limit) {
            // Not decoded: as objects in memory it would be many times as long.
            String name = SharedObjectCodec.name(received.body());
            refuse(name, Status.NO_WRITE_ACCESS, "a message of " + length + " bytes (expected: <= " + limit + ")");
            return;
        }
        SharedObjectMessage message = SharedObjectCodec.decode(received.body());
        List<SharedObjectEvent> requests = new ArrayList<>();
        for (SharedObjectEvent event : message.events()) {
            switch (event) {
                case Use use -> {
                    request(message, requests);
                    use(message.name(), message.persistent());
                }
                case Release release -> {
                    request(message, requests);
                    release(message.name());
                }
                case RequestChange request -> requests.add(request);
                case RequestRemove request -> requests.add(request);
                case SendMessage request -> requests.add(request);
                default -> log.debug("{}: ignored {}", sink, event); // for servers to send, or unknown
            }
        }
        request(message, requests);
    }

    private void use(String name, boolean persistent) {
        ObjectUser present = users.get(name);
        if (present != null && present.object().persistent() == persistent) {
            present.welcome();
        } else if (present == null && users.size() >= service.config().maxObjectsPerClient()) {
            refuse(name, Status.CREATION_FAILED, "it uses " + users.size() + " objects already");
        } else if (!rules.mayRead(name)) {
            refuse(name, Status.NO_READ_ACCESS, "the application does not allow it");
        } else {
            switch (service.acquire(new ObjectKey(instance, name), persistent, rules, maker)) {
                case SharedObjectService.Acquired(ServedObject object) -> {
                    var user = new ObjectUser(object, sink, service.counters());
                    users.put(name, user);
                    user.welcome();
                }
                case SharedObjectService.Refused(String code, String reason) -> refuse(name, code, reason);
            }
        }
    }

    private void release(String name) {
        ObjectUser user = users.remove(name);
        if (user != null) {
            user.leave();
            service.release(user.object());
        }
    }

    /** Carries out {@code requests} and empties the list. */
    private void request(SharedObjectMessage message, List<SharedObjectEvent> requests) {
        if (requests.isEmpty()) {
            return;
        }
        String name = message.name();
        ObjectUser user = users.get(name);
        if (user == null) {
            refuse(name, Status.NO_WRITE_ACCESS, "it does not use that object");
        } else {
            long now = System.nanoTime();
            List<SharedObjectEvent> refusals = new ArrayList<>();
            List<SharedObjectEvent> allowed = new ArrayList<>();
            int tooFast = 0;
            for (SharedObjectEvent request : requests) {
                boolean inTime = rate.take(now);
                if (inTime && isAllowed(name, request)) {
                    allowed.add(request);
                } else {
                    tooFast += inTime ? 0 : 1;
                    refusals.add(Status.error(Status.NO_WRITE_ACCESS));
                    service.counters().refused.increment();
                }
            }
            refusals.addAll(user.request(message.version(), allowed));
            user.deliver();
            tell(user, refusals, tooFast);
        }
        requests.clear();
    }

    private boolean isAllowed(String name, SharedObjectEvent request) {
        return switch (request) {
            case RequestChange(String slot, var value) -> rules.mayWrite(name, slot);
            case RequestRemove(String slot) -> rules.mayWrite(name, slot);
            case SendMessage(String handler, var arguments) -> rules.maySend(name, handler);
            default -> false;
        };
    }

    private void tell(ObjectUser user, List<SharedObjectEvent> refusals, int tooFast) {
        if (refusals.isEmpty()) {
            return;
        }
        ServedObject object = user.object();
        say(
                "{}: {} updates of shared object {} refused, {} of them because it sends too many",
                sink,
                refusals.size(),
                object,
                tooFast);
        send(new SharedObjectMessage(object.key().name(), user.version(), object.persistent(), refusals));
    }

    private void refuse(String name, String code, String reason) {
        service.counters().refused.increment();
        say("{}: shared object {} refused: {}", sink, LogText.of(name), reason);
        send(new SharedObjectMessage(name, 0, false, List.of(Status.error(code))));
    }

    private void send(SharedObjectMessage message) {
        sink.send(SharedObjectCodec.encode(message, sink.amf3()));
    }

    private void say(String line, Object... values) {
        if (lines++ < MAX_LINES) {
            log.info(line, values);
        } else {
            log.debug(line, values);
        }
    }

    @Override
    public void close() {
        List.copyOf(users.keySet()).forEach(this::release);
    }
}

package io.millrace.server.sharedobject;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.server.application.ServerSharedObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application's use of an object. Any thread may call. */
final class ServerUser implements ServerSharedObject {
    private static final Logger log = LoggerFactory.getLogger(ServerUser.class);

    private static final int MAX_WAITING_EVENTS = 1000;

    private final ServedObject object;
    private final SharedObjectService service;
    private final Executor blocking;
    private final Queue<Bytes> waiting = new ArrayDeque<>(); // its own lock guards it, and its length
    private final AtomicBoolean telling = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Listener listener;
    private long waitingBytes;

    /** @param blocking runs the listener */
    ServerUser(ServedObject object, SharedObjectService service, Executor blocking) {
        this.object = object;
        this.service = service;
        this.blocking = blocking;
    }

    @Override
    public String name() {
        return object.key().name();
    }

    @Override
    public long version() {
        return object.version();
    }

    @Override
    public Map<String, AmfValue> slots() {
        return object.values();
    }

    @Override
    public boolean set(String slot, AmfValue value) {
        return apply(new RequestChange(slot, value));
    }

    @Override
    public void remove(String slot) {
        apply(new RequestRemove(slot));
    }

    @Override
    public void send(String handler, AmfValue... arguments) {
        apply(new SendMessage(handler, List.of(arguments)));
    }

    /** Whether it was accepted: what the object answers beside that is a status. */
    private boolean apply(SharedObjectEvent request) {
        return !closed.get()
                && object.apply(this, ServedObject.NOTHING, List.of(request)).isEmpty();
    }

    @Override
    public void listen(Listener newListener) {
        listener = newListener;
        if (!closed.get()) {
            object.listen(this);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listener = null;
            object.unlisten(this);
            service.release(object);
        }
    }

    /**
     * Others have done that; called with the object's lock held.
     *
     * @param events one each; as values in memory they would be many times as long
     */
    void happened(List<Bytes> events) {
        for (Bytes event : events) {
            if (!offer(event)) {
                service.counters().missedByListeners.increment();
            }
        }
        wake();
    }

    private boolean offer(Bytes event) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING_EVENTS
                    || waitingBytes + event.length()
                            > service.config().maxLogBytes().bytes()) {
                return false;
            }
            waitingBytes += event.length();
            return waiting.add(event);
        }
    }

    private @Nullable Bytes poll() {
        synchronized (waiting) {
            Bytes event = waiting.poll();
            waitingBytes -= event == null ? 0 : event.length();
            return event;
        }
    }

    private boolean isTold() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }

    private void wake() {
        if (telling.compareAndSet(false, true)) {
            try {
                blocking.execute(this::tellAll);
            } catch (RejectedExecutionException e) {
                // The server stops.
            }
        }
    }

    private void tellAll() {
        for (Bytes event = poll(); event != null; event = poll()) {
            tell(event);
        }
        telling.set(false);
        if (!isTold()) {
            wake();
        }
    }

    private void tell(Bytes event) {
        Listener to = listener;
        if (to == null) {
            return;
        }
        try {
            switch (Encoded.decode(event)) {
                case Change(String slot, AmfValue value) -> to.changed(slot, AmfConversion.plain(value));
                case Remove(String slot) -> to.removed(slot);
                case SendMessage(String handler, var arguments) ->
                    to.message(
                            handler,
                            arguments.stream().map(AmfConversion::plain).toList());
                default -> throw new IllegalStateException("nothing to tell of " + object);
            }
        } catch (RuntimeException e) {
            log.error("the listener of shared object {} failed", object, e);
        }
    }
}

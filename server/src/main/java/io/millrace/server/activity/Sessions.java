package io.millrace.server.activity;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Who is connected, whatever by. Any thread may call it. */
public final class Sessions {
    private final Consumer<ServerEvent> events;
    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentNavigableMap<Long, Session> open = new ConcurrentSkipListMap<>();

    /**
     * Nobody yet.
     *
     * @param events is told of those who come and go, on their threads: it must not wait
     */
    public Sessions(Consumer<ServerEvent> events) {
        this.events = events;
    }

    /** For a session to come. */
    public long nextId() {
        return ids.incrementAndGet();
    }

    /** It is there, until it is {@link #remove removed}. */
    public void add(Session session) {
        open.put(session.id(), session);
        events.accept(new ServerEvent.SessionOpened(session.id(), session.carrier(), session.application()));
    }

    /** It is gone. */
    public void remove(Session session) {
        if (open.remove(session.id(), session)) {
            events.accept(new ServerEvent.SessionClosed(session.id()));
        }
    }

    /** In the order in which they came. */
    public Collection<Session> all() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Empty if there is none of that ID. */
    public Optional<Session> find(long id) {
        return Optional.ofNullable(open.get(id));
    }
}

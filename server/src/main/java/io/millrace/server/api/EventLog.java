package io.millrace.server.api;

import io.millrace.hub.HubListener;
import io.millrace.server.activity.ServerEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The newest of what happened, so that who lost the connection misses nothing. Telling it something costs next to nothing. Any
 * thread may call it.
 */
public final class EventLog implements Consumer<ServerEvent>, HubListener {
    private static final int KEPT = 4096;

    private final Deque<Entry> newest = new ArrayDeque<>();
    private long last;

    /** Nothing has happened yet. */
    public EventLog() {}

    /** One of them; numbers begin with 1 and leave none out. */
    record Entry(long number, Instant at, ServerEvent event) {}

    @Override
    public synchronized void accept(ServerEvent event) {
        newest.add(new Entry(++last, Instant.now(), event));
        if (newest.size() > KEPT) {
            newest.remove();
        }
    }

    @Override
    public void published(String path) {
        accept(new ServerEvent.StreamPublished(path));
    }

    @Override
    public void unpublished(String path) {
        accept(new ServerEvent.StreamUnpublished(path));
    }

    @Override
    public void described(String path) {
        accept(new ServerEvent.TracksChanged(path));
    }

    /** Number of the newest; 0 if there was none. */
    synchronized long last() {
        return last;
    }

    /** Whether none that came behind that number is lost, and there can be such a number. */
    synchronized boolean isKnown(long number) {
        return number >= last - newest.size() && number <= last;
    }

    /** What is still there of those behind that number. */
    synchronized List<Entry> after(long number) {
        return number >= last
                ? List.of()
                : newest.stream().filter(entry -> entry.number() > number).toList();
    }
}

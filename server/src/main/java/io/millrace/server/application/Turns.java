package io.millrace.server.application;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the hooks of one client one after the other, off the event loop. Any thread may call it. */
final class Turns {
    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    private final Executor executor;
    private final int capacity;
    private final int maxBytes;
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean running;

    private record Turn(Runnable hook, int bytes) {}

    /**
     * None waits yet.
     *
     * @param capacity for {@link #offer}
     * @param maxBytes likewise
     */
    Turns(Executor executor, int capacity, int maxBytes) {
        this.executor = executor;
        this.capacity = capacity;
        this.maxBytes = maxBytes;
    }

    /**
     * False, and nothing done, if as many wait already as may, or too many bytes with them.
     *
     * @param bytes that the hook holds while it waits; if no others do, they may be any number
     */
    synchronized boolean offer(int bytes, Runnable hook) {
        if (waiting.size() >= capacity || (waitingBytes > 0 && bytes > maxBytes - waitingBytes)) {
            return false;
        }
        add(new Turn(hook, bytes));
        return true;
    }

    /** For what must not be lost, and is bounded otherwise. */
    synchronized void add(Runnable hook) {
        add(new Turn(hook, 0));
    }

    private void add(Turn turn) {
        waiting.add(turn);
        waitingBytes += turn.bytes;
        if (!running) {
            running = true;
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                waiting.clear(); // the server has stopped; "running" stays, so nothing is tried again
            }
        }
    }

    private void run() {
        for (Runnable hook = next(); hook != null; hook = next()) {
            try {
                hook.run();
            } catch (RuntimeException | Error e) {
                log.error("an application failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Turn turn = waiting.poll();
        running = turn != null;
        if (turn == null) {
            return null;
        }
        waitingBytes -= turn.bytes;
        return turn.hook;
    }
}

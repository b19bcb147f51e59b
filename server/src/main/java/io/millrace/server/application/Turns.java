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
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Turns(Executor executor, int capacity) {
        this.executor = executor;
        this.capacity = capacity;
    }

    /** False, and nothing done, if as many wait already as may. */
    synchronized boolean offer(Runnable hook) {
        if (waiting.size() >= capacity) {
            return false;
        }
        add(hook);
        return true;
    }

    /** For what must not be lost, and is bounded otherwise. */
    synchronized void add(Runnable hook) {
        waiting.add(hook);
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
        Runnable hook = waiting.poll();
        running = hook != null;
        return hook;
    }
}

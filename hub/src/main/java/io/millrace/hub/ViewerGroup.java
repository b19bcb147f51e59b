package io.millrace.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The viewers of one stream on one event loop. An append wakes the group; the group then walks its viewers, each of which
 * writes all that is new to it. While a walk is due, further appends cost nothing: a busy loop makes fewer and larger
 * writes. Viewers come and go on the loop; any thread may wake.
 */
final class ViewerGroup {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ScheduledExecutorService loop;
    private final List<Runnable> viewers = new ArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final AtomicBoolean alarmSet = new AtomicBoolean();
    private int next;

    private enum State {
        IDLE,
        /** A walk will start. */
        DUE,
        WALKING,
        /** Something was appended behind viewers that this walk has passed. */
        WALKING_AND_DUE
    }

    ViewerGroup(ScheduledExecutorService loop) {
        this.loop = loop;
    }

    boolean isOn(ScheduledExecutorService candidate) {
        return loop.equals(candidate);
    }

    void add(Runnable viewer) {
        viewers.add(viewer);
    }

    /** Whether {@code viewer} was the last one. */
    boolean removeLast(Runnable viewer) {
        int index = viewers.indexOf(viewer);
        if (index >= 0) {
            viewers.remove(index);
            if (index < next) {
                next--; // a walk goes on with the viewer that moved into this place
            }
        }
        return viewers.isEmpty();
    }

    /** Has the viewers walked as soon as the loop gets to it. */
    void wake() {
        State before = state.getAndUpdate(now -> switch (now) {
            case IDLE, DUE -> State.DUE;
            case WALKING, WALKING_AND_DUE -> State.WALKING_AND_DUE;
        });
        if (before == State.IDLE) {
            loop.execute(this::walk);
        }
    }

    /** The same, but not before something more urgent wakes the group or {@code delay} has passed. */
    void wakeWithin(Duration delay) {
        if (state.get() != State.DUE && alarmSet.compareAndSet(false, true)) {
            var unused = loop.schedule(this::alarm, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Runs {@code task} on the loop when {@code delay} has passed; never when the loop ends before. */
    void after(Duration delay, Runnable task) {
        try {
            var unused = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and its viewers with it.
        }
    }

    private void alarm() {
        alarmSet.set(false);
        wake();
    }

    /** A viewer that fails is its own trouble, which the loop reports: the others get their turn. */
    private void run(Runnable viewer) {
        try {
            viewer.run();
        } catch (RuntimeException e) {
            loop.execute(() -> {
                throw e;
            });
        }
    }

    /** A slice of a walk: publishers, joins and other streams on this loop get their turn after 2 ms. */
    private void walk() {
        if (next == 0) {
            state.set(State.WALKING);
        }
        long deadline = System.nanoTime() + SLICE_NANOS;
        while (next < viewers.size()) {
            run(viewers.get(next++));
            if (next % 8 == 0 && System.nanoTime() - deadline > 0) {
                loop.execute(this::walk);
                return;
            }
        }
        next = 0;
        if (!state.compareAndSet(State.WALKING, State.IDLE)) {
            state.set(State.DUE);
            loop.execute(this::walk);
        }
    }
}

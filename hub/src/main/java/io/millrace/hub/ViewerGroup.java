package io.millrace.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The viewers of one stream on one event loop. An append wakes the group; the group then walks its viewers, each of which
 * writes all that is new to it. While a walk is due, further appends cost nothing: a busy loop makes fewer and larger
 * writes. Viewers come and go on the loop; any thread may wake.
 */
final class ViewerGroup {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long NEVER = Long.MAX_VALUE;

    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final LatencyHistogram latency;
    private final List<Runnable> viewers = new ArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final AtomicLong dueNanos = new AtomicLong(NEVER); // when what no walk has begun to send should have gone
    private final AtomicLong alarmNanos = new AtomicLong(NEVER); // the next one that is set
    private int next;
    private long walkDueNanos;

    private enum State {
        IDLE,
        /** A walk will start. */
        DUE,
        WALKING,
        /** Something was appended behind viewers that this walk has passed. */
        WALKING_AND_DUE
    }

    /**
     * A group without viewers.
     *
     * @param latency gets how long after it was due each walk has ended
     */
    ViewerGroup(ScheduledExecutorService loop, LongSupplier nanoTime, LatencyHistogram latency) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.latency = latency;
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
        dueBy(dueNanos, nanoTime.getAsLong()); // before the walk that this brings can begin
        State before = state.getAndUpdate(now -> switch (now) {
            case IDLE, DUE -> State.DUE;
            case WALKING, WALKING_AND_DUE -> State.WALKING_AND_DUE;
        });
        if (before == State.IDLE) {
            try {
                loop.execute(this::walk);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and its viewers with it.
            }
        }
    }

    /** The same, but not before something more urgent wakes the group or {@code delay} has passed. */
    void wakeWithin(Duration delay) {
        long now = nanoTime.getAsLong();
        long due = now + delay.toNanos();
        dueBy(dueNanos, due);
        if (state.get() != State.DUE) {
            setAlarm(due, now);
        }
    }

    private void setAlarm(long atNanos, long nowNanos) {
        if (dueBy(alarmNanos, atNanos)) {
            after(Duration.ofNanos(atNanos - nowNanos), () -> alarm(atNanos));
        }
    }

    /** What this was set for may have been sent by now, and something else wait. */
    private void alarm(long atNanos) {
        alarmNanos.compareAndSet(atNanos, NEVER);
        long now = nanoTime.getAsLong();
        long due = dueNanos.get();
        if (due != NEVER && due - now > 0) {
            setAlarm(due, now);
        } else if (due != NEVER) {
            wake();
        }
    }

    /** Whether {@code nanos} is earlier than what was set. */
    private static boolean dueBy(AtomicLong set, long nanos) {
        long before = set.getAndUpdate(other -> other == NEVER || nanos - other < 0 ? nanos : other);
        return before == NEVER || nanos - before < 0;
    }

    /** Runs {@code task} on the loop when {@code delay} has passed; never when the loop ends before. */
    void after(Duration delay, Runnable task) {
        try {
            var unused = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and its viewers with it.
        }
    }

    /** A viewer that fails is its own trouble, which the loop reports: the others get their turn. */
    private void run(Runnable viewer) {
        try {
            viewer.run();
        } catch (RuntimeException | Error e) { // an error too: it would end the walk, and nobody would begin another
            loop.execute(() -> {
                throw e;
            });
        }
    }

    /** A slice of a walk: publishers, joins and other streams on this loop get their turn after 2 ms. */
    private void walk() {
        if (next == 0) {
            state.set(State.WALKING);
            walkDueNanos = dueNanos.getAndSet(NEVER);
        }
        long deadline = nanoTime.getAsLong() + SLICE_NANOS;
        while (next < viewers.size()) {
            run(viewers.get(next++));
            if (next % 8 == 0 && nanoTime.getAsLong() - deadline > 0) {
                walkAfterOthers();
                return;
            }
        }
        next = 0;
        if (walkDueNanos != NEVER) { // else the walk before has sent it all
            latency.record(nanoTime.getAsLong() - walkDueNanos);
        }
        if (!state.compareAndSet(State.WALKING, State.IDLE)) {
            state.set(State.DUE);
            walkAfterOthers();
        }
    }

    /** A timer, since a loop looks at its sockets before its timers, but runs all tasks, new ones too, before either. */
    private void walkAfterOthers() {
        after(Duration.ZERO, this::walk);
    }
}

package io.millrace.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop and a clock that move when the test says so. Tasks may come from any thread; all else is the test's
 * thread's.
 */
public final class ManualLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::atNanos));
    private long nowNanos;

    private record Alarm(Runnable task, long atNanos, Scheduled<?> handle) {}

    /** An idle loop. */
    public ManualLoop() {}

    /** The clock, which begins at 0. */
    public long nanoTime() {
        return nowNanos;
    }

    /** Tasks that wait for {@link #runAll}. */
    public synchronized int waiting() {
        return tasks.size();
    }

    /** Tasks whose time has not come, and that are still wanted. */
    public int alarms() {
        alarms.removeIf(alarm -> alarm.handle.isCancelled());
        return alarms.size();
    }

    /** Runs what is waiting or due, and what that brings, until nothing is left. */
    public void runAll() {
        do {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
            queueDue();
        } while (waiting() > 0);
    }

    /** Lets that much time pass, and runs what is due by then. */
    public void advance(Duration time) {
        nowNanos += time.toNanos();
        queueDue();
        runAll();
    }

    private void queueDue() {
        while (!alarms.isEmpty() && alarms.element().atNanos <= nowNanos) {
            Alarm due = alarms.remove();
            if (!due.handle.isCancelled()) {
                execute(due.task);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        return tasks.poll();
    }

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        var handle = new Scheduled<>(Executors.callable(task));
        alarms.add(new Alarm(task, nowNanos + unit.toNanos(delay), handle));
        return handle;
    }

    private static final class Scheduled<V> extends FutureTask<V> implements ScheduledFuture<V> {
        Scheduled(Callable<V> task) {
            super(task);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        var handle = new Scheduled<>(task);
        alarms.add(new Alarm(handle, nowNanos + unit.toNanos(delay), handle));
        return handle;
    }

    /** Tasks take no time here, so there is no difference. */
    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, first, period, unit);
    }

    /** Once for each time that is let pass, however long that is. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        var handle = new Scheduled<>(Executors.callable(task));
        repeat(task, first, delay, unit, handle);
        return handle;
    }

    private void repeat(Runnable task, long first, long delay, TimeUnit unit, Scheduled<?> handle) {
        Runnable once = () -> {
            task.run();
            if (!handle.isCancelled()) {
                repeat(task, delay, delay, unit, handle);
            }
        };
        alarms.add(new Alarm(once, nowNanos + unit.toNanos(first), handle));
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}

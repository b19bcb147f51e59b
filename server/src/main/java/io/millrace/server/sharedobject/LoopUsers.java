package io.millrace.server.sharedobject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The users of one object that live on one event loop. {@link #wake} may be called by any thread; all else is called on
 * the loop.
 */
final class LoopUsers {
    /** Told in one turn, before others get the loop. */
    private static final int USERS_PER_TURN = 100;

    private final ServedObject object;
    private final ScheduledExecutorService loop;
    private final long batchNanos;
    private final List<ObjectUser> users = new ArrayList<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile long notBeforeNanos = System.nanoTime();

    /** Up to where all users here have been told; guarded by the object's lock. */
    long position;

    LoopUsers(ServedObject object, ScheduledExecutorService loop, Duration batch) {
        this.object = object;
        this.loop = loop;
        this.batchNanos = batch.toNanos();
        this.position = object.end();
    }

    ScheduledExecutorService loop() {
        return loop;
    }

    void add(ObjectUser user) {
        users.add(user);
    }

    void remove(ObjectUser user) {
        users.remove(user);
        if (users.isEmpty()) {
            object.left(this);
        }
    }

    /** There is something new. It is told at once, or when the time of a batch has passed since the last was. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            long waitNanos = notBeforeNanos - System.nanoTime();
            try {
                if (waitNanos <= 0) {
                    loop.execute(this::begin);
                } else {
                    var unused = loop.schedule(this::begin, waitNanos, TimeUnit.NANOSECONDS);
                }
            } catch (RejectedExecutionException e) {
                // The server stops, and its connections with it.
            }
        }
    }

    private void begin() {
        notBeforeNanos = System.nanoTime() + batchNanos;
        tell(List.copyOf(users), object.end());
    }

    private void tell(List<ObjectUser> left, long end) {
        int now = Math.min(USERS_PER_TURN, left.size());
        left.subList(0, now).forEach(ObjectUser::deliver);
        if (now < left.size()) {
            loop.execute(() -> tell(left.subList(now, left.size()), end));
            return;
        }
        awake.set(false);
        object.told(this, end);
        if (object.end() > end) {
            wake();
        }
    }
}

package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What connections of a proxy sent, on its way to their inspection, which has a thread of its own: one for all, so that
 * lines come in the order in which things happened. The event loop puts in, and reads nothing more while it is full; so what
 * is beyond the bound is at most one read of each connection.
 */
final class InspectionQueue implements AutoCloseable {
    static final int MAX_BYTES = 8 << 20;

    /** What a piece costs beside its bytes, so that many small ones are bounded too. */
    private static final int TASK_BYTES = 128;

    private interface Task {
        void run() throws IOException;
    }

    private final InspectOptions options;
    private final String host;
    private final Consumer<? super Event> out;
    private final long startNanos = System.nanoTime();
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread;

    // Of that thread.
    private final Map<Integer, Inspection> inspections = new HashMap<>();
    private boolean done;

    private volatile InspectResult result = InspectResult.NONE;
    private volatile @Nullable Throwable failure;

    /** @param host where the connections lead to */
    InspectionQueue(InspectOptions options, String host, Consumer<? super Event> out) {
        this.options = options;
        this.host = host;
        this.out = out;
        thread = Thread.ofVirtual().name("millrace-inspect").start(this::work);
    }

    void opened(int connection, String client, String server) {
        long micros = micros();
        tasks.add(() -> {
            if (failure != null) {
                return;
            }
            var inspection = new Inspection(connection, options, host, out);
            inspections.put(connection, inspection);
            inspection.dissector().opened(micros, client, server);
        });
    }

    void add(int connection, Direction direction, Bytes bytes) {
        if (failure != null) {
            return; // nobody will look at it
        }
        long micros = micros();
        int cost = bytes.length() + TASK_BYTES;
        waitingBytes.addAndGet(cost);
        tasks.add(() -> {
            waitingBytes.addAndGet(-cost);
            Inspection inspection = inspections.get(connection);
            if (inspection != null && failure == null) {
                inspection.read(direction, micros, bytes);
            }
        });
    }

    void closed(int connection, String reason) {
        long micros = micros();
        tasks.add(() -> finish(inspections.remove(connection), micros, reason));
    }

    /** Whether as much waits as may: whoever puts in more makes it grow. Never where nothing is shown any more. */
    boolean isFull() {
        return failure == null && waitingBytes.get() > MAX_BYTES;
    }

    /** Of the connections that have ended and were shown. */
    InspectResult result() {
        return result;
    }

    /** Why nothing is shown any more; null while all is well. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Waits until all that was put in has been shown. */
    @Override
    public void close() {
        tasks.add(() -> {
            inspections.keySet().forEach(connection -> closed(connection, "the proxy ends"));
            tasks.add(() -> done = true);
        });
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(@Nullable Inspection inspection, long micros, String reason) throws IOException {
        if (inspection == null) {
            return;
        }
        if (failure == null) {
            result = result.plus(inspection.finish(micros, reason));
        } else {
            inspection.abandon();
        }
    }

    /**
     * What is shown may fail, as when a pipe is closed; the traffic goes on all the same. An error does not end the thread
     * either, such as one of a stack that is too small for what a peer has sent: who closes this waits for it.
     */
    private void work() {
        while (!done) {
            try {
                tasks.take().run();
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
        }
    }

    private long micros() {
        return (System.nanoTime() - startNanos) / 1000;
    }
}

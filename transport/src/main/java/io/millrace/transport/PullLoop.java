package io.millrace.transport;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Writes piece after piece as long as the peer takes them, a few in one turn: one that catches up must not starve the rest.
 * Belongs to its event loop.
 */
final class PullLoop {
    private static final int PIECES_PER_TURN = 4;

    private final ScheduledExecutorService loop;
    private final BooleanSupplier writeNext;
    private final Consumer<Throwable> fault;
    private boolean running;

    /**
     * Writes nothing yet.
     *
     * @param writeNext writes one piece; false if there is none, or the one before has not left
     * @param fault takes what went wrong, which is none of the caller's business: it walks all viewers of a stream
     */
    PullLoop(ScheduledExecutorService loop, BooleanSupplier writeNext, Consumer<Throwable> fault) {
        this.loop = loop;
        this.writeNext = writeNext;
        this.fault = fault;
    }

    /** Writes what can be written now. A write that has left at once may call it again. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            int pieces = 0;
            while (writeNext.getAsBoolean()) {
                if (++pieces == PIECES_PER_TURN) {
                    // A timer: a loop looks at its sockets before its timers, but runs all tasks, new ones too, before.
                    var unused = loop.schedule(this::run, 0, TimeUnit.NANOSECONDS);
                    return;
                }
            }
        } catch (Throwable e) {
            fault.accept(e);
        } finally {
            running = false;
        }
    }
}

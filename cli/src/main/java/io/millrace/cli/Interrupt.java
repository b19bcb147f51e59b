package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM, as a command sees it: it is told, finishes its file or ends its stream, reports, and only then the
 * program is gone. All methods may be called by any thread.
 */
public final class Interrupt {
    /** A command that does not come to its end in this time is cut off; a second signal does not shorten it. */
    private static final int PATIENCE_SECONDS = 10;

    private final List<Runnable> actions = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean requested;

    /** Has {@code action} done when the signal comes, or now if it has come. It must not wait for long. */
    void onRequest(Runnable action) {
        synchronized (this) {
            actions.add(action);
            if (!requested) {
                return;
            }
        }
        action.run();
    }

    synchronized boolean requested() {
        return requested;
    }

    /** The signal has come. */
    void request() {
        List<Runnable> now;
        synchronized (this) {
            requested = true;
            now = List.copyOf(actions);
        }
        now.forEach(Runnable::run);
    }

    /** The command has ended. */
    void ended() {
        ended.countDown();
    }

    /** From now on signals come here. Commands that take no notice of it end at once. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::requestAndWait, "interrupt"));
    }

    private void requestAndWait() {
        if (ended.getCount() == 0) {
            return; // the program is over by itself
        }
        request();
        try {
            if (isAwaited()) {
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isAwaited() {
        return !actions.isEmpty();
    }
}

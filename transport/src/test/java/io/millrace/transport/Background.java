package io.millrace.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Work of a peer beside the test, on a thread of its own: the common pool has a single one on a small machine. */
final class Background {
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private Background() {}

    static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, THREADS);
    }
}

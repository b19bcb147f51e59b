package io.millrace.bench.soak;

import io.millrace.bench.soak.Visitor.Purpose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** So many visitors at a time, each followed by another, and a few streams that are always there. Any thread. */
final class SoakLoad implements AutoCloseable {
    static final int STEADY_STREAMS = 2;

    private final InetSocketAddress server;
    private final Path recordings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Purpose, Integer> visits = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    SoakLoad(InetSocketAddress server, Path recordings) {
        this.server = server;
        this.recordings = recordings;
    }

    static String steady(int index) {
        return "steady-" + index;
    }

    /** Prepares what visitors play, then lets them come. */
    void start(int visitors) throws IOException {
        visitor(0).recordFilm();
        for (int i = 0; i < STEADY_STREAMS; i++) {
            String name = steady(i);
            threads.execute(() -> run(name, () -> visitor(0).publishForever(name)));
        }
        for (int i = 0; i < visitors; i++) {
            Visitor visitor = visitor(i + 1L);
            threads.execute(() -> {
                while (!closed) {
                    Purpose purpose = visitor.nextPurpose();
                    run(purpose.name(), () -> visitor.visit(purpose, number.incrementAndGet()));
                    visits.merge(purpose, 1, Integer::sum);
                }
            });
        }
    }

    private Visitor visitor(long seed) {
        return new Visitor(server, recordings, seed);
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Whatever goes wrong is kept, unless the run is over. */
    private void run(String what, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | AssertionError e) {
            if (!closed) {
                failures.add(what + ": " + e);
            }
        }
    }

    /** How many visits of each kind have ended. */
    Map<Purpose, Integer> visits() {
        return visits;
    }

    /** What went wrong. */
    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        threads.close();
    }
}

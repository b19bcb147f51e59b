package io.millrace.server.vod;

import io.millrace.server.config.RecordingsConfig;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that open and read recorded streams for players. A disk that hangs holds as many of them as there are reads
 * of it, at worst all, so that nothing recorded is played; live streams have no need of them.
 *
 * <p>They are of the platform. Virtual ones would not do: reading a file holds the carrier thread, and with two processors
 * two reads that hang would stop every virtual thread of the process. Any thread may call it.
 */
public final class ReadThreads implements Executor, AutoCloseable {
    private final ExecutorService threads;

    public ReadThreads(RecordingsConfig config) {
        var number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(config.readThreads(), task -> {
            Thread thread = new Thread(task, "vod-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Takes nothing more, and ends when all is done, which it does not wait for. */
    @Override
    public void close() {
        threads.shutdown();
    }
}

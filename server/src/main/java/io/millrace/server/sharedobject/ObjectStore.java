package io.millrace.server.sharedobject;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of persistent objects: an MVStore in which each object is a message with its content. What changed is written
 * together every {@code interval}; a process that is killed loses no more than that. The file is made when there is
 * something to write.
 *
 * <p>One thread does all that touches the file once it is loaded. It is of the platform: a virtual one would hold its
 * carrier while it waits for the disk. Any thread may call {@link #changed} and {@link #isUsable}, which do not wait; the
 * rest is for who opens and closes it.
 */
final class ObjectStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ObjectStore.class);

    private static final String MAP = "sharedObjects";

    /** Of what the file holds, this much is to be in use, in percent; below that it is written anew, a part at a time. */
    private static final int TARGET_FILL_RATE = 50;

    private static final int COMPACT_BYTES = 4 << 20;

    /** What is not written after that is as if the process had been killed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Path file;
    private final Duration interval;
    private final Function<ObjectKey, @Nullable Bytes> content;
    private final SharedObjectCounters counters;
    private final Set<ObjectKey> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ScheduledExecutorService writer;
    private volatile boolean usable = true;
    private @Nullable MVStore store; // of the writer, as is the next; before it begins, of who loads
    private boolean failing;

    /**
     * Touches nothing yet.
     *
     * @param content what is to be stored under a key, null for nothing
     * @param writer the one thread, such as a {@link #newWriter}; closing the store ends it
     */
    ObjectStore(
            Path file,
            Duration interval,
            Function<ObjectKey, @Nullable Bytes> content,
            SharedObjectCounters counters,
            ScheduledExecutorService writer) {
        this.file = file;
        this.interval = interval;
        this.content = content;
        this.counters = counters;
        this.writer = writer;
    }

    /** A thread that may wait for the disk; what it is given when it has ended is ignored. */
    static ScheduledExecutorService newWriter() {
        var writer = new ScheduledThreadPoolExecutor(1, ObjectStore::thread, new ThreadPoolExecutor.DiscardPolicy());
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return writer;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "shared-objects");
        thread.setDaemon(true);
        return thread;
    }

    /** Hands over all objects of the file, if there is one. If it cannot be read, it is left alone and never written. */
    void load(BiConsumer<ObjectKey, Bytes> object) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Map<String, byte[]> objects = open().openMap(MAP);
            objects.forEach((key, bytes) -> object.accept(ObjectKey.of(key), Bytes.wrap(bytes)));
            log.info("{} persistent shared objects in {}", objects.size(), file);
        } catch (RuntimeException | IOException e) { // a damaged file has many ways to fail
            usable = false;
            abandon();
            log.error("persistent shared objects are not available: {} cannot be read: {}", file, e.toString());
        }
    }

    private void abandon() {
        MVStore opened = store;
        store = null;
        if (opened != null) {
            opened.closeImmediately();
        }
    }

    /** Whether objects can be stored, as far as is known. */
    boolean isUsable() {
        return usable;
    }

    private MVStore open() throws IOException {
        MVStore opened = store;
        if (opened == null || opened.isClosed()) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            opened = new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .open();
            store = opened;
        }
        return opened;
    }

    /** The object is to be written soon; not any more when the store is closed. */
    void changed(ObjectKey key) {
        changed.add(key);
        writeSoon();
    }

    private void writeSoon() {
        if (scheduled.compareAndSet(false, true)) {
            var unused = writer.schedule(this::writeInTime, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void writeInTime() {
        if (writer.isShutdown()) {
            return; // it was due when the end was, which has written it
        }
        scheduled.set(false); // first: what changes while this writes is for the next time
        write();
        if (!changed.isEmpty()) {
            writeSoon();
        }
    }

    /** Writes what has changed; what cannot be written stays changed. */
    void write() {
        Set<ObjectKey> keys = new HashSet<>(changed);
        changed.removeAll(keys);
        try {
            MVStore opened = open();
            Map<String, byte[]> objects = opened.openMap(MAP);
            for (ObjectKey key : keys) {
                Bytes bytes = content.apply(key);
                if (bytes == null) {
                    objects.remove(key.stored());
                } else {
                    objects.put(key.stored(), bytes.toByteArray());
                }
            }
            opened.commit();
            opened.sync();
            opened.compact(TARGET_FILL_RATE, COMPACT_BYTES);
            if (failing) {
                failing = false;
                log.info("persistent shared objects are written to {} again", file);
            }
        } catch (RuntimeException | IOException e) {
            abandon();
            changed.addAll(keys);
            counters.writeFailures.increment();
            if (!failing) {
                failing = true;
                log.error(
                        "persistent shared objects cannot be written to {}, which is tried again: {}",
                        file,
                        e.toString());
            }
        }
    }

    /** Writes what has changed until now and closes the file, as far as that is possible in ten seconds. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // which is no reason to lose anything
        writer.execute(this::finish);
        try {
            if (!writer.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} could not be completed in time", file);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last that touches the file. */
    private void finish() {
        writer.shutdown();
        if (!changed.isEmpty()) {
            write();
        }
        try {
            MVStore opened = store;
            if (opened != null && !opened.isClosed()) {
                opened.close();
            }
        } catch (RuntimeException e) {
            log.error("{} could not be closed: {}", file, e.toString());
        }
    }
}

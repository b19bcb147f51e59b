package io.millrace.server.record;

import io.millrace.hub.LiveStream;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder;
import io.millrace.server.config.RecordingsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records streams to FLV files below a directory. A tap on the stream fills a bounded queue; twice a second each queue is
 * written to its file, all of it in few large writes. A killed process loses what came since, half a second at most.
 * Where a file is read from beginning to end, because a recording goes on after one that was killed or has broken off,
 * other threads do that: it holds up no other recording.
 *
 * <p>The threads are of the platform and few. Virtual ones would not do: a write to a file holds its carrier thread, and
 * on JDK 25 no other takes its place, so that with two processors two writes to a disk that hangs stop every virtual
 * thread of the process. Any thread may call it.
 */
public final class FileStreamRecorder implements StreamRecorder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileStreamRecorder.class);

    private static final int WRITERS = 4;
    private static final int READERS = 2;
    private static final Duration WRITE_INTERVAL = Duration.ofMillis(500);

    /** What is left of recordings after that is as if the process had been killed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final RecordingPaths paths;
    private final RecordingsConfig config;
    private final RecordCounters counters = new RecordCounters();
    private final WaitingBytes waitingBytes;
    private final ToLongFunction<Path> freeBytes;
    private final ScheduledExecutorService writers;
    private final ExecutorService readers;
    private final Map<StreamRecording, Path> claims = new HashMap<>(); // guarded by itself; files that are written

    private final Map<String, StreamRecording> byStream = new HashMap<>(); // these three are guarded by byStream
    private final Set<StreamRecording> active = new HashSet<>();
    private boolean closed;

    public FileStreamRecorder(RecordingPaths paths, RecordingsConfig config) {
        this(
                paths,
                config,
                path -> path.toFile().getUsableSpace(),
                threads(WRITERS, "record-"),
                threads(READERS, "record-reader-"));
    }

    /**
     * @param freeBytes on the disk that a file or a directory lies on
     * @param readers for what takes long
     */
    FileStreamRecorder(
            RecordingPaths paths,
            RecordingsConfig config,
            ToLongFunction<Path> freeBytes,
            ScheduledExecutorService writers,
            ExecutorService readers) {
        this.paths = paths;
        this.config = config;
        this.freeBytes = freeBytes;
        this.writers = writers;
        this.readers = readers;
        long configured = config.maxWaitingTotalBytes().bytes();
        waitingBytes = new WaitingBytes(
                configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 4);
    }

    /** Once they are shut down they take nothing more, without a word. */
    private static ScheduledExecutorService threads(int count, String name) {
        var number = new AtomicInteger();
        return new ScheduledThreadPoolExecutor(
                count,
                task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    public RecordCounters counters() {
        return counters;
    }

    @Override
    public void record(LiveStream stream, String application, String name, boolean append, Consumer<Event> events) {
        synchronized (byStream) {
            StreamRecording known = byStream.get(stream.path());
            if (known != null && known.continueFor(stream, events)) {
                return;
            }
            if (!closed) {
                start(new StreamRecording(this, stream, application, name, append, events, known));
                return;
            }
        }
        events.accept(new Event.NoAccess("the server is stopping"));
    }

    private void start(StreamRecording recording) {
        byStream.put(recording.stream().path(), recording);
        active.add(recording);
        counters.active.increment();
        recording.start();
        writers.execute(() -> step(recording, false));
    }

    /** Completes all recordings, as far as that is possible in ten seconds. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        synchronized (byStream) {
            closed = true;
            active.forEach(StreamRecording::stop);
            try {
                for (long left = 1; !active.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(byStream, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!active.isEmpty()) {
                log.warn("{} recordings could not be completed in time", active.size());
            }
        }
        writers.shutdownNow();
        readers.shutdownNow();
    }

    private void step(StreamRecording recording, boolean onReader) {
        switch (recording.step(onReader)) {
            case WAIT -> {
                var unused = writers.schedule(
                        () -> step(recording, false), WRITE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
            case READ -> readers.execute(() -> step(recording, true));
            case OVER -> {}
        }
    }

    // ---- for recordings ----

    RecordingPaths paths() {
        return paths;
    }

    RecordingsConfig config() {
        return config;
    }

    WaitingBytes waitingBytes() {
        return waitingBytes;
    }

    long freeBytes(Path path) {
        return freeBytes.applyAsLong(path);
    }

    void finished(StreamRecording recording) {
        synchronized (claims) {
            claims.remove(recording);
        }
        synchronized (byStream) {
            byStream.remove(recording.stream().path(), recording);
            active.remove(recording);
            counters.active.decrement();
            byStream.notifyAll();
        }
    }

    /**
     * Makes {@code recording} the one that writes to {@code path}, which exists. Different names may lead to one file, by
     * links and on file systems that know no letter case, but a file has one writer.
     *
     * @throws RecordingException if another recording has it
     */
    void claim(StreamRecording recording, Path path) throws RecordingException, IOException {
        synchronized (claims) {
            for (Path other : claims.values()) {
                if (isSameFile(path, other)) {
                    throw RecordingException.failed("it is being recorded already", path + " is being written already");
                }
            }
            claims.put(recording, path);
        }
    }

    private static boolean isSameFile(Path path, Path other) throws IOException {
        try {
            return Files.isSameFile(path, other);
        } catch (NoSuchFileException e) {
            return false; // it was removed while it is written
        }
    }
}

package io.millrace.server.record;

import io.millrace.hub.LiveStream;
import io.millrace.server.activity.ServerEvent;
import io.millrace.server.application.ExistingFile;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordingsConfig;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
 * Records streams to files below a directory, FLV or fragmented MP4. A tap on the stream fills a bounded queue; twice a second each queue is
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
    private final ServerConfig config;
    private final Consumer<ServerEvent> serverEvents;
    private final RecordCounters counters = new RecordCounters();
    private final WaitingBytes waitingBytes;
    private final ToLongFunction<Path> freeBytes;
    private final InstantSource clock;
    private final ScheduledExecutorService writers;
    private final ExecutorService readers;
    private final Map<StreamRecording, Path> claims = new HashMap<>(); // guarded by itself; files that are written

    private final Map<String, StreamRecording> byStream = new HashMap<>(); // these three are guarded by byStream
    private final Set<StreamRecording> active = new HashSet<>();
    private boolean closed;

    /**
     * Records nothing yet.
     *
     * @param events is told of recordings, on their threads: it must not wait
     */
    public FileStreamRecorder(RecordingPaths paths, ServerConfig config, Consumer<ServerEvent> events) {
        this(
                paths,
                config,
                events,
                path -> path.toFile().getUsableSpace(),
                InstantSource.system(),
                threads(WRITERS, "record-"),
                threads(READERS, "record-reader-"));
    }

    /**
     * @param events as above
     * @param freeBytes on the disk that a file or a directory lies on
     * @param readers for what takes long
     */
    FileStreamRecorder(
            RecordingPaths paths,
            ServerConfig config,
            Consumer<ServerEvent> events,
            ToLongFunction<Path> freeBytes,
            InstantSource clock,
            ScheduledExecutorService writers,
            ExecutorService readers) {
        this.paths = paths;
        this.config = config;
        this.serverEvents = events;
        this.freeBytes = freeBytes;
        this.clock = clock;
        this.writers = writers;
        this.readers = readers;
        long configured = config.recordings().maxWaitingTotalBytes().bytes();
        waitingBytes = new WaitingBytes(
                configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 4);
    }

    /** Once they are shut down they take nothing more, without a word. */
    static ScheduledExecutorService threads(int count, String name) {
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
    public void record(LiveStream stream, String application, String name, boolean append, Consumer<Event> asked) {
        Consumer<Event> events = told(stream.path(), asked);
        synchronized (byStream) {
            StreamRecording known = byStream.get(stream.path());
            if (known != null && known.continueFor(stream, events)) {
                return;
            }
            if (!closed) {
                ExistingFile existing = append ? ExistingFile.APPEND : ExistingFile.REPLACE;
                start(new StreamRecording(this, stream, application, name, existing, events, known))
                        .start();
                return;
            }
        }
        events.accept(new Event.NoAccess("the server is stopping"));
    }

    /**
     * Records a stream that is live, from its next key frame on.
     *
     * @return false, and nothing is told, if it is being recorded
     */
    boolean recordLive(
            LiveStream stream, String application, String name, ExistingFile existing, Consumer<Event> asked) {
        Consumer<Event> events = told(stream.path(), asked);
        synchronized (byStream) {
            StreamRecording known = byStream.get(stream.path());
            if (known != null && known.goesOnFor(stream)) {
                return false;
            }
            if (!closed) {
                StreamRecording started =
                        start(new StreamRecording(this, stream, application, name, existing, events, known));
                started.startAtKeyFrame();
                if (!stream.hasPublisher()) {
                    started.stop(); // it may have left before it was tapped
                }
                return true;
            }
        }
        events.accept(new Event.NoAccess("the server is stopping"));
        return true;
    }

    /** Ends the recording of the stream of that path; completes when that is done. Empty if it is not recorded. */
    Optional<CompletableFuture<Void>> stop(String streamPath) {
        synchronized (byStream) {
            StreamRecording known = byStream.get(streamPath);
            if (known == null) {
                return Optional.empty();
            }
            known.stop();
            return Optional.of(known.over());
        }
    }

    /** Those that go on now, in no order. */
    List<StreamRecording> active() {
        synchronized (byStream) {
            return List.copyOf(active);
        }
    }

    /** Who asked for a recording is told what becomes of it, and those who watch the server. */
    private Consumer<Event> told(String stream, Consumer<Event> asked) {
        return event -> {
            switch (event) {
                case Event.Started started -> serverEvents.accept(new ServerEvent.RecordingStarted(stream));
                case Event.Stopped stopped -> serverEvents.accept(new ServerEvent.RecordingStopped(stream));
                case Event.NoAccess(String reason) ->
                    serverEvents.accept(new ServerEvent.RecordingFailed(stream, reason));
                case Event.Failed(String reason) ->
                    serverEvents.accept(new ServerEvent.RecordingFailed(stream, reason));
                case Event.Gap gap -> {} // the recording goes on
            }
            asked.accept(event);
        };
    }

    private StreamRecording start(StreamRecording recording) {
        byStream.put(recording.stream().path(), recording);
        active.add(recording);
        counters.active.increment();
        writers.execute(() -> step(recording, false));
        return recording;
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
        return config.recordings();
    }

    ApplicationConfig settings(String application) {
        return config.application(application).orElseGet(ApplicationConfig::defaults);
    }

    Instant now() {
        return clock.instant();
    }

    WaitingBytes waitingBytes() {
        return waitingBytes;
    }

    long freeBytes(Path path) {
        return freeBytes.applyAsLong(path);
    }

    /** @throws RecordingException if less is free than is to be kept free */
    void checkRoom(long free) throws RecordingException {
        long keep = config().keepFree().bytes();
        if (free < keep) {
            throw RecordingException.failed(
                    "too little room on the disk",
                    free + " bytes free on the disk (recordings.keep-free: " + keep + ")");
        }
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
            if (isClaimed(path)) {
                throw RecordingException.failed("it is being recorded already", path + " is being written already");
            }
            claims.put(recording, path);
        }
    }

    /** Whether a recording writes to that file, which exists. */
    boolean isClaimed(Path path) throws IOException {
        synchronized (claims) {
            for (Path claimed : claims.values()) {
                if (isSameFile(path, claimed)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSameFile(Path path, Path other) throws IOException {
        try {
            return Files.isSameFile(path, other);
        } catch (NoSuchFileException e) {
            return false; // it was removed while it is written
        }
    }
}

package io.millrace.server.record;

import io.millrace.hub.LiveStream;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder.Event;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream on its way to its file. A thread of the recorder calls {@link #step} again and again, never two at a time;
 * the rest is for any thread.
 */
final class StreamRecording {
    private static final Logger log = LoggerFactory.getLogger(StreamRecording.class);

    private final FileStreamRecorder recorder;
    private final LiveStream stream;
    private final String application;
    private final String name;
    private final boolean append;
    private final FrameQueue queue;
    private final RecordCounters counters;

    private @Nullable StreamRecording before; // of the thread that calls step, as is the file
    private @Nullable RecordingFile file;
    private @Nullable RecordingException failure;
    private boolean inGap;
    private Owner owner; // guarded by this
    private boolean finished; // guarded by this
    private volatile boolean over;

    /** How it goes on. */
    enum Next {
        /** More will have come after a while. */
        WAIT,
        /** A long file is to be read, at once. */
        READ,
        OVER
    }

    /** Who asked for the recording last: that one is told of it. */
    private final class Owner {
        private final Consumer<Event> events;
        private boolean toldStart; // of the thread that calls step

        Owner(Consumer<Event> events) {
            this.events = events;
        }

        void tell(Event event) {
            try {
                events.accept(event);
            } catch (RuntimeException e) {
                log.error("{}: telling {} failed", label(), event, e);
            }
        }
    }

    /** A recording to come; {@code before} is the stream's last one, which may not be over yet. */
    StreamRecording(
            FileStreamRecorder recorder,
            LiveStream stream,
            String application,
            String name,
            boolean append,
            Consumer<Event> events,
            @Nullable StreamRecording before) {
        this.recorder = recorder;
        this.stream = stream;
        this.application = application;
        this.name = name;
        this.append = append;
        this.queue = new FrameQueue(recorder.config().maxWaitingBytes().bytes(), recorder.waitingBytes());
        this.counters = recorder.counters();
        this.owner = new Owner(events);
        this.before = before;
    }

    LiveStream stream() {
        return stream;
    }

    /** From here on nothing that is appended to the stream is missed. */
    void start() {
        stream.tap(queue);
    }

    /**
     * Whether it is the recording of a publisher that takes its stream over, too. It is not if it has ended, as it does now
     * when {@code continued} is another stream: one that has come under the name of this one.
     */
    synchronized boolean continueFor(LiveStream continued, Consumer<Event> events) {
        if (continued != stream) {
            stop();
        }
        if (finished || queue.isEnded()) {
            return false;
        }
        owner = new Owner(events);
        return true;
    }

    /** Ends it: what has come is written, and the file completed, by the next step. */
    void stop() {
        queue.end();
    }

    /** Whether its file is closed, and that is told. */
    boolean isOver() {
        return over;
    }

    private synchronized Owner owner() {
        return owner;
    }

    /**
     * Writes what has come since the last time.
     *
     * @param mayRead whether it may read all that is in the file, which may take minutes; else it asks for that with {@link
     *     Next#READ}, and what comes waits until it is called again
     */
    Next step(boolean mayRead) {
        if (failure == null) {
            try {
                return writeOn(mayRead);
            } catch (RecordingException e) {
                failure = e;
            } catch (IOException e) {
                failure = RecordingException.failed("the file cannot be written", reason(e));
            } catch (RuntimeException e) {
                log.error("recording of {}: a fault of ours", label(), e);
                failure = RecordingException.failed("internal error", e.toString());
            }
            queue.abandon();
        }
        if (file != null && !mayRead) {
            return Next.READ;
        }
        breakOff(failure);
        return Next.OVER;
    }

    private Next writeOn(boolean mayRead) throws RecordingException, IOException {
        if (before != null && !before.isOver()) {
            return Next.WAIT; // it completes the file
        }
        before = null;
        RecordingFile open = file == null ? open() : file;
        file = open;
        Owner told = owner();
        if (!told.toldStart) {
            told.toldStart = true;
            told.tell(new Event.Started());
        }
        boolean ended = queue.isEnded(); // asked first: what is in the queue then is all there will be
        long free = recorder.freeBytes(open.path());
        if (open.isRemoved()) { // asked second: where no file is, no bytes are free
            throw RecordingException.failed("the file was removed", "the file was removed");
        }
        checkRoom(free);
        List<FrameQueue.Item> items = queue.waiting();
        if (!mayRead && open.goesOnWith(items)) {
            return Next.READ;
        }
        open.write(items);
        queue.remove(items.size());
        counters.lostFrames.add(queue.takeLostFrames());
        if (ended) {
            open.complete();
            log.info("recorded {} to {}: {} bytes written", label(), open.path(), open.writtenBytes());
            finish(new Event.Stopped());
            return Next.OVER;
        }
        if (queue.isOverflowed()) {
            resumeAfterGap();
        }
        return Next.WAIT;
    }

    // ---- the file ----

    private RecordingFile open() throws RecordingException {
        Path directory = recorder.paths().directory(application).orElse(null);
        Path path = recorder.paths().recording(application, name).orElse(null);
        if (directory == null || path == null) {
            throw RecordingException.noAccess("there can be no recording of that name", "no file has such a name");
        }
        try {
            Files.createDirectories(directory);
            boolean inside = RecordingPaths.isInside(directory, existing(parent(path)));
            boolean leadsOut = Files.isSymbolicLink(path) && !RecordingPaths.isInside(directory, path);
            if (!inside || leadsOut || (Files.exists(path) && !Files.isRegularFile(path))) {
                throw RecordingException.noAccess(
                        "there can be no recording of that name", path + " is no file, or not in " + directory);
            }
            Files.createDirectories(parent(path)); // not before: a link may lead anywhere
            checkRoom(recorder.freeBytes(parent(path)));
            return claimed(RecordingFile.open(path, append, counters, this::gap));
        } catch (IOException e) {
            throw RecordingException.noAccess("it cannot be written", path + ": " + reason(e));
        }
    }

    private RecordingFile claimed(RecordingFile opened) throws RecordingException, IOException {
        boolean claimed = false;
        try {
            recorder.claim(this, opened.path());
            claimed = true;
        } finally {
            if (!claimed) {
                opened.complete(); // as it was
            }
        }
        counters.started.increment();
        log.info("recording {} to {}", label(), opened.path());
        return opened;
    }

    private void checkRoom(long free) throws RecordingException {
        long keep = recorder.config().keepFree().bytes();
        if (free < keep) {
            throw RecordingException.failed(
                    "too little room on the disk",
                    free + " bytes free on the disk (recordings.keep-free: " + keep + ")");
        }
    }

    /** The innermost directory of that path that there is, or the link in its place. */
    private static Path existing(Path directory) {
        Path found = directory;
        while (!Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
            found = parent(found);
        }
        return found;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file lies in a directory");
    }

    /**
     * Takes headers anew: they may have changed while nothing was taken. That the publisher leaves is never missed. There
     * may be no room for them yet, while other recordings have it.
     */
    private void resumeAfterGap() {
        stream.tap(queue);
        if (!inGap) {
            inGap = true;
            log.warn("recording of {}: too much waits for the disk, a gap begins", label());
        }
    }

    private void gap(long millis) {
        inGap = false;
        counters.gaps.increment();
        log.warn("recording of {}: {} ms are missing", label(), millis);
        owner().tell(new Event.Gap(millis));
    }

    // ---- the end ----

    private void breakOff(RecordingException why) {
        counters.failed.increment();
        RecordingFile open = file;
        if (open == null) {
            log.warn("{} is not recorded: {}", label(), why.getMessage());
        } else {
            log.warn(
                    "recording of {} to {} broke off after {} bytes: {}; the live stream goes on",
                    label(),
                    open.path(),
                    open.writtenBytes(),
                    why.getMessage());
            try {
                open.salvage();
            } catch (IOException | RuntimeException e) {
                log.warn("{} has no index: {}", open.path(), e.toString());
            }
        }
        finish(why.event());
    }

    private void finish(Event event) {
        stream.untap(queue);
        Owner last;
        synchronized (this) {
            finished = true;
            last = owner;
        }
        last.tell(event);
        over = true;
        recorder.finished(this); // after this the server may stop, and nobody can be told any more
    }

    /** For the log, where a publisher must not write lines of its own. */
    private String label() {
        return stream.path().replaceAll("\\p{Cntrl}", "?");
    }

    /** Without the path, which is told beside it. */
    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}

package io.millrace.server.record;

import io.millrace.hub.LiveStream;
import io.millrace.media.MediaKind;
import io.millrace.server.application.ExistingFile;
import io.millrace.server.application.StreamRecorder.Event;
import io.millrace.server.config.ApplicationConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream on its way to its files. A thread of the recorder calls {@link #step} again and again, never two at a time;
 * the rest is for any thread.
 */
final class StreamRecording {
    private static final Logger log = LoggerFactory.getLogger(StreamRecording.class);

    private final FileStreamRecorder recorder;
    private final LiveStream stream;
    private final String application;
    private final FrameQueue queue;
    private final RecordCounters counters;
    private final RecordingFiles files; // of the thread that calls step, as is what follows
    private final RecordingWriter writer;
    private final Rotation rotation;
    private final RecordingProgress progress;

    private @Nullable StreamRecording before;
    private @Nullable OutputFile file;
    private @Nullable RecordingException failure;
    private boolean inGap;
    private boolean hasMedia;
    private long lastFrameMillis;
    private Owner owner; // guarded by this
    private boolean finished; // guarded by this
    private final CompletableFuture<Void> over = new CompletableFuture<>();

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
            ExistingFile existing,
            Consumer<Event> events,
            @Nullable StreamRecording before) {
        ApplicationConfig settings = recorder.settings(application);
        this.recorder = recorder;
        this.stream = stream;
        this.application = application;
        this.queue = new FrameQueue(recorder.config().maxWaitingBytes().bytes(), recorder.waitingBytes());
        this.counters = recorder.counters();
        this.files = new RecordingFiles(recorder, application, name, existing);
        this.writer = RecordingWriter.of(settings.recordFormat(), existing == ExistingFile.APPEND);
        this.rotation = new Rotation(
                settings.recordRotateAfter(), settings.recordRotateSize().bytes());
        this.progress = new RecordingProgress(recorder.now());
        this.owner = new Owner(events);
        this.before = before;
    }

    LiveStream stream() {
        return stream;
    }

    String application() {
        return application;
    }

    RecordingProgress progress() {
        return progress;
    }

    /** From here on nothing that is appended to the stream is missed. */
    void start() {
        stream.tap(queue);
    }

    /** The same with the next key frame, of a stream that goes on. */
    void startAtKeyFrame() {
        boolean hasVideo =
                stream.tracks().stream().anyMatch(info -> info.track().kind() == MediaKind.VIDEO);
        queue.awaitKeyFrame(hasVideo);
        start();
    }

    /**
     * Whether it is the recording of a publisher that takes its stream over, too. It is not if it has ended, as it does now
     * when {@code continued} is another stream: one that has come under the name of this one.
     */
    synchronized boolean continueFor(LiveStream continued, Consumer<Event> events) {
        if (!goesOnFor(continued)) {
            return false;
        }
        owner = new Owner(events);
        return true;
    }

    /** The same without another owner. */
    synchronized boolean goesOnFor(LiveStream continued) {
        if (continued != stream) {
            stop();
        }
        return !finished && !queue.isEnded();
    }

    /** Ends it: what has come is written, and the file completed, by the next step. */
    void stop() {
        queue.end();
    }

    /** Whether its file is closed, and that is told. */
    boolean isOver() {
        return over.isDone();
    }

    /** Completes when it {@link #isOver}. */
    CompletableFuture<Void> over() {
        return over.copy();
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
                failure = RecordingException.failed("the file cannot be written", RecordingFiles.reason(e));
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
        OutputFile open = file == null ? claimed(files.open()) : file;
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
        recorder.checkRoom(free);
        List<FrameQueue.Item> items = queue.waiting();
        if (!mayRead && writer.goesOnWith(items, open)) {
            return Next.READ;
        }
        OutputFile last = write(items, open);
        queue.remove(items.size());
        counters.lostFrames.add(queue.takeLostFrames());
        if (ended) {
            complete(finished(last));
            finish(new Event.Stopped());
            return Next.OVER;
        }
        last.flush();
        progress.at(last, lastFrameMillis);
        if (queue.isOverflowed()) {
            resumeAfterGap();
        }
        return Next.WAIT;
    }

    // ---- the files ----

    /** Gives the file that the next items go into. */
    private OutputFile write(List<FrameQueue.Item> items, OutputFile first) throws RecordingException, IOException {
        OutputFile open = first;
        OutputFile.beginTurn();
        for (FrameQueue.Item item : items) {
            if (writer.isBegun() && rotation.isDue(item.entry(), item.dtsMillis(), open.length())) {
                open = follow(finished(open), item.dtsMillis());
            }
            if (hasMedia && item.afterGap()) {
                writer.addGap(lastFrameMillis, item.dtsMillis());
                gap(item.dtsMillis() - lastFrameMillis);
            }
            writer.write(item, open);
            counters.frames.increment();
            if (writer.isAtEnd()) {
                open = follow(open, item.dtsMillis());
            }
            if (RecordingWriter.isMedia(item.entry())) {
                if (!hasMedia) {
                    hasMedia = true;
                    rotation.begin(item.dtsMillis());
                    progress.begin(item.dtsMillis());
                }
                lastFrameMillis = item.dtsMillis();
            }
        }
        return open;
    }

    /** With all that was kept back, in as many files as that takes. */
    private OutputFile finished(OutputFile last) throws RecordingException, IOException {
        OutputFile open = last;
        writer.end(open);
        while (writer.isAtEnd()) {
            open = follow(open, lastFrameMillis);
        }
        return open;
    }

    private OutputFile follow(OutputFile done, long dtsMillis) throws RecordingException, IOException {
        complete(done);
        file = null; // if there can be no other, this one is complete
        OutputFile next = claimed(files.open());
        file = next;
        rotation.begin(dtsMillis);
        writer.begin(next);
        return next;
    }

    private void complete(OutputFile done) throws IOException {
        done.flush();
        writer.complete(done);
        long bytes = done.size();
        done.close();
        progress.at(done, lastFrameMillis);
        log.info("recorded {} to {}: {} bytes", label(), done.path(), bytes);
    }

    private OutputFile claimed(OutputFile opened) throws RecordingException {
        boolean claimed = false;
        try {
            recorder.claim(this, opened.path());
            claimed = true;
        } catch (IOException e) {
            throw RecordingException.noAccess("it cannot be written", opened.path() + ": " + RecordingFiles.reason(e));
        } finally {
            if (!claimed) {
                close(opened);
            }
        }
        if (progress.file().isEmpty()) {
            counters.started.increment();
        }
        counters.files.increment();
        progress.opened(opened);
        log.info("recording {} to {}", label(), opened.path());
        return opened;
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
        progress.gap();
        counters.gaps.increment();
        log.warn("recording of {}: {} ms are missing", label(), millis);
        owner().tell(new Event.Gap(millis));
    }

    // ---- the end ----

    private void breakOff(RecordingException why) {
        counters.failed.increment();
        OutputFile open = file;
        if (open == null) {
            log.warn("{} is not recorded: {}", label(), why.getMessage());
        } else {
            log.warn(
                    "recording of {} to {} broke off after {} bytes: {}; the live stream goes on",
                    label(),
                    open.path(),
                    open.flushedBytes(),
                    why.getMessage());
            salvage(open);
        }
        finish(why.event());
    }

    /** Of a file that was removed nothing is left to tell. */
    private void salvage(OutputFile open) {
        try {
            if (!open.isRemoved()) {
                writer.salvage(open);
            }
        } catch (IOException | RuntimeException e) {
            log.warn("{} has no index: {}", open.path(), e.toString());
        }
        close(open);
    }

    private static void close(OutputFile opened) {
        try {
            opened.close();
        } catch (IOException e) {
            log.warn("{} could not be closed: {}", opened.path(), e.toString());
        }
    }

    private void finish(Event event) {
        writer.leftOut().forEach(text -> log.warn("recording of {}: left out {}", label(), text));
        stream.untap(queue);
        Owner last;
        synchronized (this) {
            finished = true;
            last = owner;
        }
        last.tell(event);
        recorder.finished(this); // after this the server may stop, and nobody can be told any more
        over.complete(null);
    }

    /** For the log, where a publisher must not write lines of its own. */
    private String label() {
        return stream.path().replaceAll("\\p{Cntrl}", "?");
    }
}

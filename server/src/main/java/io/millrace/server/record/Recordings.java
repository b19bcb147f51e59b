package io.millrace.server.record;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.ExistingFile;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder.Event;
import io.millrace.server.config.RecordMode;
import io.millrace.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings for those who run the server: starts and stops them on live streams, lists and deletes files. Any thread may call
 * it; nothing blocks. What has to do with files runs on a thread for that; the futures complete there.
 */
public final class Recordings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recordings.class);

    private static final int CHECK_SECONDS = 2;
    private static final Duration EXPIRY_INTERVAL = Duration.ofMinutes(1);

    private final Hub hub;
    private final FileStreamRecorder recorder;
    private final RecordedFiles files;
    private final ScheduledExecutorService thread;

    /** What became of a {@link #start}. */
    public sealed interface StartOutcome {
        /** The file is open, and is written to from the stream's next key frame on. */
        record Started() implements StartOutcome {}

        /** The stream is being recorded; that goes on as it is. */
        record AlreadyRecorded() implements StartOutcome {}

        /** Nobody publishes it. */
        record NotLive() implements StartOutcome {}

        /** It may not or cannot be written; {@code reason} is for clients and holds no path of the server. */
        record Refused(String reason) implements StartOutcome {}
    }

    /** What became of a {@link #delete}. */
    public enum DeleteOutcome {
        DELETED,
        /** There is no recording of that name. */
        NOT_FOUND,
        /** It is being written: its recording must be stopped first. */
        BEING_RECORDED,
        /** The file system refuses; the log says why. */
        FAILED
    }

    /**
     * Recordings of a server, of which the old ones are deleted as {@code config} has it.
     *
     * @param inUse what is played
     */
    public Recordings(
            Hub hub, RecordingPaths paths, ServerConfig config, FileStreamRecorder recorder, FilesInUse inUse) {
        this(
                hub,
                recorder,
                new RecordedFiles(paths, config, recorder, inUse),
                FileStreamRecorder.threads(1, "recordings-"));
        checkDirectories(config, paths);
        if (files.expire()) {
            var unused = thread.scheduleWithFixedDelay(
                    files::deleteExpired, 0, EXPIRY_INTERVAL.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /**
     * Tells the log where nothing can be recorded, before anybody publishes; the server starts all the same, since its disk may be
     * there later. One that hangs does not hold it up for long.
     */
    private void checkDirectories(ServerConfig config, RecordingPaths paths) {
        Future<List<String>> problems = thread.submit(() -> RecordingDirectories.problems(config, paths));
        try {
            problems.get(CHECK_SECONDS, TimeUnit.SECONDS)
                    .forEach(problem -> log.warn("{}; as it is, nothing is recorded there", problem));
        } catch (TimeoutException e) {
            log.warn("directories of recordings: no answer from the disk within {} s", CHECK_SECONDS);
        } catch (ExecutionException e) {
            log.error("directories of recordings: a fault of ours", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is wrong with the names of recordings, for who starts the server; empty if nothing is. */
    public static Optional<String> problem(ServerConfig config) {
        return config.applications().entrySet().stream()
                .flatMap(application -> application
                        .getValue()
                        .recordNameProblem()
                        .map(problem -> "applications." + application.getKey() + "." + problem)
                        .stream())
                .findFirst();
    }

    /** @param thread for work on files; of the platform, since a disk that hangs holds it up */
    Recordings(Hub hub, FileStreamRecorder recorder, RecordedFiles files, ScheduledExecutorService thread) {
        this.hub = hub;
        this.recorder = recorder;
        this.files = files;
        this.thread = thread;
    }

    /** Takes no more work on files. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /**
     * Records a stream that is live, into a file that there is not yet: {@code cam~2.flv} where there is {@code cam.flv}. Else as
     * {@link #start(StreamPath, ExistingFile)}.
     */
    public CompletableFuture<StartOutcome> start(StreamPath stream) {
        return start(stream, ExistingFile.KEEP);
    }

    /**
     * Records a stream that is live, from its next key frame on until {@link #stop}, or until its publisher has left; what a
     * publisher's own recording does is as if it had asked for it.
     *
     * @param stream an instance of the application in the path belongs to the name of the recording
     * @param existing what becomes of what was recorded before under that name
     */
    public CompletableFuture<StartOutcome> start(StreamPath stream, ExistingFile existing) {
        if (recorder.settings(stream.application()).record() == RecordMode.NEVER) {
            return CompletableFuture.completedFuture(
                    new StartOutcome.Refused("streams of this application are not recorded"));
        }
        Optional<LiveStream> live = hub.isPublished(stream.path()) ? hub.open(stream.path()) : Optional.empty();
        if (live.isEmpty()) {
            return CompletableFuture.completedFuture(new StartOutcome.NotLive());
        }
        var outcome = new CompletableFuture<StartOutcome>();
        try {
            boolean started = recorder.recordLive(
                    live.get(), stream.application(), stream.name(), existing, event -> outcome.complete(of(event)));
            if (!started) {
                outcome.complete(new StartOutcome.AlreadyRecorded());
            }
        } finally {
            hub.release(live.get());
        }
        return outcome;
    }

    /** Of the first thing that is told. */
    private static StartOutcome of(Event event) {
        return switch (event) {
            case Event.NoAccess(String reason) -> new StartOutcome.Refused(reason);
            case Event.Failed(String reason) -> new StartOutcome.Refused(reason);
            case Event.Started started -> new StartOutcome.Started();
            case Event.Stopped stopped -> new StartOutcome.Started();
            case Event.Gap gap -> new StartOutcome.Started();
        };
    }

    /**
     * Ends the recording of a stream, whoever asked for it.
     *
     * @return when the file is complete, which takes half a second: true, or false if the stream was not recorded
     */
    public CompletableFuture<Boolean> stop(StreamPath stream) {
        return recorder.stop(stream.path())
                .map(over -> over.thenApply(unused -> true))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    /** Those that go on now, in the order of the streams' paths. */
    public List<ActiveRecording> active() {
        return recorder.active().stream()
                .map(this::describe)
                .sorted(Comparator.comparing(ActiveRecording::stream))
                .toList();
    }

    private ActiveRecording describe(StreamRecording recording) {
        RecordingProgress progress = recording.progress();
        Optional<Path> file = progress.file();
        return new ActiveRecording(
                recording.stream().path(),
                recording.application(),
                file.flatMap(path -> files.name(recording.application(), path)).orElse(""),
                progress.since(),
                progress.bytes(),
                progress.duration(),
                progress.gaps());
    }

    /**
     * The files of an application, or of all that have a directory of their own: the newest first.
     *
     * @param limit how many at most
     */
    public CompletableFuture<List<RecordedFile>> list(Optional<String> application, int limit) {
        return CompletableFuture.supplyAsync(() -> files.list(application, limit), thread);
    }

    /**
     * Deletes a file; who plays it has it to its end.
     *
     * @param file as {@link RecordedFile#file}
     */
    public CompletableFuture<DeleteOutcome> delete(String application, String file) {
        return CompletableFuture.supplyAsync(() -> files.delete(application, file), thread);
    }
}

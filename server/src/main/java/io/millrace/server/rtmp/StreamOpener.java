package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.StreamStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a playlist item means: the live stream of that name, or the recorded one. Any thread may call it.
 */
final class StreamOpener {
    private static final Logger log = LoggerFactory.getLogger(StreamOpener.class);

    private final Hub hub;
    private final StreamStore store;
    private final Executor files;
    private final int maxOpening;
    private final Duration maxTime;
    private final AtomicInteger opening = new AtomicInteger();

    /**
     * Opens what is in {@code hub} and {@code store}.
     *
     * @param files runs what opens files
     * @param maxOpening how many may wait for that at a time
     * @param maxTime how long each may wait
     */
    StreamOpener(Hub hub, StreamStore store, Executor files, int maxOpening, Duration maxTime) {
        this.hub = hub;
        this.store = store;
        this.files = files;
        this.maxOpening = maxOpening;
        this.maxTime = maxTime;
    }

    /**
     * Opens {@code item}: at once if no file has to be looked for, as for live streams. It never fails, and who can wait
     * for a publisher does so when the disk gives no answer.
     */
    CompletionStage<Opened> open(PlaylistItem item) {
        long start = item.range().startMillis();
        boolean live = start == PlayRange.LIVE
                || (start == PlayRange.ANY && hub.isPublished(item.path().path()));
        if (live) {
            return CompletableFuture.completedFuture(live(item.path()));
        }
        return store.equals(StreamStore.NONE)
                ? CompletableFuture.completedFuture(find(item))
                : onDisk(() -> find(item), this::discard).exceptionally(thrown -> {
                    if (isNoAnswer(thrown)) {
                        log.warn("{} cannot be looked for: {}", item.path(), thrown.toString());
                        return liveOr(item, new Refusal(StatusCode.PLAY_FAILED, "the file cannot be read"));
                    }
                    log.error("{} cannot be opened, by a fault of ours", item.path(), thrown);
                    return new Opened.Missing(new Refusal(StatusCode.PLAY_FAILED, "internal error"));
                });
    }

    /**
     * Asks the disk. The stage fails with {@link TimeoutException} if there is no answer in time, with {@link
     * RejectedExecutionException} if too many ask, or as the server ends.
     *
     * @param discard takes an answer that comes too late
     */
    private <T> CompletionStage<T> onDisk(Supplier<T> question, Consumer<T> discard) {
        var answer = new CompletableFuture<T>();
        if (opening.incrementAndGet() > maxOpening) {
            opening.decrementAndGet();
            answer.completeExceptionally(new RejectedExecutionException(maxOpening + " files are being opened"));
            return answer;
        }
        try {
            files.execute(() -> {
                opening.decrementAndGet();
                answer(question, answer, discard);
            });
        } catch (RejectedExecutionException e) {
            opening.decrementAndGet();
            answer.completeExceptionally(e);
        }
        return answer.orTimeout(maxTime.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> void answer(Supplier<T> question, CompletableFuture<T> answer, Consumer<T> discard) {
        try {
            T given = question.get();
            if (!answer.complete(given)) {
                discard.accept(given);
            }
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private static boolean isNoAnswer(Throwable thrown) {
        return thrown instanceof TimeoutException || thrown instanceof RejectedExecutionException;
    }

    /**
     * What asks for a recording that does not exist gets the live stream of that name, if there is one: some clients ask
     * so by default [IP-50].
     */
    private Opened find(PlaylistItem item) {
        try {
            Optional<FrameReader> reader =
                    store.open(item.path().application(), item.path().name());
            if (reader.isPresent()) {
                return new Opened.Recorded(reader.get());
            }
        } catch (MediaFileException e) {
            return new Opened.Missing(refusal(e));
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", item.path(), e.toString());
            return new Opened.Missing(new Refusal(StatusCode.PLAY_FAILED, "the file cannot be read"));
        }
        return liveOr(item, new Refusal(StatusCode.PLAY_STREAM_NOT_FOUND, "there is no such stream"));
    }

    private Opened liveOr(PlaylistItem item, Refusal refusal) {
        boolean waits = item.range().startMillis() < 0;
        return waits || hub.isPublished(item.path().path()) ? live(item.path()) : new Opened.Missing(refusal);
    }

    /** Gives back what was opened and is not wanted any more. */
    void discard(Opened opened) {
        switch (opened) {
            case Opened.Live(var stream) -> hub.release(stream);
            case Opened.Recorded(var reader) -> new RecordedFrames(reader, TimeShift.none()).closeOn(files);
            case Opened.Missing missing -> {}
        }
    }

    /** Length of a recorded stream in seconds; 0 where there is none, or a live one. It never fails. */
    CompletionStage<Double> lengthSeconds(StreamPath path) {
        return hub.isPublished(path.path())
                ? CompletableFuture.completedFuture(0.0)
                : onDisk(() -> recordedSeconds(path), seconds -> {}).exceptionally(thrown -> {
                    if (!isNoAnswer(thrown)) {
                        log.error("{} cannot be opened, by a fault of ours", path, thrown);
                    }
                    return 0.0;
                });
    }

    private double recordedSeconds(StreamPath path) {
        try (FrameReader reader = store.open(path.application(), path.name()).orElse(null)) {
            return reader == null ? 0 : reader.durationMillis() / 1000.0;
        } catch (IOException e) {
            return 0;
        }
    }

    static Refusal refusal(MediaFileException e) {
        StatusCode code = switch (e.kind()) {
            case STRUCTURE -> StatusCode.PLAY_FILE_STRUCTURE_INVALID;
            case NO_SUPPORTED_TRACK -> StatusCode.PLAY_NO_SUPPORTED_TRACK_FOUND;
        };
        return new Refusal(code, String.valueOf(e.getMessage()));
    }

    private Opened live(StreamPath path) {
        return hub.open(path.path())
                .<Opened>map(Opened.Live::new)
                .orElseGet(() -> new Opened.Missing(
                        new Refusal(StatusCode.PLAY_STREAM_NOT_FOUND, "too many streams are waited for")));
    }
}

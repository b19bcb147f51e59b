package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.StreamStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a playlist item means: the live stream of that name, or the recorded one. Any thread may call it.
 */
final class StreamOpener {
    private static final Logger log = LoggerFactory.getLogger(StreamOpener.class);

    private final Hub hub;
    private final StreamStore store;
    private final Executor blocking;

    /** @param blocking runs what reads files */
    StreamOpener(Hub hub, StreamStore store, Executor blocking) {
        this.hub = hub;
        this.store = store;
        this.blocking = blocking;
    }

    /** Opens {@code item}: at once if no file has to be looked for, as for live streams. It never fails. */
    CompletionStage<Opened> open(PlaylistItem item) {
        long start = item.range().startMillis();
        boolean live = start == PlayRange.LIVE
                || (start == PlayRange.ANY && hub.isPublished(item.path().path()));
        if (live) {
            return CompletableFuture.completedFuture(live(item.path()));
        }
        return store.equals(StreamStore.NONE)
                ? CompletableFuture.completedFuture(find(item))
                : CompletableFuture.supplyAsync(() -> find(item), blocking).exceptionally(thrown -> {
                    log.error("{} cannot be opened, by a fault of ours", item.path(), thrown);
                    return new Opened.Missing(new Refusal(StatusCode.PLAY_FAILED, "internal error"));
                });
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
        boolean waits = item.range().startMillis() < 0;
        return waits || hub.isPublished(item.path().path())
                ? live(item.path())
                : new Opened.Missing(new Refusal(StatusCode.PLAY_STREAM_NOT_FOUND, "there is no such stream"));
    }

    /** Gives back what was opened and is not wanted any more. */
    void discard(Opened opened) {
        switch (opened) {
            case Opened.Live(var stream) -> hub.release(stream);
            case Opened.Recorded(var reader) -> new RecordedFrames(reader, TimeShift.none()).closeOn(blocking);
            case Opened.Missing missing -> {}
        }
    }

    /** Length of a recorded stream in seconds; 0 where there is none, or a live one. It never fails. */
    CompletionStage<Double> lengthSeconds(StreamPath path) {
        return hub.isPublished(path.path())
                ? CompletableFuture.completedFuture(0.0)
                : CompletableFuture.supplyAsync(() -> recordedSeconds(path), blocking)
                        .exceptionally(thrown -> {
                            log.error("{} cannot be opened, by a fault of ours", path, thrown);
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

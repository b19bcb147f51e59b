package io.millrace.server.api;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.ExistingFile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Of a server that records nothing. */
final class NoRecordings implements RecordingControl {
    private static final Trouble NONE = new Trouble(404, "There are no recordings.");

    @Override
    public List<RecordingView> active() {
        return List.of();
    }

    @Override
    public CompletableFuture<List<RecordedFileView>> files(Optional<String> application, int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Optional<Trouble>> start(StreamPath stream, ExistingFile existing) {
        return CompletableFuture.completedFuture(Optional.of(NONE));
    }

    @Override
    public CompletableFuture<Optional<Trouble>> stop(StreamPath stream) {
        return CompletableFuture.completedFuture(Optional.of(NONE));
    }

    @Override
    public CompletableFuture<Optional<Trouble>> delete(String application, String file) {
        return CompletableFuture.completedFuture(Optional.of(NONE));
    }
}

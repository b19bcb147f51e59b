package io.millrace.server;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.api.RecordedFileView;
import io.millrace.server.api.RecordingControl;
import io.millrace.server.api.RecordingView;
import io.millrace.server.application.ExistingFile;
import io.millrace.server.record.ActiveRecording;
import io.millrace.server.record.RecordedFile;
import io.millrace.server.record.Recordings;
import io.millrace.server.record.Recordings.DeleteOutcome;
import io.millrace.server.record.Recordings.StartOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Joins recordings and the API. Any thread may call it. */
final class ApiRecordings implements RecordingControl {
    private final Recordings recordings;

    ApiRecordings(Recordings recordings) {
        this.recordings = recordings;
    }

    @Override
    public List<RecordingView> active() {
        return recordings.active().stream().map(ApiRecordings::view).toList();
    }

    private static RecordingView view(ActiveRecording recording) {
        return new RecordingView(
                recording.stream(),
                recording.application(),
                recording.file().isEmpty() ? Optional.empty() : Optional.of(recording.file()),
                recording.since(),
                recording.bytes(),
                recording.duration().toMillis(),
                recording.gaps());
    }

    @Override
    public CompletableFuture<List<RecordedFileView>> files(Optional<String> application, int limit) {
        return recordings
                .list(application, limit)
                .thenApply(files -> files.stream().map(ApiRecordings::view).toList());
    }

    private static RecordedFileView view(RecordedFile file) {
        return new RecordedFileView(file.application(), file.file(), file.bytes(), file.modified(), file.recording());
    }

    @Override
    public CompletableFuture<Optional<Trouble>> start(StreamPath stream, ExistingFile existing) {
        return recordings.start(stream, existing).thenApply(outcome -> switch (outcome) {
            case StartOutcome.Started started -> Optional.empty();
            case StartOutcome.AlreadyRecorded already -> Optional.of(new Trouble(409, "It is being recorded already."));
            case StartOutcome.NotLive notLive -> Optional.of(new Trouble(404, "Nobody publishes that."));
            case StartOutcome.Refused(String reason) ->
                Optional.of(new Trouble(409, "It cannot be recorded: " + reason + "."));
        });
    }

    @Override
    public CompletableFuture<Optional<Trouble>> stop(StreamPath stream) {
        return recordings
                .stop(stream)
                .thenApply(stopped ->
                        stopped ? Optional.empty() : Optional.of(new Trouble(404, "It is not being recorded.")));
    }

    @Override
    public CompletableFuture<Optional<Trouble>> delete(String application, String file) {
        return recordings.delete(application, file).thenApply(ApiRecordings::trouble);
    }

    private static Optional<Trouble> trouble(DeleteOutcome outcome) {
        return switch (outcome) {
            case DELETED -> Optional.empty();
            case NOT_FOUND -> Optional.of(new Trouble(404, "There is no such recording."));
            case BEING_RECORDED -> Optional.of(new Trouble(409, "It is being recorded: stop that first."));
            case FAILED -> Optional.of(new Trouble(500, "It cannot be deleted; the log of the server says why."));
        };
    }
}

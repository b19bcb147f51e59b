package io.millrace.server.api;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.ExistingFile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Recordings, as the API shows and steers them. Any thread may call. */
public interface RecordingControl {
    /** Those that go on now. */
    List<RecordingView> active();

    /** Files, the newest first; of one application or of all. */
    CompletableFuture<List<RecordedFileView>> files(Optional<String> application, int limit);

    /** Records a live stream; empty when it has begun. */
    CompletableFuture<Optional<Trouble>> start(StreamPath stream, ExistingFile existing);

    /** Ends that; empty when the file is complete. */
    CompletableFuture<Optional<Trouble>> stop(StreamPath stream);

    /** Deletes a file; empty when it is gone. */
    CompletableFuture<Optional<Trouble>> delete(String application, String file);

    /**
     * Why something is not done.
     *
     * @param status of HTTP
     * @param detail for who asked for it
     */
    record Trouble(int status, String detail) {}
}

package io.millrace.server.api;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.api.Endpoint.Call;
import io.millrace.server.api.RecordingControl.Trouble;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What operators do with recordings. On threads that may wait. */
final class RecordingActions {
    private static final int MAX_FILES = 1000;
    private static final int FILES = 100;

    private final RecordingControl recordings;

    RecordingActions(RecordingControl recordings) {
        this.recordings = recordings;
    }

    Lists.RecordingsView list(Call call) {
        return new Lists.RecordingsView(
                recordings.active(),
                Waiting.of(recordings.files(
                        call.request().parameter("application"), call.number("limit", FILES, 1, MAX_FILES))));
    }

    /** @throws ApiException if it is not done, as the others */
    void start(Call call) {
        RecordBody body = call.body(RecordBody.class);
        await(recordings.start(path(call), body.existing()));
    }

    void stop(Call call) {
        await(recordings.stop(path(call)));
    }

    void delete(Call call) {
        await(recordings.delete(call.variable("application"), call.variable("file")));
    }

    private static StreamPath path(Call call) {
        String path = call.variable("path");
        try {
            return new StreamPath(path);
        } catch (ProtocolException e) {
            throw ApiViews.noStream(path); // nor can there be
        }
    }

    private static void await(CompletableFuture<Optional<Trouble>> outcome) {
        Waiting.of(outcome).ifPresent(trouble -> {
            throw new ApiException(trouble.status(), trouble.detail());
        });
    }
}

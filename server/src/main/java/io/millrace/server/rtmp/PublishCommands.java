package io.millrace.server.rtmp;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.server.application.StreamRecorder;

/** What the publishers of one connection ask for: may they, and is the name free. On its event loop. */
final class PublishCommands {
    private final RtmpConnection connection;
    private final ServerSession session;
    private final NetStreams streams;
    private final Questions questions;

    PublishCommands(RtmpConnection connection, ServerSession session, NetStreams streams, Questions questions) {
        this.connection = connection;
        this.session = session;
        this.streams = streams;
        this.questions = questions;
    }

    void publish(SessionEvent.PublishRequested request) {
        int streamId = request.streamId();
        StreamPath path = request.path();
        questions.ask(connection.mayPublish(request), denied -> {
            Refusal refusal = denied.orElseGet(
                    () -> streams.publish(streamId, path, request.type(), event -> recording(streamId, path, event)));
            if (refusal == null) {
                connection.publishes(path);
                connection.perform(session.acceptPublish(streamId));
            } else {
                connection.refused("publish", path, refusal);
                connection.ended(streamId);
                connection.perform(session.refusePublish(
                        streamId, refusal.code(), "Cannot publish " + path + ": " + refusal.told() + "."));
            }
        });
    }

    /** Tells the publisher who asked for it what becomes of the recording. */
    private void recording(int streamId, StreamPath path, StreamRecorder.Event event) {
        Status status = switch (event) {
            case StreamRecorder.Event.Started s -> new Status(StatusCode.RECORD_START, "Recording " + path + ".");
            case StreamRecorder.Event.Stopped s -> new Status(StatusCode.RECORD_STOP, "Recorded " + path + ".");
            case StreamRecorder.Event.Gap(long millis) ->
                new Status(
                        StatusCode.RECORD_FAILED,
                        StatusCode.Level.STATUS, // the recording goes on
                        "The recording of " + path + " misses " + millis + " ms.",
                        AmfProperties.EMPTY);
            case StreamRecorder.Event.NoAccess(String reason) ->
                new Status(StatusCode.RECORD_NO_ACCESS, "Cannot record " + path + ": " + reason + ".");
            case StreamRecorder.Event.Failed(String reason) ->
                new Status(StatusCode.RECORD_FAILED, "Cannot record " + path + ": " + reason + ".");
        };
        connection.later(() -> connection.perform(session.status(streamId, status)));
    }

    /** A frame that the hub refuses means that another publisher has taken the stream over. */
    void check(int streamId, boolean accepted) {
        if (!accepted) {
            streams.publishEnded(streamId);
            connection.ended(streamId);
            connection.perform(session.refusePublish(
                    streamId, StatusCode.PUBLISH_BAD_NAME, "Another publisher has taken over this stream."));
        }
    }
}

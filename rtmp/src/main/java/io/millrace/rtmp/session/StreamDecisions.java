package io.millrace.rtmp.session;

import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.message.UserControl.StreamIsRecorded;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.StreamCommand.Accept;
import io.millrace.rtmp.session.StreamCommand.Refuse;
import io.millrace.rtmp.session.StreamState.PlayPending;
import io.millrace.rtmp.session.StreamState.Playing;
import io.millrace.rtmp.session.StreamState.PublishPending;
import io.millrace.rtmp.session.StreamState.Publishing;
import java.util.ArrayList;
import java.util.List;

/** What the server decides about publish and play, and what the client is told of it, in the order it needs [IP-51]. */
final class StreamDecisions {
    private final NetStreams streams;

    StreamDecisions(NetStreams streams) {
        this.streams = streams;
    }

    List<SessionEvent> acceptPublish(int streamId) {
        if (!(streams.state(streamId) instanceof PublishPending(StreamPath path))) {
            return List.of();
        }
        streams.apply(streamId, new Accept());
        return List.of(
                new Send(new StreamBegin(streamId), 0),
                Replies.onStatus(streamId, StatusCode.PUBLISH_START, path + " is now published."));
    }

    List<SessionEvent> refusePublish(int streamId, StatusCode code, String description) {
        StreamState state = streams.state(streamId);
        return state instanceof PublishPending || state instanceof Publishing
                ? refuse(streamId, code, description)
                : List.of();
    }

    /**
     * In the order of R-146; Set Chunk Size was sent at connect and does not come again.
     *
     * @param recorded whether it is played from a file
     * @param flashData whether to send the two data messages that Flash programs wait for
     */
    List<SessionEvent> acceptPlay(int streamId, boolean recorded, boolean flashData) {
        if (!(streams.state(streamId) instanceof PlayPending(StreamPath path, boolean reset))) {
            return List.of();
        }
        streams.apply(streamId, new Accept());
        List<SessionEvent> events = new ArrayList<>();
        if (recorded) {
            events.add(new Send(new StreamIsRecorded(streamId), 0));
        }
        events.add(new Send(new StreamBegin(streamId), 0));
        if (reset) {
            events.add(Replies.onStatus(streamId, StatusCode.PLAY_RESET, "Playing and resetting " + path + "."));
        }
        events.add(Replies.onStatus(streamId, StatusCode.PLAY_START, "Started playing " + path + "."));
        if (flashData) {
            events.add(new Send(DataMessages.sampleAccess(), streamId));
            events.add(new Send(DataMessages.dataStart(), streamId));
        }
        return events;
    }

    List<SessionEvent> refusePlay(int streamId, StatusCode code, String description) {
        StreamState state = streams.state(streamId);
        return state instanceof PlayPending || state instanceof Playing
                ? refuse(streamId, code, description)
                : List.of();
    }

    /** In two statuses, as its clients are used to. */
    List<SessionEvent> acceptSeek(int streamId, long millis) {
        return streams.state(streamId) instanceof Playing(StreamPath path, boolean paused)
                ? List.of(
                        Replies.onStatus(streamId, StatusCode.SEEK_NOTIFY, "Seeking to " + millis + " ms."),
                        Replies.onStatus(streamId, StatusCode.PLAY_START, "Started playing " + path + "."))
                : List.of();
    }

    /** What plays goes on. */
    List<SessionEvent> refuseSeek(int streamId, StatusCode code, String description) {
        return streams.state(streamId) instanceof Playing
                ? List.of(Replies.onStatus(streamId, code, description))
                : List.of();
    }

    private List<SessionEvent> refuse(int streamId, StatusCode code, String description) {
        streams.apply(streamId, new Refuse());
        return List.of(Replies.onStatus(streamId, code, description));
    }
}

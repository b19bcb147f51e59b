package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.PlayEnded;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.StreamDeleted;
import io.millrace.rtmp.session.StreamState.Idle;
import io.millrace.rtmp.session.StreamState.PlayPending;
import io.millrace.rtmp.session.StreamState.Playing;
import io.millrace.rtmp.session.StreamState.PublishPending;
import io.millrace.rtmp.session.StreamState.Publishing;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The NetStreams of one connection: which there are, and where each stands. */
final class NetStreams {
    private final int maxStreams;
    private final SortedMap<Integer, StreamState> states = new TreeMap<>();

    NetStreams(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    /** Null if there is no such stream. */
    @Nullable
    StreamState state(int streamId) {
        return states.get(streamId);
    }

    /**
     * Moves a stream on.
     *
     * @return where it stood before
     * @throws ProtocolException of STREAM scope if {@code command} makes no sense there
     */
    StreamState apply(int streamId, StreamCommand command) {
        StreamState before = states.get(streamId);
        if (before == null) {
            throw new IllegalStateException("no stream " + streamId);
        }
        states.put(streamId, before.after(command));
        return before;
    }

    /** Some clients send stream commands on stream 0; with one stream it is clear which they mean. */
    int target(int messageStreamId) {
        return messageStreamId == 0 && states.size() == 1 ? states.firstKey() : messageStreamId;
    }

    /** Gives the lowest free ID, so that chunk stream IDs made from it stay low too. */
    List<SessionEvent> create(Command call) {
        if (states.size() >= maxStreams) {
            String description = "already " + states.size() + " streams (expected: <= " + maxStreams + ")";
            return Replies.callFailed(call, UNEXPECTED, description);
        }
        int streamId = 1;
        while (states.containsKey(streamId)) {
            streamId++;
        }
        states.put(streamId, new Idle());
        // Also for transaction ID 0: without the number the stream would be of no use.
        return List.of(new Send(Command.of("_result", call.transactionId(), new AmfNumber(streamId)), 0));
    }

    /** No reply. GStreamer sends the stream's name instead of its number, others nothing [IP-44]. */
    List<SessionEvent> delete(int messageStreamId, Command call) {
        int streamId = call.argument(1) instanceof AmfNumber(double number) ? (int) number : target(messageStreamId);
        StreamState state = states.remove(streamId);
        if (state == null) {
            return List.of(new Dropped(UNEXPECTED, "deleteStream of unknown stream " + streamId));
        }
        List<SessionEvent> events = new ArrayList<>(ended(streamId, state));
        events.add(new StreamDeleted(streamId));
        return events;
    }

    /** Ends everything, for when the connection does. */
    List<SessionEvent> deleteAll() {
        List<SessionEvent> events = new ArrayList<>();
        states.forEach((streamId, state) -> events.addAll(ended(streamId, state)));
        states.clear();
        return events;
    }

    /** What ends when a stream leaves {@code state}. */
    static List<SessionEvent> ended(int streamId, StreamState state) {
        return switch (state) {
            case Idle i -> List.of();
            case PublishPending p -> List.of(new PublishEnded(streamId));
            case Publishing p -> List.of(new PublishEnded(streamId));
            case PlayPending p -> List.of(new PlayEnded(streamId));
            case Playing p -> List.of(new PlayEnded(streamId));
        };
    }
}

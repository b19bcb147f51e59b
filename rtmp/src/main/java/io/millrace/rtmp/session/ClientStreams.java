package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.session.ClientEvent.PlayStarted;
import io.millrace.rtmp.session.ClientEvent.PublishStarted;
import io.millrace.rtmp.session.ClientEvent.StatusReceived;
import io.millrace.rtmp.session.ClientEvent.StreamCreated;
import io.millrace.rtmp.session.ClientEvent.StreamEnded;
import io.millrace.rtmp.session.ClientEvent.StreamNotCreated;
import io.millrace.rtmp.session.SessionEvent.DataReceived;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The NetStreams that a client has of one connection.
 *
 * <pre>
 *   IDLE --publish--> PUBLISH_PENDING --NetStream.Publish.Start-------> PUBLISHING     an error: IDLE
 *   IDLE --play-----> PLAY_PENDING ----NetStream.Play.Start, or media--> PLAYING       an error, or its end: IDLE
 * </pre>
 */
final class ClientStreams {
    private enum State {
        IDLE,
        PUBLISH_PENDING,
        PUBLISHING,
        PLAY_PENDING,
        PLAYING
    }

    /** One NetStream and what it is used for. */
    private record Stream(State state, String name) {}

    private final int bufferMillis;
    private final Set<Double> creating = new HashSet<>();
    private final Map<Integer, Stream> streams = new HashMap<>();

    ClientStreams(int bufferMillis) {
        this.bufferMillis = bufferMillis;
    }

    // ---- asked for ----

    List<Send> create(double transactionId) {
        creating.add(transactionId);
        return List.of(new Send(Command.of("createStream", transactionId), 0));
    }

    List<Send> publish(int streamId, String name, PublishType type) {
        streams.put(streamId, new Stream(State.PUBLISH_PENDING, name));
        var kind = new AmfString(type.name().toLowerCase(Locale.ROOT));
        return List.of(new Send(Command.of("publish", 0, new AmfString(name), kind), streamId));
    }

    /** On the wire all of it is in milliseconds, the special values times a thousand too, which all servers take [IP-50]. */
    List<Send> play(int streamId, String name, PlayRange range) {
        streams.put(streamId, new Stream(State.PLAY_PENDING, name));
        long start = range.startMillis() < 0 ? range.startMillis() * 1000 : range.startMillis();
        List<AmfValue> arguments = new ArrayList<>(List.of(new AmfString(name), new AmfNumber(start)));
        if (range.durationMillis() != PlayRange.TO_END) {
            arguments.add(new AmfNumber(range.durationMillis()));
        }
        return List.of(
                new Send(Command.of("play", 0, arguments.toArray(new AmfValue[0])), streamId),
                new Send(new SetBufferLength(streamId, bufferMillis), 0));
    }

    List<Send> delete(int streamId) {
        Stream stream = streams.remove(streamId);
        var delete = new Send(Command.of("deleteStream", 0, new AmfNumber(streamId)), 0);
        if (stream == null) {
            return List.of();
        }
        boolean publishes = stream.state() == State.PUBLISHING || stream.state() == State.PUBLISH_PENDING;
        return publishes ? List.of(command("FCUnpublish", 0, stream.name()), delete) : List.of(delete);
    }

    static Send pause(int streamId, boolean paused, long millis) {
        return new Send(Command.of("pause", 0, new AmfBoolean(paused), new AmfNumber(millis)), streamId);
    }

    static Send seek(int streamId, long millis) {
        return new Send(Command.of("seek", 0, new AmfNumber(millis)), streamId);
    }

    static Send command(String name, double transactionId, String argument) {
        return new Send(Command.of(name, transactionId, new AmfString(argument)), 0);
    }

    // ---- said by the server ----

    boolean isCreating(double transactionId) {
        return creating.contains(transactionId);
    }

    List<ClientEvent> created(double transactionId, boolean ok, AmfValue value) {
        creating.remove(transactionId);
        double number = value.asNumber().orElse(0);
        if (!ok || !(number >= 1 && number <= 0xFFFF_FF)) {
            ServerStatus status = ok
                    ? new ServerStatus(
                            "error", "", "stream ID " + number + " (expected: from 1)", ServerStatus.NONE.information())
                    : ServerStatus.of(value);
            return List.of(new StreamNotCreated(transactionId, status));
        }
        streams.put((int) number, new Stream(State.IDLE, ""));
        return List.of(new StreamCreated(transactionId, (int) number));
    }

    /** Media is the answer to play where a server gives no other. */
    List<ClientEvent> media(RawMessage raw, MediaType type) {
        return received(raw, new MediaReceived(raw.streamId(), raw.timestamp(), type, raw.body()));
    }

    /** Data messages are for the viewer, but for those that are about the stream. */
    List<ClientEvent> data(RawMessage raw, Bytes body) {
        var amf = new Amf0Reader(body.reader());
        return switch (next(amf).flatMap(AmfValue::asString).orElse("")) {
            case "onPlayStatus", "onStatus" ->
                status(raw.streamId(), ServerStatus.of(next(amf).orElseGet(AmfUndefined::new)));
            case "|RtmpSampleAccess" -> List.of();
            default -> received(raw, new DataReceived(raw.streamId(), raw.timestamp(), body));
        };
    }

    private List<ClientEvent> received(RawMessage raw, ClientEvent event) {
        Stream stream = streams.get(raw.streamId());
        if (stream == null || (stream.state() != State.PLAYING && stream.state() != State.PLAY_PENDING)) {
            return List.of(
                    new Dropped(UNEXPECTED, "media of stream " + raw.streamId() + ", which does not play"));
        }
        if (stream.state() == State.PLAY_PENDING) {
            streams.put(raw.streamId(), new Stream(State.PLAYING, stream.name()));
            return List.of(new PlayStarted(raw.streamId(), ServerStatus.NONE), event);
        }
        return List.of(event);
    }

    /** What is said of a stream on stream 0 is of the only one there is, as on the way to servers. */
    List<ClientEvent> status(int messageStreamId, ServerStatus status) {
        boolean ofTheOnlyOne =
                messageStreamId == 0 && streams.size() == 1 && status.code().startsWith("NetStream.");
        int streamId = ofTheOnlyOne ? streams.keySet().iterator().next() : messageStreamId;
        Stream stream = streams.get(streamId);
        if (stream == null) {
            return List.of(new StatusReceived(streamId, status));
        }
        if (stream.state() == State.PUBLISH_PENDING && status.is(StatusCode.PUBLISH_START)) {
            streams.put(streamId, new Stream(State.PUBLISHING, stream.name()));
            return List.of(new PublishStarted(streamId, status));
        }
        if (stream.state() == State.PLAY_PENDING && status.is(StatusCode.PLAY_START)) {
            streams.put(streamId, new Stream(State.PLAYING, stream.name()));
            return List.of(new PlayStarted(streamId, status));
        }
        if (ends(stream.state(), status)) {
            streams.put(streamId, new Stream(State.IDLE, ""));
            return List.of(new StreamEnded(streamId, status));
        }
        return List.of(new StatusReceived(streamId, status));
    }

    /** The same as that it stops. */
    List<ClientEvent> deletedByServer(int messageStreamId, AmfValue argument) {
        int streamId = (int) argument.asNumber().orElse(messageStreamId);
        if (!streams.containsKey(streamId)) {
            return List.of();
        }
        streams.put(streamId, new Stream(State.IDLE, ""));
        String text = "the server has deleted the stream";
        return List.of(new StreamEnded(
                streamId,
                new ServerStatus("status", StatusCode.PLAY_STOP.code(), text, ServerStatus.NONE.information())));
    }

    /** Failed is said of one track too while the others go on [ER-175]; before anything came it is the answer. */
    private static boolean ends(State state, ServerStatus status) {
        return switch (state) {
            case IDLE -> false;
            case PUBLISH_PENDING, PLAY_PENDING -> status.isError();
            case PUBLISHING ->
                status.is(StatusCode.PUBLISH_BAD_NAME)
                        || status.is(StatusCode.PUBLISH_DENIED)
                        || status.is(StatusCode.UNPUBLISH_SUCCESS)
                        || status.is(StatusCode.FAILED);
            case PLAYING ->
                status.is(StatusCode.PLAY_STOP)
                        || status.is(StatusCode.PLAY_STREAM_NOT_FOUND)
                        || status.is(StatusCode.PLAY_FILE_STRUCTURE_INVALID)
                        || status.is(StatusCode.PLAY_NO_SUPPORTED_TRACK_FOUND);
        };
    }

    private static Optional<AmfValue> next(Amf0Reader amf) {
        try {
            return amf.hasNext() ? Optional.of(amf.next()) : Optional.empty();
        } catch (AmfException e) {
            return Optional.empty();
        }
    }
}

package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.CallAnswered;
import io.millrace.rtmp.session.SessionEvent.CallReceived;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.StreamLengthRequested;
import java.util.ArrayList;
import java.util.List;

/** What a connected client can call; what concerns a NetStream goes on to that. */
final class ConnectionCommands {
    private final SessionSettings settings;
    private final NetStreams streams;
    private final StreamCommands streamCommands;
    private final ConnectRequest connect;

    ConnectionCommands(SessionSettings settings, NetStreams streams, ConnectRequest connect) {
        this.settings = settings;
        this.streams = streams;
        this.connect = connect;
        streamCommands = new StreamCommands(streams, connect);
    }

    /** On a NetStream, close means that stream. */
    static boolean endsConnection(int streamId, Command command) {
        return streamId == 0 && command.name().equals("close");
    }

    List<SessionEvent> on(int streamId, Command received) {
        Command call = AgreedEncoding.plain(received);
        return switch (call.name()) {
            case "createStream" -> streams.create(call);
            case "deleteStream" -> streams.delete(streamId, call);
            case "publish", "play", "play2", "pause", "pauseRaw", "seek", "receiveAudio", "receiveVideo" ->
                streamCommands.on(streamId, call);
            case "closeStream", "close" -> streamCommands.on(streamId, call);
            // Encoders announce themselves so; they wait for the answers, and the call that counts is publish [IP-16].
            case "FCPublish" -> withCall(call, "onFCPublish", StatusCode.PUBLISH_START);
            case "FCUnpublish" -> withCall(call, "onFCUnpublish", StatusCode.UNPUBLISH_SUCCESS);
            case "releaseStream", "FCSubscribe", "FCUnsubscribe", "_checkbw", "checkBandwidth" ->
                Replies.result(call, new AmfUndefined()); // IP-18, IP-53
            case "getStreamLength" -> streamLength(call);
            case "_result", "_error" ->
                List.of(new CallAnswered(call.transactionId(), call.name().equals("_result"), call.argument(1)));
            // Answers to an answer would go round for ever.
            case "onStatus" -> List.of(new Dropped(UNEXPECTED, call.name()));
            default -> List.of(new CallReceived(received));
        };
    }

    /** A name that cannot be is that of no recording: clients ask before they play, and play tells them what is wrong. */
    private List<SessionEvent> streamLength(Command call) {
        try {
            StreamPath path = StreamPath.of(
                    connect.app(), connect.tcUrl(), call.argument(1).asString().orElse(""));
            return List.of(new StreamLengthRequested(call.transactionId(), path));
        } catch (ProtocolException e) {
            return Replies.result(call, new AmfNumber(0));
        }
    }

    /** On stream 0: on the stream's own ID, some clients take it for the answer to publish [IP-17]. */
    private List<SessionEvent> withCall(Command call, String name, StatusCode code) {
        List<SessionEvent> events = new ArrayList<>(Replies.result(call, new AmfUndefined()));
        if (settings.onFcPublish()) {
            String stream = Texts.quote(call.argument(1).asString().orElse(""));
            events.add(new Send(Command.of(name, 0, new Status(code, stream).information()), 0));
        }
        return events;
    }
}

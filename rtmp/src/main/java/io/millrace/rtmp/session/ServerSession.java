package io.millrace.rtmp.session;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;
import static io.millrace.rtmp.ProtocolException.Scope.MESSAGE;
import static io.millrace.rtmp.session.SessionEvent.DropCause.MALFORMED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNKNOWN;

import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Abort;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.Aggregate;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.SwfVerificationRequest;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.message.UserControl.UnknownEvent;
import io.millrace.rtmp.session.SessionEvent.AbortChunkStream;
import io.millrace.rtmp.session.SessionEvent.Acknowledged;
import io.millrace.rtmp.session.SessionEvent.BufferLength;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.ConnectRequested;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaIgnored;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.PeerChunkSize;
import io.millrace.rtmp.session.SessionEvent.PingAnswered;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.SharedObjectReceived;
import io.millrace.rtmp.session.SessionEvent.SwfAnswered;
import io.millrace.rtmp.session.StreamState.Publishing;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client may do and what it is told, from the end of the handshake on: a state machine without I/O. Messages
 * of {@code ChunkReader} go in, {@link SessionEvent}s come out; the carrier performs them in order. For one thread.
 *
 * <pre>
 *   Fresh --connect--> Requested --acceptConnect--> Connected
 *     any of them --protocol error, close, rejectConnect--> Closed
 * </pre>
 */
public final class ServerSession {
    /** A connect command is kept as long as the connection; the longest of real clients hold a token of 4 KiB. */
    static final int MAX_CONNECT_BYTES = 16 * 1024;

    /** Where the NetConnection stands. */
    private sealed interface Connection {
        record Fresh() implements Connection {}

        record Requested(double transactionId, ConnectRequest request) implements Connection {}

        record Connected(ConnectRequest client, ConnectionCommands commands) implements Connection {}

        record Closed() implements Connection {}
    }

    private final SessionSettings settings;
    private final NetStreams streams;
    private final StreamDecisions decisions;
    private final Acknowledgements acknowledgements;
    private Connection connection = new Connection.Fresh();
    private int malformed;
    private long pingSentMillis;
    private boolean pingOutstanding;
    private boolean swfAsked;

    public ServerSession(SessionSettings settings) {
        this.settings = settings;
        streams = new NetStreams(settings.maxStreams());
        decisions = new StreamDecisions(streams);
        acknowledgements = new Acknowledgements(settings.windowAckSize());
    }

    /** What follows from a message; never an exception, whatever it holds. After {@link Close} nothing follows. */
    public List<SessionEvent> on(RawMessage raw) {
        if (connection instanceof Connection.Closed) {
            return List.of();
        }
        try {
            return on(raw, decode(raw));
        } catch (ProtocolException e) {
            String text = Texts.clean(String.valueOf(e.getMessage()));
            return e.scope() == MESSAGE ? malformed(text) : close(text, true);
        }
    }

    /** Commands are bounded, as they are decoded whole; before connect more tightly, as nobody is known yet. */
    private RtmpMessage decode(RawMessage raw) {
        boolean connected = connection instanceof Connection.Connected;
        int limit = connected ? settings.maxCommandBytes() : Math.min(MAX_CONNECT_BYTES, settings.maxCommandBytes());
        return Incoming.decode(raw, limit, connected ? MESSAGE : CONNECTION);
    }

    /** Control messages count before connect too, where some clients send them [IP-10], and on any stream. */
    private List<SessionEvent> on(RawMessage raw, RtmpMessage message) {
        return switch (message) {
            case SetChunkSize(int bytes) -> List.of(new PeerChunkSize(bytes));
            case Abort(long chunkStreamId) -> List.of(new AbortChunkStream(chunkStreamId));
            case Acknowledgement(long sequenceNumber) -> List.of(new Acknowledged(sequenceNumber));
            case WindowAcknowledgementSize size -> {
                acknowledgements.peerWindow(size);
                yield List.of();
            }
            case SetPeerBandwidth bandwidth -> List.copyOf(acknowledgements.peerBandwidth(bandwidth));
            case UserControl event -> on(event);
            case Audio(Bytes body) -> media(raw, MediaType.AUDIO);
            case Video(Bytes body) -> media(raw, MediaType.VIDEO);
            case Data(Bytes body, boolean amf3) -> data(raw, amf3 ? DataMessages.plain(body) : body);
            case Command command -> command(raw.streamId(), command);
            case Aggregate aggregate -> Incoming.parts(raw, this::on, dropped -> dropped);
            case SharedObject object ->
                List.of(
                        connection instanceof Connection.Connected
                                ? new SharedObjectReceived(object)
                                : new Dropped(UNEXPECTED, "shared object before connect"));
            case Opaque(int typeId, Bytes body) -> List.of(new Dropped(UNKNOWN, "message type " + typeId));
        };
    }

    private List<SessionEvent> on(UserControl event) {
        return switch (event) {
            case SetBufferLength(long streamId, long millis) -> List.of(new BufferLength((int) streamId, millis));
            case PingRequest(long millis) -> List.of(new Send(new PingResponse(millis), 0));
            case PingResponse(long millis)
            when pingOutstanding && millis == (pingSentMillis & 0xFFFF_FFFFL) -> {
                pingOutstanding = false;
                yield List.of(new PingAnswered(pingSentMillis));
            }
            case SwfVerificationResponse(Bytes answer)
            when swfAsked -> {
                swfAsked = false;
                yield List.of(new SwfAnswered(answer));
            }
            case UnknownEvent unknown -> List.of(new Dropped(UNKNOWN, "user control event " + unknown.eventType()));
            default -> List.of(new Dropped(UNEXPECTED, "user control event " + event.eventType()));
        };
    }

    private List<SessionEvent> media(RawMessage raw, MediaType type) {
        return List.of(
                streams.state(raw.streamId()) instanceof Publishing
                        ? new MediaReceived(raw.streamId(), raw.timestamp(), type, raw.body())
                        : new MediaIgnored(raw.streamId()));
    }

    private List<SessionEvent> data(RawMessage raw, Bytes body) {
        return List.of(
                streams.state(raw.streamId()) instanceof Publishing
                        ? DataMessages.received(raw.streamId(), raw.timestamp(), body)
                        : new MediaIgnored(raw.streamId()));
    }

    private List<SessionEvent> command(int streamId, Command command) {
        if (command.name().equals("connect")) {
            return connect(command);
        }
        return switch (connection) {
            case Connection.Connected(ConnectRequest client, ConnectionCommands commands) ->
                ConnectionCommands.endsConnection(streamId, command)
                        ? close("closed by the client", false)
                        : encoded(commands.on(streamId, command));
            // Never creates state.
            default -> Replies.callFailed(command, UNEXPECTED, "command before connect");
        };
    }

    private List<SessionEvent> connect(Command command) {
        if (!(connection instanceof Connection.Fresh)) {
            var status = new Status(StatusCode.CONNECT_REJECTED, "already connected");
            return List.of(Replies.error(command.transactionId(), status));
        }
        try {
            ConnectRequest request = ConnectRequest.of(command);
            connection = new Connection.Requested(command.transactionId(), request);
            return List.of(new ConnectRequested(request));
        } catch (ProtocolException e) {
            String text = String.valueOf(e.getMessage());
            return rejected(command.transactionId(), new Status(StatusCode.CONNECT_REJECTED, text));
        }
    }

    /** Answers {@link ConnectRequested}; nothing if it is not pending any more. */
    public List<SessionEvent> acceptConnect() {
        return acceptConnect(true);
    }

    /**
     * The same.
     *
     * @param setsChunkSize false for clients that cannot bear it: chunks then stay at 128 bytes
     */
    public List<SessionEvent> acceptConnect(boolean setsChunkSize) {
        if (!(connection instanceof Connection.Requested(double transactionId, ConnectRequest request))) {
            return List.of();
        }
        connection = new Connection.Connected(request, new ConnectionCommands(settings, streams, request));
        return ConnectReplies.accept(settings, transactionId, request).stream()
                .filter(reply -> setsChunkSize
                        || !(reply instanceof SessionEvent.Send(RtmpMessage.SetChunkSize size, int streamId)))
                .toList();
    }

    /** Answers {@link ConnectRequested} with an error, then closes; nothing if it is not pending any more. */
    public List<SessionEvent> rejectConnect(Status status) {
        return connection instanceof Connection.Requested(double transactionId, ConnectRequest request)
                ? rejected(transactionId, status)
                : List.of();
    }

    /** The same, with no more than a description. */
    public List<SessionEvent> rejectConnect(StatusCode code, String description) {
        return rejectConnect(new Status(code, description));
    }

    private List<SessionEvent> rejected(double transactionId, Status status) {
        List<SessionEvent> events = new ArrayList<>();
        events.add(Replies.error(transactionId, status));
        events.addAll(close("connect rejected: " + status.description(), false));
        return events;
    }

    /** Answers {@link SessionEvent.PublishRequested}; nothing if it is not pending any more. */
    public List<SessionEvent> acceptPublish(int streamId) {
        return encoded(decisions.acceptPublish(streamId));
    }

    /**
     * Answers {@link SessionEvent.PublishRequested} with an error, or takes back what was accepted; the stream can be
     * used again. Nothing if the client has ended it meanwhile.
     */
    public List<SessionEvent> refusePublish(int streamId, StatusCode code, String description) {
        return encoded(decisions.refusePublish(streamId, code, description));
    }

    /**
     * Answers {@link SessionEvent.PlayRequested}; media may follow. Nothing if it is not pending any more.
     *
     * @param recorded whether it is played from a file
     */
    public List<SessionEvent> acceptPlay(int streamId, boolean recorded) {
        boolean flash = connection instanceof Connection.Connected(ConnectRequest client, var commands)
                && client.isFlashProgram();
        return encoded(decisions.acceptPlay(streamId, recorded, flash && settings.sampleAccess()));
    }

    /**
     * Answers {@link SessionEvent.PlayRequested} with an error, or ends what was accepted; the stream can be used
     * again. Nothing if the client has ended it meanwhile.
     */
    public List<SessionEvent> refusePlay(int streamId, StatusCode code, String description) {
        return encoded(decisions.refusePlay(streamId, code, description));
    }

    /** Answers {@link SessionEvent.SeekRequested}; media from there may follow. Nothing if nothing plays any more. */
    public List<SessionEvent> acceptSeek(int streamId, long millis) {
        return encoded(decisions.acceptSeek(streamId, millis));
    }

    /** Answers {@link SessionEvent.SeekRequested} with an error. Nothing if nothing plays any more. */
    public List<SessionEvent> refuseSeek(int streamId, StatusCode code, String description) {
        return encoded(decisions.refuseSeek(streamId, code, description));
    }

    /** Answers a call; nothing if its transaction ID is 0, which asks for no answer. */
    public List<SessionEvent> result(double transactionId, AmfValue value) {
        return transactionId == 0
                ? List.of()
                : encoded(List.of(new Send(Command.of("_result", transactionId, value), 0)));
    }

    /** Answers a call with an error; nothing if its transaction ID is 0. */
    public List<SessionEvent> error(double transactionId, Status status) {
        return transactionId == 0 ? List.of() : encoded(List.of(Replies.error(transactionId, status)));
    }

    /**
     * Calls a method of the client.
     *
     * @param transactionId comes back in {@link SessionEvent.CallAnswered}; 0 asks for no answer
     */
    public List<SessionEvent> call(String method, double transactionId, List<AmfValue> arguments) {
        return encoded(List.of(new Send(Command.of(method, transactionId, arguments.toArray(new AmfValue[0])), 0)));
    }

    /** Asks the client which SWF file it is; what it answers is {@link SwfAnswered}. For one that is connected. */
    public List<SessionEvent> requestSwfVerification() {
        swfAsked = true;
        return List.of(new Send(new SwfVerificationRequest(), 0));
    }

    /** Ends a connection that was accepted, and says why. */
    public List<SessionEvent> end(Status status) {
        List<SessionEvent> events = new ArrayList<>(status(0, status));
        events.addAll(close(status.description(), false));
        return events;
    }

    /** Tells the client something about a stream, or on stream 0 about the connection. */
    public List<SessionEvent> status(int streamId, Status status) {
        return encoded(List.of(new Send(status.onStatus(), streamId)));
    }

    /**
     * The acknowledgement that is due, if one is. To be called after each read.
     *
     * @param totalBytes received so far inside the carrier, not wrapped
     */
    public List<SessionEvent> received(long totalBytes) {
        return List.copyOf(acknowledgements.received(totalBytes));
    }

    /**
     * Asks the client for a sign of life, and begins a new count of malformed messages.
     *
     * @param nowMillis any clock; comes back in {@link PingAnswered}
     */
    public List<SessionEvent> ping(long nowMillis) {
        malformed = 0;
        pingSentMillis = nowMillis;
        pingOutstanding = true;
        return List.of(new Send(new PingRequest(nowMillis & 0xFFFF_FFFFL), 0));
    }

    /** The carrier lost the client: ends what it published and played. */
    public List<SessionEvent> disconnected() {
        connection = new Connection.Closed();
        return streams.deleteAll();
    }

    /** What is sent once connect is accepted goes as the client and we have agreed; connect itself is AMF0. */
    private List<SessionEvent> encoded(List<SessionEvent> events) {
        return connection instanceof Connection.Connected(ConnectRequest client, var commands)
                        && client.objectEncoding() == ConnectRequest.AMF3
                ? events.stream().map(ServerSession::amf3).toList()
                : events;
    }

    private static SessionEvent amf3(SessionEvent event) {
        return event instanceof Send send ? AgreedEncoding.amf3(send) : event;
    }

    /** The body of a message that was handed on cannot be read: one more malformed message. */
    public List<SessionEvent> unreadable(String text) {
        return connection instanceof Connection.Closed ? List.of() : malformed(Texts.clean(text));
    }

    private List<SessionEvent> malformed(String text) {
        malformed++;
        return malformed > settings.maxMalformed()
                ? close(malformed + " malformed messages, the last: " + text, true)
                : List.of(new Dropped(MALFORMED, text));
    }

    private List<SessionEvent> close(String reason, boolean protocolError) {
        List<SessionEvent> events = new ArrayList<>(disconnected());
        events.add(new Close(reason, protocolError));
        return events;
    }
}

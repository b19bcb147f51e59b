package io.millrace.rtmp.session;

import static io.millrace.rtmp.ProtocolException.Scope.MESSAGE;
import static io.millrace.rtmp.session.SessionEvent.DropCause.MALFORMED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNKNOWN;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.handshake.SwfFile;
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
import io.millrace.rtmp.message.UserControl.SwfVerificationRequest;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.message.UserControl.UnknownEvent;
import io.millrace.rtmp.session.SessionEvent.AbortChunkStream;
import io.millrace.rtmp.session.SessionEvent.Acknowledged;
import io.millrace.rtmp.session.SessionEvent.CallAnswered;
import io.millrace.rtmp.session.SessionEvent.CallReceived;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.PeerChunkSize;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.SharedObjectReceived;
import java.util.List;

/**
 * What a client asks of one server and what it is told, from the end of the handshake on: a state machine without I/O.
 * Messages of {@code ChunkReader} go in, {@link ClientEvent}s come out; the carrier performs them in order. For one thread.
 *
 * <pre>
 *   Fresh --connect--> Requested --_result--> Connected
 *     any of them --_error, protocol error, close--> Closed
 * </pre>
 */
public final class ClientSession {
    /** The reason of {@link SessionEvent.Close} where the server has said that it closes. */
    public static final String CLOSED_BY_SERVER = "closed by the server";

    /** Transaction ID of connect; the caller chooses all others, above it. */
    public static final double CONNECT_TRANSACTION = 1;

    private enum State {
        FRESH,
        REQUESTED,
        CONNECTED,
        CLOSED
    }

    private final ClientSessionSettings settings;
    private final ClientStreams streams;
    private final Acknowledgements acknowledgements;
    private State state = State.FRESH;
    private int objectEncoding;
    private int malformed;

    public ClientSession(ClientSessionSettings settings) {
        this.settings = settings;
        streams = new ClientStreams(settings.bufferMillis());
        acknowledgements = new Acknowledgements(settings.windowAckSize());
    }

    // ---- what the client asks ----

    /**
     * Once, before all else. {@link ClientEvent.Connected} or {@link ClientEvent.ConnectRefused} is the answer.
     *
     * @throws IllegalStateException if that was done before
     */
    public List<ClientEvent> connect(ConnectCommand connect, String app, String tcUrl) {
        if (state != State.FRESH) {
            throw new IllegalStateException("connect was sent before");
        }
        state = State.REQUESTED;
        objectEncoding = connect.objectEncoding();
        return List.of(new Send(connect.toCommand(CONNECT_TRANSACTION, app, tcUrl), 0));
    }

    /**
     * {@link ClientEvent.StreamCreated} or {@link ClientEvent.StreamNotCreated} is the answer.
     *
     * @param transactionId comes back in it
     */
    public List<ClientEvent> createStream(double transactionId) {
        return encoded(streams.create(transactionId));
    }

    /** What encoders say before createStream, since some servers wait for it [IP-16, IP-18]; nothing waits for an answer. */
    public List<ClientEvent> announcePublish(double releaseTransactionId, double publishTransactionId, String name) {
        return encoded(List.of(
                ClientStreams.command("releaseStream", releaseTransactionId, name),
                ClientStreams.command("FCPublish", publishTransactionId, name)));
    }

    /** {@link ClientEvent.PublishStarted} or {@link ClientEvent.StreamEnded} is the answer. */
    public List<ClientEvent> publish(int streamId, String name, PublishType type) {
        return encoded(streams.publish(streamId, name, type));
    }

    /** {@link ClientEvent.PlayStarted} or {@link ClientEvent.StreamEnded} is the answer. */
    public List<ClientEvent> play(int streamId, String name, PlayRange range) {
        return encoded(streams.play(streamId, name, range));
    }

    /**
     * Has the server stop sending, or go on.
     *
     * @param millis position in the stream, after which to go on
     */
    public List<ClientEvent> pause(int streamId, boolean paused, long millis) {
        return encoded(List.of(ClientStreams.pause(streamId, paused, millis)));
    }

    /** Has the server go to a position of a recorded stream. */
    public List<ClientEvent> seek(int streamId, long millis) {
        return encoded(List.of(ClientStreams.seek(streamId, millis)));
    }

    /** Ends what the stream does, and the stream; no answer comes. */
    public List<ClientEvent> deleteStream(int streamId) {
        return encoded(streams.delete(streamId));
    }

    /**
     * Calls a method of the server.
     *
     * @param transactionId comes back in {@link CallAnswered}; 0 asks for no answer
     */
    public List<ClientEvent> call(String method, double transactionId, List<AmfValue> arguments) {
        return encoded(List.of(new Send(Command.of(method, transactionId, arguments.toArray(new AmfValue[0])), 0)));
    }

    /** Answers a call of the server's; nothing if its transaction ID is 0, which asks for no answer. */
    public List<ClientEvent> result(double transactionId, AmfValue value) {
        return transactionId == 0
                ? List.of()
                : encoded(List.of(new Send(Command.of("_result", transactionId, value), 0)));
    }

    /** Answers a call of the server's with an error; nothing if its transaction ID is 0. */
    public List<ClientEvent> callFailed(double transactionId, String description) {
        var status = new Status(StatusCode.CALL_FAILED, description);
        return transactionId == 0 ? List.of() : encoded(List.of(Replies.error(transactionId, status)));
    }

    /** A message for a shared object, in the agreed encoding already. */
    public List<ClientEvent> send(SharedObject message) {
        return List.of(new Send(message, 0));
    }

    /**
     * Answers {@link ClientEvent.SwfVerificationRequested}.
     *
     * @param answer of {@link SwfFile#answer}
     */
    public List<ClientEvent> answerSwfVerification(Bytes answer) {
        return List.of(new Send(new SwfVerificationResponse(answer), 0));
    }

    /** What connect has agreed on: 3 for AMF3, 0 for AMF0. */
    public int objectEncoding() {
        return objectEncoding;
    }

    /**
     * The acknowledgement that is due, if one is. To be called after each read.
     *
     * @param totalBytes received so far inside the carrier, not wrapped
     */
    public List<ClientEvent> received(long totalBytes) {
        return List.copyOf(acknowledgements.received(totalBytes));
    }

    /** Asks the server for a sign of life. */
    public List<ClientEvent> ping(long millis) {
        return List.of(new Send(new PingRequest(millis & 0xFFFF_FFFFL), 0));
    }

    /** Begins a new count of malformed messages; to be called about once a minute. */
    public void forgiveMalformed() {
        malformed = 0;
    }

    // ---- what the server says ----

    /** What follows from a message; never an exception, whatever it holds. After {@link Close} nothing follows. */
    public List<ClientEvent> on(RawMessage raw) {
        if (state == State.CLOSED) {
            return List.of();
        }
        try {
            return on(raw, Incoming.decode(raw, settings.maxCommandBytes(), MESSAGE));
        } catch (ProtocolException e) {
            String text = Texts.clean(String.valueOf(e.getMessage()));
            return e.scope() == MESSAGE ? malformed(text) : close(text, true);
        }
    }

    private List<ClientEvent> on(RawMessage raw, RtmpMessage message) {
        return switch (message) {
            case SetChunkSize(int bytes) -> List.of(new PeerChunkSize(bytes));
            case Abort(long chunkStreamId) -> List.of(new AbortChunkStream(chunkStreamId));
            case Acknowledgement(long sequenceNumber) -> List.of(new Acknowledged(sequenceNumber));
            case WindowAcknowledgementSize size -> {
                acknowledgements.peerWindow(size);
                yield List.of();
            }
            case SetPeerBandwidth bandwidth -> List.copyOf(acknowledgements.peerBandwidth(bandwidth));
            case PingResponse answer -> List.of(); // that it came is all there is to it
            case UserControl event -> List.of(on(event));
            case Audio(Bytes body) -> streams.media(raw, MediaType.AUDIO);
            case Video(Bytes body) -> streams.media(raw, MediaType.VIDEO);
            case Data(Bytes body, boolean amf3) -> streams.data(raw, amf3 ? DataMessages.plain(body) : body);
            case Command command -> command(raw.streamId(), command);
            case Aggregate aggregate -> Incoming.parts(raw, this::on, dropped -> dropped);
            case SharedObject object -> List.of(new SharedObjectReceived(object));
            case Opaque(int typeId, Bytes body) -> List.of(new Dropped(UNKNOWN, "message type " + typeId));
        };
    }

    private static ClientEvent on(UserControl event) {
        return switch (event) {
            case PingRequest(long millis) -> new Send(new PingResponse(millis), 0);
            case SwfVerificationRequest() -> new ClientEvent.SwfVerificationRequested();
            case SwfVerificationResponse unasked ->
                new Dropped(UNEXPECTED, "user control event " + unasked.eventType());
            case UnknownEvent unknown -> new Dropped(UNKNOWN, "user control event " + unknown.eventType());
            default -> new ClientEvent.StreamEvent(event);
        };
    }

    private List<ClientEvent> command(int streamId, Command received) {
        Command command = AgreedEncoding.plain(received);
        return switch (command.name()) {
            case "_result", "_error" -> answer(command);
            case "onStatus" -> status(streamId, ServerStatus.of(command.argument(1)));
            case "close" -> close(CLOSED_BY_SERVER, false);
            // FFmpeg says so when it is a server that publishes and has come to its end.
            case "deleteStream", "closeStream" -> streams.deletedByServer(streamId, command.argument(1));
            // Notes that go with what status messages say; some servers send them as calls that want an answer.
            case "onBWDone",
                    "onFCPublish",
                    "onFCUnpublish",
                    "onFCSubscribe",
                    "onFCUnsubscribe",
                    "_onbwcheck",
                    "_onbwdone",
                    "onBWCheck" -> result(command.transactionId(), new AmfUndefined()); // IP-17, IP-53
            default -> List.of(new CallReceived(received));
        };
    }

    private List<ClientEvent> answer(Command answer) {
        boolean ok = answer.name().equals("_result");
        // Some put what there is to say of an error where the command object belongs.
        AmfValue value = ok || answer.arguments().size() > 1 ? answer.argument(1) : answer.argument(0);
        if (answer.transactionId() == CONNECT_TRANSACTION && state == State.REQUESTED) {
            return ok ? connected(answer) : refused(ServerStatus.of(value));
        }
        return streams.isCreating(answer.transactionId())
                ? streams.created(answer.transactionId(), ok, value)
                : List.of(new CallAnswered(answer.transactionId(), ok, value));
    }

    /** What we may send and how much is agreed before anything else is asked. */
    private List<ClientEvent> connected(Command result) {
        state = State.CONNECTED;
        var server = AmfProperties.builder(); // of either object [ER-173]
        result.argument(0).asProperties().entries().forEach(entry -> server.put(entry.name(), entry.value()));
        result.argument(1).asProperties().entries().forEach(entry -> server.put(entry.name(), entry.value()));
        AmfProperties said = server.build();
        if (said.number("objectEncoding").orElse(0) != ConnectRequest.AMF3) {
            objectEncoding = 0; // never more than the server says
        }
        return List.of(
                new Send(new WindowAcknowledgementSize(settings.windowAckSize()), 0),
                new Send(new SetChunkSize(settings.chunkSize()), 0),
                new ClientEvent.Connected(said));
    }

    private List<ClientEvent> refused(ServerStatus status) {
        state = State.CLOSED;
        return List.of(new ClientEvent.ConnectRefused(status), new Close("connect was refused", false));
    }

    private List<ClientEvent> status(int streamId, ServerStatus status) {
        if (state == State.REQUESTED && status.isError()) {
            return refused(status); // in place of _error, as some servers do it
        }
        return streams.status(streamId, status);
    }

    /** What is sent once connect is accepted goes as the server and we have agreed; connect itself is AMF0. */
    private List<ClientEvent> encoded(List<Send> sends) {
        return objectEncoding == ConnectRequest.AMF3
                ? sends.stream().<ClientEvent>map(AgreedEncoding::amf3).toList()
                : List.copyOf(sends);
    }

    private List<ClientEvent> malformed(String text) {
        malformed++;
        return malformed > settings.maxMalformed()
                ? close(malformed + " malformed messages, the last: " + text, true)
                : List.of(new Dropped(MALFORMED, text));
    }

    private List<ClientEvent> close(String reason, boolean protocolError) {
        state = State.CLOSED;
        return List.of(new Close(reason, protocolError));
    }
}

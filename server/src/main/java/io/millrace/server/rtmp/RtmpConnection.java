package io.millrace.server.rtmp;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.ProtocolException.Scope;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import io.millrace.rtmp.chunk.ChunkLimits;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.handshake.RtmpeCiphers;
import io.millrace.rtmp.handshake.ServerHandshake;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.server.application.Admission;
import io.millrace.server.application.ApplicationSession;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.config.RtmpConfig;
import io.millrace.transport.Carrier;
import io.millrace.transport.CipheredConnection;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import io.millrace.transport.LogText;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins one carrier's byte stream to one session: handshake, then chunks, then messages, each handed to the next and its
 * events performed. Runs on the connection's event loop only, and nothing here waits: what may, is asked elsewhere, and
 * until the answer is back the messages behind the question are held.
 */
final class RtmpConnection implements ConnectionHandler {
    private static final Logger log = LoggerFactory.getLogger(RtmpConnection.class);

    /** Nothing that a client sends before connect, connect included, is long. */
    private static final ChunkLimits BEFORE_CONNECT = new ChunkLimits(64 * 1024, 64, 64 * 1024);

    /** A connection that holds less than this is not the one to close when all together hold too much. */
    private static final int SMALL_PARTIAL_BYTES = 64 * 1024;

    private static final SecureRandom SECURE = new SecureRandom();

    /** What encoders begin their flashVer with. */
    private static final String ENCODER = "FMLE/";

    /** What one connection may write into the log beside its end. */
    private static final int MAX_LINES = 20;

    private final RtmpService service;
    private final RtmpConfig config;
    private final Connection connection;
    private final @Nullable CipheredConnection ciphered; // the same, where RTMPE is accepted
    private final String name;
    private final ServerHandshake handshake;
    private final ChunkReader chunks;
    private final ServerSession session;
    private final NetStreams streams;
    private final Questions questions;
    private final RemoteCalls calls;
    private final SwfVerification swf;
    private final Permissions permissions;
    private final PublishCommands publishes;
    private final PlayCommands plays;
    private final SharedObjectClient sharedObjects;
    private final Reconnection reconnection;
    private final long openedNanos;

    private ApplicationSession application;
    private @Nullable RtmpClient client; // null while it is not connected
    private String agent = "";
    private String role = ""; // what it did last, for the log
    private int sendChunkSize = ChunkReader.DEFAULT_CHUNK_SIZE;
    private boolean ended;
    private int lines;
    private int messageBytes; // of the one that is handled
    private int countedPartialBytes;
    private long lastBytes;
    private long lastHeardNanos;
    private long lastPingNanos;

    RtmpConnection(RtmpService service, Connection carried, long number) {
        this.service = service;
        this.config = service.config().rtmp();
        this.ciphered = config.rtmpe() ? new CipheredConnection(carried) : null;
        this.connection = ciphered == null ? carried : ciphered;
        this.openedNanos = connection.openedNanos();
        this.lastHeardNanos = openedNanos;
        this.lastPingNanos = openedNanos;
        this.name = "#" + number + " " + LogText.of(connection.remoteAddress())
                + (connection.carrier() == Carrier.RTMP ? "" : " " + connection.carrier());
        this.handshake = config.rtmpe()
                ? new ServerHandshake(SECURE, millis(openedNanos), true)
                : new ServerHandshake(ThreadLocalRandom.current(), millis(openedNanos));
        this.chunks = new ChunkReader(BEFORE_CONNECT);
        this.session = new ServerSession(service.sessionSettings());
        this.questions = new Questions(connection, this::later, this::handle);
        this.streams = new NetStreams(service, connection, questions, () -> sendChunkSize);
        this.calls = new RemoteCalls(this, service, session, number, connection.remoteAddress());
        this.swf = new SwfVerification(this, service, connection, session, handshake, questions);
        this.permissions = new Permissions(service, swf, connection.remoteAddress());
        this.publishes = new PublishCommands(this, session, streams, questions);
        this.plays = new PlayCommands(this, session, streams, questions, service.opener(), permissions);
        this.sharedObjects = new SharedObjectClient(this, session, connection);
        this.reconnection = new Reconnection(this, service, connection, session, streams, calls);
        this.application = service.applications().unhosted();
    }

    // ---- from the carrier ----

    @Override
    public void received(ByteBuffer bytes) {
        try {
            if (!handshake.done()) {
                Bytes answer = handshake.read(bytes, millis(System.nanoTime()));
                if (!answer.isEmpty()) {
                    connection.send(answer);
                }
                if (handshake.done()) {
                    startCiphers();
                }
            }
            if (handshake.done()) {
                chunks.read(ciphered == null ? bytes : ciphered.decrypted(bytes), this::on);
                countPartialBytes();
            }
        } catch (ProtocolException e) {
            service.counters().protocolErrors.increment();
            close(String.valueOf(e.getMessage()));
        }
    }

    private void startCiphers() {
        RtmpeCiphers agreed = handshake.ciphers();
        if (agreed != null && ciphered != null) {
            ciphered.start(agreed.in()::apply, agreed.out()::apply);
            service.counters().rtmpe.increment();
        }
    }

    /** Each connection has its limit, and all together have one. */
    private void countPartialBytes() {
        int now = chunks.partialBytes();
        boolean tooMuch = service.addPartialBytes(now - countedPartialBytes);
        countedPartialBytes = now;
        if (tooMuch && now > SMALL_PARTIAL_BYTES) {
            throw new ProtocolException(
                    Scope.CONNECTION, now + " bytes of unfinished messages, while all connections hold too many");
        }
    }

    @Override
    public void readComplete() {
        perform(session.received(connection.bytesReceived()));
    }

    @Override
    public void tick(long nowNanos) {
        if (connection.bytesReceived() != lastBytes) {
            lastBytes = connection.bytesReceived();
            lastHeardNanos = nowNanos;
        }
        long silentNanos = nowNanos - lastHeardNanos;
        if (!handshake.done()
                && nowNanos - openedNanos > config.handshakeTimeout().toNanos()) {
            timeOut("no handshake within " + LogText.of(config.handshakeTimeout()));
        } else if (!config.idleTimeout().isZero()
                && silentNanos > config.idleTimeout().toNanos()) {
            timeOut("silent for " + LogText.of(config.idleTimeout()));
        } else if (handshake.done()
                && !config.pingInterval().isZero()
                && nowNanos - lastPingNanos >= config.pingInterval().toNanos()) {
            lastPingNanos = nowNanos;
            perform(session.ping(nowNanos / 1_000_000));
        }
        streams.tick(nowNanos);
    }

    @Override
    public void closed(String reason, boolean orderly) {
        boolean left = !ended; // of its own accord
        ended = true;
        questions.end();
        swf.end();
        calls.end();
        sharedObjects.close();
        reconnection.end();
        service.closed(this);
        if (client != null) {
            service.sessions().remove(client);
        }
        application.disconnected();
        service.addPartialBytes(-countedPartialBytes);
        service.counters().discardedMessages.add(chunks.discardedMessages());
        service.counters().negativeDeltas.add(chunks.negativeDeltaCount());
        String awaited = "";
        if (reason.equals(ConnectionHandler.ENDED_BY_PEER)) {
            streams.left();
        } else {
            awaited = streams.lost();
        }
        if (left && connection.bytesReceived() == 0) {
            log.debug("{} closed: {}; it said nothing", name, reason); // mostly a check whether the port is open
            return;
        }
        long seconds = (System.nanoTime() - openedNanos) / 1_000_000_000;
        log.info(
                "{} closed{}: {}; received {} bytes, sent {} bytes in {} s{}",
                name,
                role.isEmpty() ? "" : " (" + role + ")",
                reason,
                connection.bytesReceived(),
                connection.bytesSent(),
                seconds,
                awaited.isEmpty() ? "" : "; viewers of " + awaited + " wait for a publisher to return");
    }

    // ---- messages and events ----

    private void on(RawMessage message) {
        if (!questions.hold(message)) {
            handle(message);
        }
    }

    private void handle(RawMessage message) {
        messageBytes = message.body().length();
        perform(session.on(message));
    }

    /** On the event loop. */
    void perform(List<SessionEvent> events) {
        for (SessionEvent event : events) {
            perform(event);
        }
    }

    private void perform(SessionEvent event) {
        switch (event) {
            case SessionEvent.Send(var message, int streamId) -> send(message, streamId);
            case SessionEvent.PeerChunkSize(int bytes) -> chunks.chunkSize(bytes);
            case SessionEvent.AbortChunkStream(long csid) -> chunks.abort(csid);
            case SessionEvent.ConnectRequested(var request) -> connect(request);
            case SessionEvent.PublishRequested request -> publishes.publish(request);
            case SessionEvent.PlayRequested request -> plays.play(request);
            case SessionEvent.PlayQueued request -> plays.queue(request);
            case SessionEvent.TransitionRequested request -> plays.transition(request);
            case SessionEvent.SeekRequested(int streamId, long millis) -> plays.seek(streamId, millis);
            case SessionEvent.StreamLengthRequested(double transactionId, var path) ->
                plays.length(transactionId, path);
            case SessionEvent.CallReceived(var call) -> calls.received(call, messageBytes, application);
            case SessionEvent.CallAnswered(double transactionId, boolean ok, var value) ->
                calls.answered(transactionId, ok, value);
            case SessionEvent.SharedObjectReceived(var message) -> sharedObjects.received(message);
            case SessionEvent.PublishEnded(int streamId) -> {
                streams.publishEnded(streamId).ifPresent(path -> say("{} ends {}", name, path));
                application.ended(streamId);
            }
            case SessionEvent.PlayEnded(int streamId) -> {
                streams.playEnded(streamId);
                application.ended(streamId);
            }
            case SessionEvent.StreamDeleted(int streamId) -> streams.deleted(streamId);
            case SessionEvent.MediaReceived(int streamId, int timestamp, var type, var body) ->
                publishes.check(streamId, streams.received(streamId, kindOf(type), timestamp, body));
            case SessionEvent.MediaIgnored ignored ->
                service.counters().ignoredMedia.increment();
            case SessionEvent.DataFrameSet(int streamId, int timestamp, var key, var body) ->
                publishes.check(streamId, streams.metadata(streamId, key, timestamp, body));
            case SessionEvent.DataFrameCleared(int streamId, var key) -> streams.clearMetadata(streamId, key);
            case SessionEvent.DataReceived(int streamId, int timestamp, var body) ->
                publishes.check(streamId, streams.data(streamId, timestamp, body));
            case SessionEvent.ReceiveAudio(int streamId, boolean on) -> streams.receiveAudio(streamId, on);
            case SessionEvent.ReceiveVideo(int streamId, boolean on) -> streams.receiveVideo(streamId, on);
            case SessionEvent.Pause(int streamId, boolean paused) -> streams.pause(streamId, paused);
            case SessionEvent.BufferLength(int streamId, long millis) -> streams.buffer(streamId, millis);
            case SessionEvent.SwfAnswered(var answer) -> swf.answered(answer);
            case SessionEvent.PingAnswered(long sentMillis) ->
                log.debug("{} round trip {} ms", name, System.nanoTime() / 1_000_000 - sentMillis);
            case SessionEvent.OutputWindow(long bytes) -> {
                if (config.enforceWindow()) {
                    connection.limitOutput(bytes);
                }
            }
            case SessionEvent.Acknowledged(long sequenceNumber) -> connection.acknowledged(sequenceNumber);
            case SessionEvent.Dropped(var cause, var text) -> {
                service.counters().dropped(cause).increment();
                log.debug("{} ignored ({}): {}", name, cause, text);
            }
            case SessionEvent.Close(var reason, boolean protocolError) -> {
                if (protocolError) {
                    service.counters().protocolErrors.increment();
                }
                close(reason);
            }
        }
    }

    private static MediaKind kindOf(SessionEvent.MediaType type) {
        return switch (type) {
            case AUDIO -> MediaKind.AUDIO;
            case VIDEO -> MediaKind.VIDEO;
        };
    }

    // ---- decisions ----

    private void connect(ConnectRequest request) {
        agent = LogText.of(request.flashVer());
        String wanted = request.application();
        if (!wanted.isEmpty() && service.config().application(wanted).isEmpty()) {
            String reason = "there is no application " + LogText.of(wanted);
            rejected(new Status(StatusCode.CONNECT_INVALID_APP, "Cannot connect: " + reason + "."), reason);
            return;
        }
        Optional<String> unverifiable = swf.refusal(wanted);
        if (unverifiable.isPresent()) {
            rejected(new Status(StatusCode.CONNECT_REJECTED, unverifiable.get()), unverifiable.get());
            return;
        }
        application = service.applications().open(request, calls);
        questions.ask(application.connect(), admission -> {
            switch (admission) {
                case Admission.Accept accepted -> {
                    perform(session.acceptConnect(!isRtmpeEncoder(request)));
                    swf.ask(wanted, () -> connected(request));
                }
                case Admission.Reject(String reason, AmfProperties information) -> {
                    var extra = AmfProperties.builder();
                    if (!information.isEmpty()) {
                        extra.put("application", new AmfObject(information));
                    }
                    rejected(new Status(StatusCode.CONNECT_REJECTED, reason, extra.build()), LogText.of(reason));
                }
            }
        });
    }

    private void connected(ConnectRequest request) {
        chunks.limits(service.chunkLimits());
        streams.connected(request);
        calls.connected();
        reconnection.connected(request);
        sharedObjects.connected(request, application);
        application.connected();
        client = new RtmpClient(this, calls, agent, request.application(), connection, streams);
        service.sessions().add(client);
    }

    /** FFmpeg sends Set Chunk Size back, encrypts it where it is, and then takes the encrypted bytes for the size. */
    private boolean isRtmpeEncoder(ConnectRequest request) {
        return handshake.ciphers() != null && request.flashVer().startsWith(ENCODER);
    }

    /** Passes the request on if this client is meant. Any thread may call. */
    CompletableFuture<Outcome> ask(ReconnectRequest request) {
        return reconnection.ask(request);
    }

    private void rejected(Status status, String reason) {
        service.counters().refused.increment();
        say("{} may not connect: {} ({})", name, reason, agent);
        perform(session.rejectConnect(status));
    }

    /** One line about this client; what a client that goes on and on has to say is for the debug log. */
    void say(String line, @Nullable Object... values) {
        if (lines++ < MAX_LINES) {
            log.info(line, values);
        } else {
            log.debug(line, values);
        }
    }

    void refused(String what, StreamPath path, Refusal refusal) {
        service.counters().refused.increment();
        say("{} may not {} {}: {} ({})", name, what, path, refusal.logged(), agent);
    }

    /** Whether that may be played here; empty when it may. */
    CompletionStage<Optional<Refusal>> mayPlay(int streamId, StreamPath path) {
        Optional<Refusal> senseless = NetStreams.refusal(path);
        return senseless.isPresent()
                ? CompletableFuture.completedFuture(senseless)
                : permissions.refusal(
                        Action.PLAY, path, StatusCode.PLAY_FAILED, () -> application.play(streamId, path));
    }

    /** Whether that may be published here; empty when it may. */
    CompletionStage<Optional<Refusal>> mayPublish(SessionEvent.PublishRequested request) {
        return permissions.refusal(
                Action.PUBLISH,
                request.path(),
                StatusCode.PUBLISH_DENIED,
                () -> application.publish(request.streamId(), request.path(), request.type()));
    }

    /** What was published or played there is over. */
    void ended(int streamId) {
        application.ended(streamId);
    }

    /** Somebody publishes. */
    void publishes(StreamPath path) {
        service.counters().publishes.increment();
        role = "publisher of " + path;
        say("{} publishes {} ({})", name, path, agent);
    }

    /** Nothing is played there after all. */
    void notPlayed(int streamId, StreamPath path, Refusal refusal) {
        refused("play", path, refusal);
        application.ended(streamId);
    }

    /** Somebody plays; {@code does} is how the log says so. */
    void plays(String does, StreamPath path) {
        service.counters().plays.increment();
        role = "player of " + path;
        say("{} {} {} ({})", name, does, path, agent);
    }

    /** Runs on the event loop what comes from elsewhere. Any thread may call. */
    void later(Runnable work) {
        connection.loop().execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.error("{}: closed after a fault of ours", name, e);
                close("internal error");
            }
            connection.flush();
        });
    }

    // ---- to the carrier ----

    /** Always a type 0 chunk: media goes out beside this, so no header may lean on an earlier one. */
    void send(RtmpMessage message, int streamId) {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        int csid = OwnChunkStreams.of(message);
        ByteBuffer out = ByteBuffer.allocate(AbsoluteChunks.size(csid, 0, body.length(), sendChunkSize));
        AbsoluteChunks.put(csid, 0, message.typeId(), streamId, body.toBytes(), sendChunkSize, out);
        connection.send(Bytes.wrap(out.array()));
        if (message instanceof RtmpMessage.SetChunkSize(int bytes)) {
            sendChunkSize = bytes;
        }
    }

    private void timeOut(String reason) {
        service.counters().timeouts.increment();
        close(reason);
    }

    /** On the event loop. */
    void close(String reason) {
        ended = true;
        questions.end();
        calls.end();
        connection.close(reason);
    }

    /** A time as RTMP has it: 32 bits that wrap. */
    private static int millis(long nanos) {
        return (int) (nanos / 1_000_000);
    }

    @Override
    public String toString() {
        return name;
    }
}

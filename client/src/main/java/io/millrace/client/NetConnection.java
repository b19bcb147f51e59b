package io.millrace.client;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.FourCc;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.FourCcSupport;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.session.ClientEvent;
import io.millrace.rtmp.session.ClientSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.transport.CipheredConnection;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to one application of a server: NetStreams, remote calls, shared objects. Any thread may call; what waits
 * for the server is a future, or says in its name or text that it blocks.
 */
public final class NetConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NetConnection.class);

    private final RtmpUrl url;
    private final String name; // without that of a stream, which may be a key
    private final ClientSettings settings;
    private final Connection connection; // ciphered, if that is RTMPE
    private final Wire wire;
    private final CompletableFuture<NetConnection> connected = new CompletableFuture<>();
    private final CompletableFuture<RtmpException> closed = new CompletableFuture<>();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final NetStreams streams;
    private final RemoteCalls calls;

    // On the loop only:
    private final SharedObjects sharedObjects = new SharedObjects();
    private double lastTransactionId = 1; // that of connect
    private boolean over;
    private boolean closedByUs;
    private long lastBytes;
    private long lastHeardNanos = System.nanoTime();
    private boolean asked; // for a sign of life
    private boolean readingPaused;

    private volatile boolean closedByPeer;
    private volatile AmfProperties server = AmfProperties.EMPTY;
    private volatile int objectEncoding;
    private volatile @Nullable ReconnectRequest reconnectRequest;

    /** A method that the server may call. */
    @FunctionalInterface
    public interface CallHandler {
        /**
         * On the connection's event loop, so it may not block; exceptions become an error for the server.
         *
         * @return what the server gets as the result
         */
        AmfValue call(List<AmfValue> arguments);
    }

    /**
     * The server wants the client elsewhere [ER-040].
     *
     * @param tcUrl absolute or relative; empty for the same place
     */
    public record ReconnectRequest(String tcUrl, String description) {}

    /** {@code query} goes behind app and tcUrl: what authmod asks for, or nothing. */
    NetConnection(Connection connection, RtmpUrl url, String query, ConnectCommand connect, ClientSettings settings) {
        this.url = url;
        this.name = url.withStreamName("").toString();
        this.settings = settings;
        var ciphered = new CipheredConnection(connection);
        this.connection = ciphered;
        this.wire = new Wire(ciphered, url.scheme().isRtmpe(), settings, new FromServer(connect, query));
        this.streams = new NetStreams(this, name, wire);
        this.calls = new RemoteCalls(name, wire);
        ciphered.play(wire.output());
    }

    /** Sends the first bytes, before anything can be received. On the loop. */
    Wire begin() {
        Answers.within(
                settings.answerTimeout(),
                connected,
                connection.loop(),
                name + ": the server at " + connection.remoteAddress().getHostString() + " did not answer connect");
        connected.whenComplete((done, failure) -> {
            if (failure != null) {
                closeAsync();
            }
        });
        wire.begin();
        return wire;
    }

    /** Completed once the server has accepted connect; fails with a {@link RtmpException}. */
    CompletableFuture<NetConnection> connected() {
        return connected;
    }

    // ---- about the connection ----

    public RtmpUrl url() {
        return url;
    }

    /** All that the server said of itself when it accepted connect [R-122, ER-173]. */
    public AmfProperties server() {
        return server;
    }

    /** Whether the server announced a flag of {@code capsEx} such as {@link ConnectRequest#CAPS_MULTITRACK} [ER-172]. */
    public boolean serverHas(int capsExFlag) {
        return ((int) server.number("capsEx").orElse(0) & capsExFlag) != 0;
    }

    /** Whether the server announced that codec [ER-173]; one that did not may well carry it. */
    public boolean serverAnnounces(FourCc codec) {
        return FourCcSupport.of(server).announces(codec.toString());
    }

    /** 3 for AMF3, 0 for AMF0: what both sides agreed on. */
    public int objectEncoding() {
        return objectEncoding;
    }

    /** What the server last said, if it wants this client elsewhere. */
    public Optional<ReconnectRequest> reconnectRequest() {
        return Optional.ofNullable(reconnectRequest);
    }

    /**
     * Where the server wants this client [ER-041]; where it is, if nothing was asked.
     *
     * @throws IllegalArgumentException if that is no RTMP URL
     */
    RtmpUrl reconnectUrl() {
        return url.movedTo(reconnectRequest().map(ReconnectRequest::tcUrl).orElse(""));
    }

    public long bytesSent() {
        return connection.bytesSent();
    }

    public long bytesReceived() {
        return connection.bytesReceived();
    }

    /** Completed with the reason when the connection is over, whoever ended it. */
    public CompletableFuture<RtmpException> closed() {
        return Answers.elsewhere(closed);
    }

    /** Whether the server has ended the connection in order: not the network, a time limit, or this side. */
    boolean isClosedByPeer() {
        return closedByPeer;
    }

    /** Takes nothing more from the server, which feels it as back-pressure. */
    public void pauseReading() {
        onLoop(() -> {
            readingPaused = true;
            connection.pauseReading();
        });
    }

    public void resumeReading() {
        onLoop(() -> {
            readingPaused = false;
            connection.resumeReading();
        });
    }

    // ---- NetStreams ----

    /** A new NetStream; what happens to it goes to {@code handler}. */
    public CompletableFuture<NetStream> createStream(NetStreamHandler handler) {
        return createStream(handler, "");
    }

    /**
     * One that is to publish: the server is told the name beforehand, as some servers want it [IP-16, IP-18].
     *
     * @param publishName as publish will have it; empty for none
     */
    public CompletableFuture<NetStream> createStream(NetStreamHandler handler, String publishName) {
        var answer = new CompletableFuture<NetStream>();
        onLoop(answer, () -> {
            if (!publishName.isEmpty()) {
                wire.perform(wire.session().announcePublish(newTransactionId(), newTransactionId(), publishName));
            }
            owes(answer, "createStream");
            streams.create(newTransactionId(), handler, answer);
        });
        return Answers.elsewhere(answer);
    }

    /** A stream that publishes has frames again. */
    void wake() {
        if (waking.compareAndSet(false, true)) {
            onLoop(() -> {
                waking.set(false);
                connection.pull();
            });
        }
    }

    // ---- remote calls ----

    /**
     * Calls a method of the server and waits for its result.
     *
     * @throws RtmpException of kind CALL_FAILED with what the server said, or why there is no answer
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    public AmfValue call(String method, AmfValue... arguments) throws IOException {
        return Answers.await(callAsync(method, arguments));
    }

    /** Calls a method of the server. */
    public CompletableFuture<AmfValue> callAsync(String method, AmfValue... arguments) {
        var answer = new CompletableFuture<AmfValue>();
        List<AmfValue> values = List.of(arguments);
        onLoop(answer, () -> {
            double transactionId = newTransactionId();
            owes(answer, "the call of " + Texts.quote(method));
            answer.whenComplete((value, failure) -> onLoop(() -> calls.forget(transactionId)));
            calls.call(method, transactionId, values, answer);
            connection.flush();
        });
        return Answers.elsewhere(answer);
    }

    /** Calls a method of the server that is to give no answer. */
    public void send(String method, AmfValue... arguments) {
        List<AmfValue> values = List.of(arguments);
        onLoop(() -> {
            if (!over) {
                wire.perform(wire.session().call(method, 0, values));
                connection.flush();
            }
        });
    }

    /** From now on the server may call this method; any other fails. */
    public void onCall(String method, CallHandler handler) {
        calls.on(method, handler);
    }

    // ---- shared objects ----

    /**
     * Uses a shared object of the application.
     *
     * @param persistent whether it outlives its users; the server refuses one that is of the other kind
     * @return the object with its content as of now; fails with a {@link RtmpException}
     */
    public CompletableFuture<RemoteSharedObject> sharedObject(
            String objectName, boolean persistent, RemoteSharedObject.Listener listener) {
        return Answers.elsewhere(new RemoteSharedObject(this, objectName, persistent, listener).use());
    }

    /** Those that are used here; on the loop. */
    SharedObjects sharedObjects() {
        return sharedObjects;
    }

    /** On the loop. */
    void send(SharedObject message) {
        if (!over) {
            wire.perform(wire.session().send(message));
            connection.flush();
        }
    }

    // ---- the end ----

    /**
     * Ends all that goes on here, and waits until the server has seen it, {@link ClientSettings#linger} at most. Not for the
     * event loop.
     */
    @Override
    public void close() {
        try {
            closeAsync().get(settings.closeLimit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("{}: {}", name, e instanceof TimeoutException ? "the server does not close" : e);
        }
    }

    /** The same without waiting: streams are deleted, what was sent goes out, then FIN. */
    public CompletableFuture<RtmpException> closeAsync() {
        onLoop(() -> {
            closedByUs = true;
            streams.close();
            onLoop(() -> connection.close("closed by the client"));
        });
        return closed();
    }

    // ---- on the loop ----

    void onLoop(Runnable task) {
        try {
            connection.loop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("{}: the client is closed", name);
        }
    }

    /** The same for what has an answer, which fails where there is no loop any more. */
    void onLoop(CompletableFuture<?> answer, Runnable task) {
        try {
            connection.loop().execute(() -> {
                if (over) {
                    closed.thenAccept(answer::completeExceptionally);
                } else {
                    attempt(answer, task);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new RtmpException(Kind.CLOSED, name + ": the client is closed"));
        }
    }

    /** What cannot be sent, such as a value that has no form in bytes, fails its answer and nothing else. */
    private void attempt(CompletableFuture<?> answer, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            answer.completeExceptionally(new RtmpException(Kind.CALL_FAILED, name + ": " + e.getMessage()));
        }
    }

    <T> void owes(CompletableFuture<T> answer, String what) {
        Answers.within(settings.answerTimeout(), answer, connection.loop(), name + ": no answer to " + what);
    }

    private double newTransactionId() {
        return ++lastTransactionId;
    }

    /** What the wire has to tell. */
    private final class FromServer implements Wire.Listener {
        private final ConnectCommand connect;
        private final String query;
        private @Nullable RtmpException cause; // where we know better than the socket

        FromServer(ConnectCommand connect, String query) {
            this.connect = connect;
            this.query = query;
        }

        @Override
        public void ready() {
            wire.perform(wire.session().connect(connect, url.app() + query, url.tcUrl() + query));
            connection.flush();
        }

        @Override
        public void on(ClientEvent event) {
            switch (event) {
                case ClientEvent.Connected(AmfProperties said) -> {
                    server = said;
                    objectEncoding = wire.session().objectEncoding();
                    connected.complete(NetConnection.this);
                }
                case ClientEvent.ConnectRefused(ServerStatus status) -> {
                    cause = RtmpException.refused(Kind.REFUSED, name, "connect", status);
                    connected.completeExceptionally(cause);
                }
                case ClientEvent.StreamCreated(double transactionId, int streamId) ->
                    streams.created(transactionId, streamId);
                case ClientEvent.StreamNotCreated(double transactionId, ServerStatus status) ->
                    streams.notCreated(transactionId, status);
                case ClientEvent.PublishStarted(int streamId, ServerStatus status) ->
                    streams.publishStarted(streamId, status);
                case ClientEvent.PlayStarted(int streamId, ServerStatus status) ->
                    streams.of(streamId).ifPresent(stream -> stream.started(status));
                case ClientEvent.StreamEnded(int streamId, ServerStatus status) -> streams.ended(streamId, status);
                case ClientEvent.StatusReceived(int streamId, ServerStatus status) -> status(streamId, status);
                case ClientEvent.StreamEvent(var said) -> streams.tellAll(handler -> handler.event(said));
                case SessionEvent.MediaReceived(int streamId, int timestamp, var type, var body) ->
                    streams.of(streamId).ifPresent(stream -> stream.received(type, timestamp, body));
                case SessionEvent.DataReceived(int streamId, int timestamp, var body) ->
                    streams.of(streamId).ifPresent(stream -> stream.received(timestamp, body));
                case SessionEvent.CallReceived(var call) -> calls.called(call);
                case SessionEvent.CallAnswered(double transactionId, boolean ok, AmfValue value) ->
                    calls.answered(transactionId, ok, value);
                case SessionEvent.SharedObjectReceived(var message) -> sharedObjects.received(message);
                default -> log.trace("{}: {}", name, event);
            }
        }

        @Override
        public void readComplete() {
            streams.tellAll(NetStreamHandler::readComplete);
        }

        /** A server that plays to us says something now and then, or answers when it is asked. */
        @Override
        public void tick(long nowNanos) {
            long limitNanos = settings.readTimeout().toNanos();
            if (connection.bytesReceived() != lastBytes || !streams.anyPlays() || readingPaused || limitNanos == 0) {
                lastBytes = connection.bytesReceived();
                lastHeardNanos = nowNanos;
                asked = false;
            } else if (nowNanos - lastHeardNanos > limitNanos) {
                String text = "nothing came for " + settings.readTimeout().toSeconds() + " s";
                cause = new RtmpException(Kind.TIMEOUT, name + ": " + text);
                connection.close(text);
            } else if (!asked && nowNanos - lastHeardNanos > limitNanos / 2) {
                asked = true;
                wire.perform(wire.session().ping(nowNanos / 1_000_000));
            }
        }

        @Override
        public void closed(String reason, boolean protocolError) {
            over = true;
            closedByPeer =
                    reason.equals(ConnectionHandler.CLOSED_BY_PEER) || reason.equals(ClientSession.CLOSED_BY_SERVER);
            RtmpException why = cause == null ? why(reason, protocolError) : cause;
            connected.completeExceptionally(why);
            calls.end(why);
            streams.end(why);
            sharedObjects.end(why);
            closed.complete(why); // last: who waits for it finds all else told
        }

        private RtmpException why(String reason, boolean protocolError) {
            String before = connected.isDone() ? "" : " before the server answered connect";
            String text = name + ": connection over" + before + ": " + Texts.clean(reason);
            return new RtmpException(protocolError ? Kind.PROTOCOL : Kind.CLOSED, text);
        }

        private void status(int streamId, ServerStatus status) {
            if (streamId == 0 && status.is(StatusCode.CONNECT_RECONNECT_REQUEST)) {
                reconnectRequest = new ReconnectRequest(
                        status.information().string("tcUrl").orElse(""), status.description());
                log.info("{}: the server asks to reconnect: {}", name, status);
                streams.tellAll(NetStreamHandler::reconnectRequested);
            } else if (streamId == 0 && status.is(StatusCode.CONNECT_REJECTED)) {
                cause = RtmpException.refused(Kind.REFUSED, name, "connect", status); // after all; it closes now
            } else if (streamId == 0) {
                log.debug("{}: {}", name, status);
            } else {
                streams.of(streamId).ifPresent(stream -> streams.tell(stream, told -> told.status(status)));
            }
        }
    }
}

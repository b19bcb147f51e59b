package io.millrace.client;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.chunk.ChunkLimits;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.handshake.ClientHandshake;
import io.millrace.rtmp.handshake.RtmpeCiphers;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.ClientEvent;
import io.millrace.rtmp.session.ClientSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.transport.CipheredConnection;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins one socket to one {@link ClientSession}: handshake, chunks and messages, both ways. What is not the wire's business
 * goes on to its {@link Listener}. Runs on the connection's event loop only.
 */
final class Wire implements ConnectionHandler {
    private static final Logger log = LoggerFactory.getLogger(Wire.class);
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** Who is told what the server says. */
    interface Listener {
        /** The handshake is done: connect may be sent. */
        void ready();

        void on(ClientEvent event);

        void readComplete();

        void tick(long nowNanos);

        /** The connection is over; {@code protocolError} if the server has broken the protocol. */
        void closed(String reason, boolean protocolError);
    }

    private final CipheredConnection connection;
    private final ClientSession session;
    private final Listener listener;
    private final ClientHandshake handshake;
    private final @Nullable SwfFile swf;
    private final ChunkReader chunks;
    private final ChunkWriter writer = new ChunkWriter();
    private final MediaOutput output = new MediaOutput();
    private boolean protocolError;
    private boolean ready;
    private boolean swfMissed; // and said so
    private long forgivenNanos = System.nanoTime();

    /** {@code rtmpe} asks for that, and takes nothing less. */
    Wire(CipheredConnection connection, boolean rtmpe, ClientSettings settings, Listener listener) {
        this.connection = connection;
        this.listener = listener;
        this.session = new ClientSession(settings.session());
        this.swf = settings.swf().orElse(null);
        this.chunks = new ChunkReader(new ChunkLimits(
                settings.maxMessageBytes(),
                ChunkLimits.DEFAULT.maxChunkStreams(),
                ChunkLimits.DEFAULT.maxPartialBytes()));
        this.handshake =
                rtmpe ? ClientHandshake.rtmpe(new SecureRandom(), nowMillis()) : plain(settings.digestHandshake());
    }

    private static ClientHandshake plain(boolean withDigest) {
        var random = ThreadLocalRandom.current();
        return withDigest ? ClientHandshake.digest(random, nowMillis()) : ClientHandshake.simple(random, nowMillis());
    }

    ClientSession session() {
        return session;
    }

    Connection connection() {
        return connection;
    }

    /** The frames of all streams that publish here. */
    MediaOutput output() {
        return output;
    }

    /** Sends C0 and C1. */
    void begin() {
        connection.send(handshake.start());
        connection.flush();
    }

    // ---- from the carrier ----

    @Override
    public void received(ByteBuffer bytes) {
        try {
            if (!handshake.done()) {
                Bytes answer = handshake.read(bytes, nowMillis());
                if (!answer.isEmpty()) {
                    connection.send(answer);
                }
            }
            if (handshake.done()) {
                if (!ready) {
                    ready = true;
                    startCiphers();
                    listener.ready();
                }
                chunks.read(connection.decrypted(bytes), this::on);
            }
        } catch (ProtocolException e) {
            broken(String.valueOf(e.getMessage()));
        }
    }

    private void startCiphers() {
        RtmpeCiphers agreed = handshake.ciphers();
        if (agreed != null) {
            connection.start(agreed.in()::apply, agreed.out()::apply);
        }
    }

    @Override
    public void readComplete() {
        perform(session.received(connection.bytesReceived()));
        listener.readComplete();
    }

    @Override
    public void tick(long nowNanos) {
        if (nowNanos - forgivenNanos > MINUTE_NANOS) {
            forgivenNanos = nowNanos;
            session.forgiveMalformed();
        }
        listener.tick(nowNanos);
    }

    @Override
    public void closed(String reason, boolean orderly) {
        listener.closed(reason, protocolError);
    }

    // ---- to the server ----

    /** Does what the session says, in order. */
    void perform(List<ClientEvent> events) {
        for (ClientEvent event : events) {
            perform(event);
        }
    }

    private void on(RawMessage message) {
        perform(session.on(message));
    }

    private void perform(ClientEvent event) {
        switch (event) {
            case SessionEvent.Send(var message, int streamId) -> send(message, streamId);
            case SessionEvent.PeerChunkSize(int bytes) -> chunks.chunkSize(bytes);
            case SessionEvent.AbortChunkStream(long csid) -> chunks.abort(csid);
            case SessionEvent.OutputWindow window -> log.trace("{}: {}", connection.remoteAddress(), window); // IP-30
            case SessionEvent.Acknowledged(long sequenceNumber) -> connection.acknowledged(sequenceNumber);
            case ClientEvent.SwfVerificationRequested asked -> answerSwfVerification();
            case SessionEvent.Dropped(var cause, var text) ->
                log.debug("{}: ignored ({}): {}", connection.remoteAddress(), cause, text);
            case SessionEvent.Close(var reason, boolean isProtocolError) -> {
                protocolError |= isProtocolError;
                connection.close(reason);
            }
            default -> listener.on(event);
        }
    }

    /** Which SWF file this client is, if it is one; who has no answer says nothing, and the server decides. */
    private void answerSwfVerification() {
        Bytes key = handshake.swfKey();
        if (swf != null && !key.isEmpty()) {
            perform(session.answerSwfVerification(swf.answer(key)));
        } else if (!swfMissed) {
            swfMissed = true;
            String missing = swf == null ? "none is set" : "the server's handshake has no digest";
            log.warn("{}: the server asks for a SWF file, and {}", connection.remoteAddress(), missing);
        }
    }

    /** With timestamp 0 [IP-15]. */
    private void send(RtmpMessage message, int streamId) {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        var out = new ByteWriter(body.length() + 32);
        writer.write(new RawMessage(0, message.typeId(), streamId, body.toBytes()), out);
        connection.send(out.toBytes());
        if (message instanceof RtmpMessage.SetChunkSize(int bytes)) {
            writer.chunkSize(bytes);
            output.chunkSize(bytes);
        }
    }

    private void broken(String text) {
        protocolError = true;
        connection.close(text);
    }

    private static int nowMillis() {
        return (int) (System.nanoTime() / 1_000_000);
    }
}

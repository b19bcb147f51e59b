package io.millrace.client;

import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.session.ClientEvent;
import io.millrace.rtmp.session.ClientSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NetStreams of one connection: what they ask of the server, and what it says to each. On its event loop. */
final class NetStreams {
    private static final Logger log = LoggerFactory.getLogger(NetStreams.class);

    private final NetConnection connection;
    private final String name;
    private final Wire wire;
    private final Map<Integer, NetStream> streams = new HashMap<>();
    private final Map<Double, Creating> creating = new HashMap<>();
    private boolean over;

    /** A stream that the server has not made yet. */
    private record Creating(NetStreamHandler handler, CompletableFuture<NetStream> answer) {}

    /** {@code name} is the connection's, for messages. */
    NetStreams(NetConnection connection, String name, Wire wire) {
        this.connection = connection;
        this.name = name;
        this.wire = wire;
    }

    // ---- asked of the server ----

    void create(double transactionId, NetStreamHandler handler, CompletableFuture<NetStream> answer) {
        creating.put(transactionId, new Creating(handler, answer));
        ask(session -> session.createStream(transactionId));
    }

    void publish(NetStream stream, String streamName, PublishType type) {
        ask(session -> session.publish(stream.streamId(), streamName, type));
    }

    void play(NetStream stream, String streamName, PlayRange range) {
        ask(session -> session.play(stream.streamId(), streamName, range));
    }

    void pause(NetStream stream, boolean paused, long millis) {
        ask(session -> session.pause(stream.streamId(), paused, millis));
    }

    void seek(NetStream stream, long millis) {
        ask(session -> session.seek(stream.streamId(), millis));
    }

    void delete(NetStream stream) {
        wire.output().remove(stream);
        streams.remove(stream.streamId());
        if (!over) {
            ask(session -> session.deleteStream(stream.streamId()));
        }
    }

    private void ask(Function<ClientSession, List<ClientEvent>> request) {
        wire.perform(request.apply(wire.session()));
        wire.connection().flush();
    }

    // ---- said by the server ----

    void created(double transactionId, int streamId) {
        Creating asked = creating.remove(transactionId);
        if (asked != null && streams.containsKey(streamId)) {
            String text = name + ": the server made stream " + streamId + " twice";
            asked.answer().completeExceptionally(new RtmpException(Kind.PROTOCOL, text));
        } else if (asked != null) {
            var stream = new NetStream(connection, this, streamId, asked.handler());
            streams.put(streamId, stream);
            if (!asked.answer().complete(stream)) {
                stream.close(); // too late: nobody waits for it
            }
        }
    }

    void notCreated(double transactionId, ServerStatus status) {
        Creating asked = creating.remove(transactionId);
        if (asked != null) {
            asked.answer().completeExceptionally(RtmpException.refused(Kind.REFUSED, name, "createStream", status));
        }
    }

    void publishStarted(int streamId, ServerStatus status) {
        of(streamId).ifPresent(stream -> {
            stream.started(status);
            wire.output().add(stream);
            wire.connection().pull();
        });
    }

    void ended(int streamId, ServerStatus status) {
        of(streamId).ifPresent(stream -> {
            delete(stream);
            Kind kind = status.isError() ? Kind.REFUSED : Kind.CLOSED;
            stream.ended(RtmpException.refused(kind, name, stream.what(), status));
        });
    }

    Optional<NetStream> of(int streamId) {
        return Optional.ofNullable(streams.get(streamId));
    }

    void tellAll(Consumer<NetStreamHandler> what) {
        List.copyOf(streams.values()).forEach(stream -> tell(stream, what));
    }

    /** A handler that fails ends its stream, and nothing else of the connection. */
    void tell(NetStream stream, Consumer<NetStreamHandler> what) {
        try {
            what.accept(stream.handler());
        } catch (RuntimeException e) {
            failed(stream, e);
        }
    }

    void failed(NetStream stream, RuntimeException cause) {
        log.error("{}: the handler of stream {} failed", name, stream.streamId(), cause);
        delete(stream);
        end(stream, new RtmpException(Kind.CLOSED, name + ": the handler of the stream failed: " + cause));
    }

    boolean anyPlays() {
        return streams.values().stream().anyMatch(stream -> stream.what().equals("play"));
    }

    // ---- the end ----

    void close() {
        List.copyOf(streams.values()).forEach(NetStream::close);
    }

    /** The connection is over. */
    void end(RtmpException why) {
        over = true;
        List.copyOf(creating.values()).forEach(each -> each.answer().completeExceptionally(why));
        creating.clear();
        List.copyOf(streams.values()).forEach(stream -> end(stream, why));
        streams.clear();
    }

    /** Whatever its owner makes of it: the others are to be told, too. */
    private void end(NetStream stream, RtmpException why) {
        try {
            stream.ended(why);
        } catch (RuntimeException e) {
            log.error("{}: a handler failed", name, e);
        }
    }
}

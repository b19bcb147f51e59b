package io.millrace.client;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.MalformedTagException;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One NetStream of a {@link NetConnection}: it publishes or plays, without a thread and without a queue of its own; {@link
 * RtmpPublisher} and {@link RtmpPlayer} have both. Any thread may call, the {@link NetStreamHandler} is called on the
 * connection's event loop.
 */
public final class NetStream implements AutoCloseable {
    private final NetConnection connection;
    private final NetStreams streams;
    private final int streamId;
    private final NetStreamHandler handler;
    private final Unwrapper times = new Unwrapper();
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    private @Nullable CompletableFuture<ServerStatus> starting;
    private String what = "";
    private boolean over;

    NetStream(NetConnection connection, NetStreams streams, int streamId, NetStreamHandler handler) {
        this.connection = connection;
        this.streams = streams;
        this.streamId = streamId;
        this.handler = handler;
    }

    public NetConnection connection() {
        return connection;
    }

    /** Message stream ID, as the server gave it. */
    public int streamId() {
        return streamId;
    }

    /** Frames sent and received. */
    public long frames() {
        return frames.sum();
    }

    /** Bytes of the bodies of those frames. */
    public long bytes() {
        return bytes.sum();
    }

    /** Received messages that were no media, and were dropped. */
    public long malformed() {
        return malformed.sum();
    }

    /**
     * Publishes; once that has begun {@link NetStreamHandler#next} is asked for frames.
     *
     * @return what the server said; fails with a {@link RtmpException}, mostly of kind REFUSED
     */
    public CompletableFuture<ServerStatus> publish(String name, PublishType type) {
        return start("publish", () -> streams.publish(this, name, type));
    }

    /** Plays; from then on {@link NetStreamHandler#frame} gets frames. */
    public CompletableFuture<ServerStatus> play(String name, PlayRange range) {
        return start("play", () -> streams.play(this, name, range));
    }

    private CompletableFuture<ServerStatus> start(String verb, Runnable request) {
        var answer = new CompletableFuture<ServerStatus>();
        connection.onLoop(answer, () -> {
            if (over || starting != null) {
                answer.completeExceptionally(
                        new RtmpException(RtmpException.Kind.CLOSED, "the stream is closed or in use"));
                return;
            }
            starting = answer;
            answer.whenComplete((status, failure) -> {
                if (failure != null) {
                    close(); // an answer may still come
                }
            });
            what = verb;
            connection.owes(answer, verb);
            request.run();
        });
        return Answers.elsewhere(answer);
    }

    /** Has the server stop sending, or go on after a position in milliseconds. */
    public void pause(boolean paused, long millis) {
        connection.onLoop(() -> streams.pause(this, paused, millis));
    }

    /** Has the server go to a position in milliseconds of a recorded stream. */
    public void seek(long millis) {
        connection.onLoop(() -> streams.seek(this, millis));
    }

    /** {@link NetStreamHandler#next} has something again. */
    public void wake() {
        connection.wake();
    }

    /** Ends what it does; the connection stays. What {@link NetStreamHandler#next} still has is not sent. */
    @Override
    public void close() {
        connection.onLoop(() -> {
            if (!over) {
                over = true;
                streams.delete(this);
            }
        });
    }

    // ---- on the loop ----

    void started(ServerStatus status) {
        if (starting != null) {
            starting.complete(status);
        }
    }

    void received(MediaType type, int timestamp, Bytes body) {
        MediaKind kind = type == MediaType.VIDEO ? MediaKind.VIDEO : MediaKind.AUDIO;
        try {
            var packets = kind == MediaKind.VIDEO ? VideoTagCodec.decode(body) : AudioTagCodec.decode(body);
            received(new MediaFrame(kind, times.at(kind, timestamp), body, packets));
        } catch (MalformedTagException e) {
            malformed.increment();
        }
    }

    void received(int timestamp, Bytes data) {
        received(new MediaFrame(MediaKind.DATA, times.at(MediaKind.DATA, timestamp), data, List.of()));
    }

    private void received(MediaFrame frame) {
        frames.increment();
        bytes.add(frame.body().length());
        streams.tell(this, told -> told.frame(frame));
    }

    NetStreamHandler handler() {
        return handler;
    }

    @Nullable
    MediaFrame nextFrame() {
        try {
            return handler.next();
        } catch (RuntimeException e) {
            streams.failed(this, e);
            return null;
        }
    }

    void sent(int bodyBytes) {
        frames.increment();
        bytes.add(bodyBytes);
    }

    void drained() {
        streams.tell(this, NetStreamHandler::drained);
    }

    /** The server ended it, or the connection is gone. */
    void ended(RtmpException reason) {
        if (over) {
            if (starting != null) {
                starting.completeExceptionally(reason); // if that is still open
            }
            return;
        }
        over = true;
        if (starting != null && starting.completeExceptionally(reason)) {
            return; // who asked has been told
        }
        handler.ended(reason);
    }

    /** What was asked of it: publish or play. */
    String what() {
        return what;
    }
}

package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.transport.http.HttpOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes out piece by piece: the body of an answer, or the messages of a WebSocket. Runs on its event loop. */
final class HttpBody implements HttpOutput {
    private static final Logger log = LoggerFactory.getLogger(HttpBody.class);

    private final HttpRequests socket;
    private final Channel channel;
    private final Function<ByteBuf, Object> wrap;
    private final Supplier<Object> last;
    private final End whenEnded;
    private final List<Consumer<String>> whenClosed = new ArrayList<>();
    private final PullLoop pulls;

    private @Nullable PlaySource source;
    private @Nullable Piece inFlight;
    private boolean ending;
    private boolean closed;
    private String reason = ""; // empty as long as it is not ended here
    private long waitingBytes;
    private final AtomicLong bytesSent = new AtomicLong();
    private long progressNanos = System.nanoTime();

    /** Takes note that all is out, or that it failed. */
    @FunctionalInterface
    interface End {
        void ended(boolean success, long bodyBytes);
    }

    private HttpBody(HttpRequests socket, Function<ByteBuf, Object> wrap, Supplier<Object> last, End whenEnded) {
        this.socket = socket;
        this.channel = socket.channel();
        this.wrap = wrap;
        this.last = last;
        this.whenEnded = whenEnded;
        this.pulls = new PullLoop(channel.eventLoop(), this::writeNext, this::fault);
    }

    /** The body of an answer whose head is sent. */
    static HttpBody chunks(HttpRequests socket, End whenEnded) {
        return new HttpBody(socket, DefaultHttpContent::new, () -> LastHttpContent.EMPTY_LAST_CONTENT, whenEnded);
    }

    /** Binary messages of a WebSocket. */
    static HttpBody frames(HttpRequests socket, End whenEnded) {
        return new HttpBody(
                socket,
                BinaryWebSocketFrame::new,
                () -> new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE),
                whenEnded);
    }

    // ---- from the feature ----

    @Override
    public void send(Bytes bytes) {
        if (ending || closed) {
            return;
        }
        if (waitingBytes == 0 && inFlight == null) {
            progressNanos = System.nanoTime();
        }
        int count = bytes.length();
        waitingBytes += count;
        channel.writeAndFlush(wrap.apply(Unpooled.wrappedBuffer(bytes.asByteBuffer())))
                .addListener(write -> {
                    waitingBytes -= count;
                    if (write.isSuccess()) {
                        progressed(count);
                    }
                });
        if (waitingBytes > socket.connections().settings().maxUnsentBytes()) {
            stalled();
        }
    }

    @Override
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void play(PlaySource newSource) {
        if (closed || ending) {
            newSource.close();
            return;
        }
        source = newSource;
        pull();
    }

    @Override
    public void pull() {
        pulls.run();
    }

    private boolean writeNext() {
        if (source == null || inFlight != null || ending || closed) {
            return false;
        }
        Piece piece = source.next(socket.connections().settings().maxPieceBytes());
        if (piece == null) {
            return false;
        }
        write(piece);
        return true;
    }

    private void fault(Throwable cause) {
        log.error("a fault of ours", cause);
        reason = "a fault of ours";
        channel.close();
    }

    private void write(Piece piece) {
        inFlight = piece;
        progressNanos = System.nanoTime();
        int count = piece.bytes().remaining();
        channel.writeAndFlush(wrap.apply(Unpooled.wrappedBuffer(piece.bytes()))).addListener(write -> {
            inFlight = null;
            piece.release();
            if (write.isSuccess()) {
                socket.connections().transportCounters().pieces.increment();
                progressed(count);
                pull();
            } else {
                closeSource(); // the socket is closing
            }
        });
    }

    @Override
    public void end(String reason) {
        if (ending || closed) {
            return;
        }
        ending = true;
        this.reason = LogText.reason(reason);
        closeSource();
        channel.writeAndFlush(last.get()).addListener(done -> {
            whenEnded.ended(done.isSuccess(), bytesSent.get());
            over();
        });
    }

    @Override
    public void abort(String reason) {
        if (!closed) {
            log.warn("an answer was broken off: {}", reason);
            this.reason = LogText.reason(reason);
            channel.close();
        }
    }

    @Override
    public void whenClosed(Consumer<String> task) {
        if (closed) {
            task.accept(reason);
        } else {
            whenClosed.add(task);
        }
    }

    @Override
    public long bytesSent() {
        return bytesSent.get();
    }

    // ---- from the socket ----

    /** The client has gone, or what it sends is an end; {@code why} is how a log says so. */
    void gone(String why) {
        reason = reason.isEmpty() ? why : reason;
        closeSource();
        over();
    }

    void tick(long nowNanos) {
        boolean waits = inFlight != null || waitingBytes > 0 || ending;
        if (waits
                && nowNanos - progressNanos
                        > socket.connections().settings().stalled().toNanos()) {
            stalled();
        }
    }

    private void stalled() {
        if (!closed) {
            socket.connections().transportCounters().stalled.increment();
            reason = "took nothing for "
                    + LogText.of(socket.connections().settings().stalled());
            channel.close();
        }
    }

    private void progressed(int bytes) {
        progressNanos = System.nanoTime();
        bytesSent.lazySet(bytesSent.get() + bytes); // on this thread alone
        socket.connections().counters().bodyBytes.add(bytes);
    }

    private void closeSource() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    private void over() {
        if (!closed) {
            closed = true;
            whenClosed.forEach(task -> task.accept(reason));
        }
    }
}

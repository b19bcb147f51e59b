package io.millrace.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket, or a stream of HTTP/2, on which requests come. They are taken one after the other, each when the one before has been
 * answered, and their bodies part by part, so that a peer can make us keep what one read has brought, and no more. That is 64 KiB at
 * most, which take about 2 MiB when they are decoded to the shortest requests there are.
 *
 * <p>Runs on its event loop only, but for {@link #close}.
 */
abstract class HttpSocket extends SocketHandler implements Ticked {
    /** By then a peer has an answer that was handed to the system, or has gone. */
    private static final long ARRIVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final Queue<HttpObject> unhandled = new ArrayDeque<>();
    private boolean handling;
    private boolean busy; // with what was handled last
    private boolean finishing;
    private boolean keepAlive = true;
    private boolean answering;
    private long sinceNanos = System.nanoTime(); // that we wait for the peer
    private @Nullable String failure;

    HttpSocket(Channel channel) {
        this.channel = channel;
    }

    /** A request has begun. */
    abstract void begin(HttpRequest head);

    /** The next part of its body; who takes it releases it. */
    abstract void body(HttpContent part);

    /** What comes cannot be told from the next request any more, or is too much: answer so, and that it is the last one. */
    abstract void refuseAll(HttpResponseStatus status);

    /**
     * The socket has closed, perhaps in the middle of a request or of its answer.
     *
     * @param failure null if nothing has failed: it was closed here or by the peer
     */
    abstract void closed(@Nullable String failure);

    final Channel channel() {
        return channel;
    }

    final EventLoop eventLoop() {
        return channel.eventLoop();
    }

    // ---- from the socket ----

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.config().setAutoRead(false);
    }

    /** A stream of HTTP/2 begins; a socket has done so before. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        readOn();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject part)) {
            context.fireChannelRead(message); // it has become something else than HTTP
        } else if (finishing) {
            ReferenceCountUtil.release(message);
        } else {
            unhandled.add(part);
            handleAll();
        }
    }

    /** Reads on even while a request is not answered, or we would not see that its client has gone. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readOn();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finishing = true;
        dropUnhandled();
        closed(failure);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = NetworkErrors.text(cause);
        channel.close();
    }

    private void readOn() {
        if (!finishing && unhandled.isEmpty()) {
            channel.read();
        }
    }

    private void dropUnhandled() {
        unhandled.forEach(ReferenceCountUtil::release);
        unhandled.clear();
    }

    // ---- requests ----

    private void handleAll() {
        if (handling) {
            return; // by who called us
        }
        handling = true;
        try {
            HttpObject next;
            while (!busy && !finishing && (next = unhandled.poll()) != null) {
                handle(next);
            }
        } finally {
            handling = false;
        }
    }

    private void handle(HttpObject next) {
        if (next.decoderResult().isFailure()) {
            ReferenceCountUtil.release(next);
            refuseAll(statusFor(next.decoderResult().cause()));
            return;
        }
        if (next instanceof HttpRequest head) {
            answering = false;
            sinceNanos = System.nanoTime(); // for its body
            keepAlive = HttpUtil.isKeepAlive(head);
            begin(head);
        }
        if (next instanceof HttpContent part) { // a request of HTTP/2 without a body is both
            if (answering) {
                part.release(); // it has been refused
            } else {
                body(part);
            }
        }
    }

    private static HttpResponseStatus statusFor(Throwable malformed) {
        if (malformed instanceof TooLongHttpLineException) {
            return HttpResponseStatus.REQUEST_URI_TOO_LONG;
        }
        return malformed instanceof TooLongHttpHeaderException
                ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                : HttpResponseStatus.BAD_REQUEST;
    }

    /** What was handled last takes time: nothing more is handled before {@link #next}. */
    final void busy() {
        busy = true;
    }

    /** The part or request that was handled last is done with. */
    final void next() {
        busy = false;
        if (!handling) {
            handleAll();
            readOn();
        }
    }

    // ---- answers ----

    /** Asks by {@code question} for the body that {@code head} announces, if its client waits to be asked. */
    final void askForBody(HttpRequest head, Supplier<Object> question) {
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(question.get());
        }
    }

    final boolean keepsAlive() {
        return keepAlive;
    }

    /** The answer to come is the last one. */
    final void endAfterAnswer() {
        keepAlive = false;
    }

    final boolean isAnswering() {
        return answering;
    }

    /** The answer begins, which ends with {@link #answerEnds}. */
    final void answerBegins() {
        busy = true;
        answering = true;
        sinceNanos = System.nanoTime();
    }

    /** The whole answer is out, or failed to be. */
    final void answerEnds(boolean success) {
        sinceNanos = System.nanoTime();
        if (!success) {
            channel.close();
        } else if (keepAlive) {
            next();
        } else {
            finish();
        }
    }

    /** How long we have waited for the peer, with no request to be answered. */
    final long waitedNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    // ---- the end ----

    /** Says that nothing more comes; what still comes is dropped, so that no reset overtakes the last answer. */
    private void finish() {
        if (finishing) {
            return;
        }
        finishing = true;
        dropUnhandled();
        if (channel instanceof SocketChannel socket) {
            socket.config().setAutoRead(true);
            Linger.shutdownOutput(socket);
            Linger.on(socket, Linger.PATIENCE, () -> 0);
        } else {
            channel.close();
        }
    }

    /** Ends it where no answer is on its way that a reset could overtake: there is no need to wait for the peer's end. */
    final void closeIdle() {
        if (!finishing) {
            channel.close();
        }
    }

    /** Ends it, after the answer that is being written. Any thread may call. */
    final void close() {
        if (!eventLoop().isShuttingDown()) { // which closes it too
            eventLoop().execute(() -> {
                if (answering && busy) {
                    keepAlive = false;
                } else if (waitedNanos(System.nanoTime()) > ARRIVED_NANOS) {
                    closeIdle();
                } else {
                    finish();
                }
            });
        }
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket on which HTTP requests come. They are taken one after the other, each when the one before has been answered, and their
 * bodies part by part, so that a peer can make us keep what one read has brought, and no more. That is 64 KiB at most, which take
 * about 2 MiB when they are decoded to the shortest requests there are. Answers are spelled as librtmp compares them: HTTP/1.1,
 * capitals in the names of headers, Content-Length.
 *
 * <p>Runs on its event loop only, but for {@link #close}.
 */
final class TunnelRequests extends ChannelInboundHandlerAdapter implements Ticked {
    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final String OK = "200 OK";
    private static final String NOT_FOUND = "404 Not Found";

    /** Flash asks for another address there, and goes on when there is none. */
    private static final String FLASH_QUESTION = "/fcs/ident2";

    private static final int MAX_QUOTED = 60;

    /** How soon to ask again, in some unit: never long, since we hold our answer when there is nothing. */
    private static final byte[] POLL = {1};

    private static final byte[] CLOSED = {0};

    private final SocketChannel channel;
    private final Tunnels tunnels;
    private final Opening opening;
    private final Queue<HttpObject> unhandled = new ArrayDeque<>();
    private boolean handling;
    private boolean busy; // with what was handled last
    private boolean finishing;
    private long sinceNanos = System.nanoTime(); // that we wait for the peer

    // ---- the request that is being handled ----
    private @Nullable TunnelRequest request; // null if it is none of a session
    private boolean isWhole;
    private boolean keepAlive = true;
    private boolean asked; // something, once at least
    private boolean opens;
    private String refusal = NOT_FOUND; // what it gets unless it opens a session or is one's
    private String reason = ""; // for the log; empty for a question that is asked in good faith
    private long bodyBytes;
    private boolean answering;

    private String lossReason = "closed in the middle of a request";

    TunnelRequests(SocketChannel channel, Tunnels tunnels, Opening opening) {
        this.channel = channel;
        this.tunnels = tunnels;
        this.opening = opening;
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    // ---- from the socket ----

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.config().setAutoRead(false);
        tunnels.opened(this, eventLoop());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (finishing) {
            ReferenceCountUtil.release(message);
        } else {
            unhandled.add((HttpObject) message);
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
        tunnels.closed(this, eventLoop());
        if (request != null && !answering) {
            request.lost(lossReason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lossReason = NetworkErrors.text(cause);
        channel.close();
    }

    /** Through TLS, the end is said before the socket says it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            channel.close();
        }
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

    /** The part or request that was handled last is done with. */
    void next() {
        busy = false;
        if (!handling) {
            handleAll();
            readOn();
        }
    }

    private void handle(HttpObject next) {
        if (next.decoderResult().isFailure()) {
            ReferenceCountUtil.release(next);
            refuseAll(statusFor(next.decoderResult().cause()));
        } else if (next instanceof HttpRequest head) {
            begin(head);
        } else if (next instanceof HttpContent part) {
            body(part);
        }
    }

    private static String statusFor(Throwable malformed) {
        if (malformed instanceof TooLongHttpLineException) {
            return "414 URI Too Long";
        }
        return malformed instanceof TooLongHttpHeaderException
                ? "431 Request Header Fields Too Large"
                : "400 Bad Request";
    }

    private void begin(HttpRequest head) {
        asked = true;
        request = null;
        isWhole = false;
        opens = false;
        bodyBytes = 0;
        answering = false;
        keepAlive = HttpUtil.isKeepAlive(head);
        if (HttpUtil.getContentLength(head, 0L) > MAX_BODY_BYTES) {
            refuseAll("413 Content Too Large");
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII));
        }
        if (!head.method().equals(HttpMethod.POST)) {
            refusal = "405 Method Not Allowed";
            reason = "its method is " + LogText.quoted(head.method().name(), MAX_QUOTED);
            return;
        }
        refusal = NOT_FOUND;
        TunnelPath path = TunnelPath.parse(head.uri());
        if (path == null) {
            reason = head.uri().equals(FLASH_QUESTION) ? "" : "its path is " + LogText.quoted(head.uri(), MAX_QUOTED);
            return;
        }
        reason = "its session is none, or has ended";
        opens = path.action() == TunnelPath.Action.OPEN;
        ServerTunnel session = tunnels.session(path.id());
        if (session != null) {
            busy = true;
            request = new TunnelRequest(path, this, session);
            request.arrived();
        }
    }

    private void body(HttpContent part) {
        isWhole = part instanceof LastHttpContent;
        bodyBytes += part.content().readableBytes();
        if (bodyBytes > MAX_BODY_BYTES) {
            part.release();
            refuseAll("413 Content Too Large");
        } else if (request != null) {
            busy = true;
            request.body(part.content(), isWhole);
        } else {
            part.release();
            if (isWhole) {
                answerWithoutSession();
            }
        }
    }

    private void answerWithoutSession() {
        if (!opens) {
            if (!reason.isEmpty()) {
                tunnels.refused(opening, reason);
            }
            answer(refusal, new byte[0], List.of());
            return;
        }
        String id = tunnels.open(new Opening(opening.client(), System.nanoTime(), opening.tls()), eventLoop());
        if (id == null) {
            answer("503 Service Unavailable", new byte[0], List.of());
        } else {
            answer(OK, (id + "\n").getBytes(US_ASCII), List.of());
        }
    }

    // ---- answers of a session ----

    void answer(TunnelBody body, Consumer<Boolean> written) {
        answer(OK, POLL, body.parts()).addListener(done -> written.accept(done.isSuccess()));
    }

    void answerClosed() {
        answer(OK, CLOSED, List.of());
    }

    /** {@code refused} is no request of its session's; what is left of it is read and dropped. */
    void refuse(TunnelRequest refused) {
        if (request == refused && !answering) {
            request = null;
            refusal = NOT_FOUND;
            reason = ""; // the session's, which may have ended in good order
            if (isWhole) {
                answerWithoutSession();
            } else {
                next();
            }
        }
    }

    // ---- writing ----

    private ChannelFuture answer(String status, byte[] first, List<ByteBuffer> rest) {
        busy = true;
        answering = true;
        sinceNanos = System.nanoTime();
        ChannelFuture last = channel.write(head(status, first, rest, keepAlive));
        for (ByteBuffer part : rest) {
            last = channel.write(Unpooled.wrappedBuffer(part));
        }
        channel.flush();
        return last.addListener(done -> answered(done.isSuccess()));
    }

    private static ByteBuf head(String status, byte[] first, List<ByteBuffer> rest, boolean keepAlive) {
        long length =
                first.length + rest.stream().mapToLong(ByteBuffer::remaining).sum();
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/x-fcs\r\nContent-Length: " + length
                + "\r\nConnection: " + (keepAlive ? "Keep-Alive" : "close") + "\r\nCache-Control: no-cache\r\n"
                + (status.startsWith("405") ? "Allow: POST\r\n" : "") + "\r\n";
        return Unpooled.copiedBuffer(head.getBytes(US_ASCII), first);
    }

    private void answered(boolean success) {
        request = null;
        sinceNanos = System.nanoTime();
        if (!success) {
            channel.close();
        } else if (keepAlive) {
            next();
        } else {
            finish();
        }
    }

    /** What comes cannot be told from the next request any more, or is too much. */
    private void refuseAll(String status) {
        tunnels.refused(opening, "answered " + status);
        if (request != null) {
            request.lost("answered " + status);
            request = null;
        }
        keepAlive = false;
        answer(status, new byte[0], List.of());
    }

    /** Says that nothing more comes; what still comes is dropped, so that no reset overtakes the last answer. */
    private void finish() {
        if (!finishing) {
            finishing = true;
            dropUnhandled();
            channel.config().setAutoRead(true);
            Linger.shutdownOutput(channel);
            Linger.on(channel, Linger.PATIENCE, () -> 0);
        }
    }

    /** Ends it, after the answer that is being written. Any thread may call. */
    void close() {
        if (!eventLoop().isShuttingDown()) { // which closes it too
            eventLoop().execute(() -> {
                if (answering && busy) {
                    keepAlive = false;
                } else {
                    finish();
                }
            });
        }
    }

    /** While a session has the request, the time limit is the session's. */
    @Override
    public void tick(long nowNanos) {
        long limit = tunnels.settings().stalledPeer().toNanos();
        boolean ofSession = request != null;
        if (ofSession && !answering) {
            return;
        }
        if (nowNanos - sinceNanos > (ofSession ? 2 * limit : limit)) { // the session's is first, and says why
            if (!asked) {
                tunnels.refused(
                        opening,
                        "no whole head within "
                                + tunnels.settings().stalledPeer().toSeconds() + " s");
            }
            channel.close();
        }
    }
}

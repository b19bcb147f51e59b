package io.millrace.transport;

import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that carries the requests of tunnel sessions. Answers are spelled as librtmp compares them: HTTP/1.1, capitals in the
 * names of headers, Content-Length.
 *
 * <p>Runs on its event loop only, but for {@link #close}.
 */
final class TunnelRequests extends HttpSocket {
    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final HttpResponseStatus TOO_LARGE = HttpResponseStatus.valueOf(413, "Content Too Large");

    /** Flash asks for another address there, and goes on when there is none. */
    private static final String FLASH_QUESTION = "/fcs/ident2";

    private static final int MAX_QUOTED = 60;

    /** How soon to ask again, in some unit: never long, since we hold our answer when there is nothing. */
    private static final byte[] POLL = {1};

    private static final byte[] CLOSED = {0};

    private final Tunnels tunnels;
    private final Opening opening;

    // ---- the request that is being handled ----
    private @Nullable TunnelRequest request; // null if it is none of a session
    private boolean isWhole;
    private boolean asked; // something, once at least
    private boolean opens;
    private HttpResponseStatus refusal = NOT_FOUND; // what it gets unless it opens a session or is one's
    private String reason = ""; // for the log; empty for a question that is asked in good faith
    private long bodyBytes;

    TunnelRequests(SocketChannel channel, Tunnels tunnels, Opening opening) {
        super(channel);
        this.tunnels = tunnels;
        this.opening = opening;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        super.handlerAdded(context);
        tunnels.opened(this, eventLoop());
    }

    @Override
    void closed(@Nullable String failure) {
        tunnels.closed(this, eventLoop());
        if (request != null && !isAnswering()) {
            request.lost(failure == null ? "closed in the middle of a request" : failure);
        }
    }

    // ---- requests ----

    @Override
    void begin(HttpRequest head) {
        asked = true;
        request = null;
        isWhole = false;
        opens = false;
        bodyBytes = 0;
        if (HttpUtil.getContentLength(head, 0L) > MAX_BODY_BYTES) {
            refuseAll(TOO_LARGE);
            return;
        }
        askForBody(head, () -> Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII));
        if (!head.method().equals(HttpMethod.POST)) {
            refusal = METHOD_NOT_ALLOWED;
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
            busy();
            request = new TunnelRequest(path, this, session);
            request.arrived();
        }
    }

    @Override
    void body(HttpContent part) {
        isWhole = part instanceof LastHttpContent;
        bodyBytes += part.content().readableBytes();
        if (bodyBytes > MAX_BODY_BYTES) {
            part.release();
            refuseAll(TOO_LARGE);
        } else if (request != null) {
            busy();
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
            answer(SERVICE_UNAVAILABLE, new byte[0], List.of());
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
        if (request == refused && !isAnswering()) {
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

    private ChannelFuture answer(HttpResponseStatus status, byte[] first, List<ByteBuffer> rest) {
        answerBegins();
        ChannelFuture last = channel().write(head(status, first, rest, keepsAlive()));
        for (ByteBuffer part : rest) {
            last = channel().write(Unpooled.wrappedBuffer(part));
        }
        channel().flush();
        return last.addListener(done -> {
            request = null;
            answerEnds(done.isSuccess());
        });
    }

    private static ByteBuf head(HttpResponseStatus status, byte[] first, List<ByteBuffer> rest, boolean keepAlive) {
        long length =
                first.length + rest.stream().mapToLong(ByteBuffer::remaining).sum();
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/x-fcs\r\nContent-Length: " + length
                + "\r\nConnection: " + (keepAlive ? "Keep-Alive" : "close") + "\r\nCache-Control: no-cache\r\n"
                + (status.equals(METHOD_NOT_ALLOWED) ? "Allow: POST\r\n" : "") + "\r\n";
        return Unpooled.copiedBuffer(head.getBytes(US_ASCII), first);
    }

    @Override
    void refuseAll(HttpResponseStatus status) {
        tunnels.refused(opening, "answered " + status);
        if (request != null) {
            request.lost("answered " + status);
            request = null;
        }
        endAfterAnswer();
        answer(status, new byte[0], List.of());
    }

    /** While a session has the request, the time limit is the session's. */
    @Override
    public void tick(long nowNanos) {
        long limit = tunnels.settings().stalledPeer().toNanos();
        boolean ofSession = request != null;
        if (ofSession && !isAnswering()) {
            return;
        }
        if (waitedNanos(nowNanos) > (ofSession ? 2 * limit : limit)) { // the session's is first, and says why
            if (!asked) {
                tunnels.refused(
                        opening,
                        "no whole head within "
                                + tunnels.settings().stalledPeer().toSeconds() + " s");
            }
            channel().close();
        }
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells by its first bytes what a connection carries, and gives its place to who handles that. Clients of all carriers speak
 * first. What is none of those that are allowed here is handed on as RTMP, whose handshake says what is wrong.
 */
final class CarrierDetector extends ByteToMessageDecoder {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 3;
    private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;

    /** How the connection preface begins [RFC9113 §3.4]; no method is so short. */
    private static final String HTTP2_PREFACE = "PRI";

    private final TcpListener listener;
    private final ListenerSettings listening;
    private final Opening opening;
    private @Nullable ScheduledFuture<?> timeLimit;
    private boolean decided;

    /** {@code opening} is what is known so far. */
    CarrierDetector(TcpListener listener, ListenerSettings listening, Opening opening) {
        this.listener = listener;
        this.listening = listening;
        this.opening = opening;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!opening.tls()) { // which has a limit of its own until it stands
            limitTime(context);
        }
    }

    private void limitTime(ChannelHandlerContext context) {
        long left = opening.firstBytesNanos(listening.firstBytes());
        timeLimit = context.executor().schedule(() -> silent(context), left, TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (decided) {
            return; // it was refused, and is closing
        }
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == TLS_HANDSHAKE && !opening.tls() && listening.hasTls()) {
            if (in.readableBytes() > 1) {
                boolean isTls = in.getUnsignedByte(in.readerIndex() + 1) == TLS_MAJOR_VERSION;
                if (isTls) {
                    startTls(context);
                } else {
                    rtmp(context);
                }
            }
        } else if (first >= 'A' && first <= 'Z' && listening.hasHttp(opening.tls())) { // a method
            if (in.readableBytes() >= HTTP2_PREFACE.length()) {
                decided = true;
                boolean isHttp2 = in.toString(in.readerIndex(), HTTP2_PREFACE.length(), US_ASCII)
                        .equals(HTTP2_PREFACE);
                listener.carriesHttp(context, this, listening, opening, isHttp2);
            }
        } else {
            rtmp(context);
        }
    }

    private void startTls(ChannelHandlerContext context) {
        decided = true;
        ServerTls tls = listening.requireTls();
        context.pipeline()
                .addAfter(context.name(), null, new CarrierDetector(listener, listening, opening.throughTls()));
        context.pipeline().replace(this, null, new SniHandler(tls::contextFor, MAX_CLIENT_HELLO_BYTES, millisLeft()) {
            @Override
            protected SslHandler newSslHandler(SslContext chosen, ByteBufAllocator allocator) {
                SslHandler handler = super.newSslHandler(chosen, allocator);
                handler.setHandshakeTimeoutMillis(millisLeft()); // the client's hello has taken some of it
                return handler;
            }
        });
    }

    /** Not 0, which were no limit. */
    private long millisLeft() {
        return opening.firstBytesNanos(listening.firstBytes()) / 1_000_000 + 1;
    }

    private void rtmp(ChannelHandlerContext context) {
        decided = true;
        listener.carriesRtmp(context, this, listening, opening);
    }

    /**
     * Nobody has said anything: the protocol above knows what to say to that. Where there is none, no fault is found: browsers
     * open sockets in advance.
     */
    private void silent(ChannelHandlerContext context) {
        if (decided) {
            return;
        }
        if (listening.has(opening.tls(), false)) {
            rtmp(context);
        } else {
            context.close();
        }
    }

    /** TLS that stands, or takes too long, of which no exception tells. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCompletionEvent end && end.cause() instanceof SslHandshakeTimeoutException tooLong) {
            listener.tlsFailed(context, opening, tooLong);
            return;
        }
        if (event instanceof SslHandshakeCompletionEvent stands && stands.isSuccess()) {
            limitTime(context);
        }
        context.fireUserEventTriggered(event);
    }

    /** TLS that fails. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        listener.tlsFailed(context, opening, cause);
    }
}

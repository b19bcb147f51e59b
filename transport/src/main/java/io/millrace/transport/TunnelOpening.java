package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a server for a session of the HTTP tunnel, and gives that its place. */
final class TunnelOpening extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_ID_BYTES = 256;

    private final SocketChannel channel;
    private final String host;
    private final Duration timeout;
    private final Function<String, ClientTunnel> sessions;
    private final CompletableFuture<Connection> result;
    private final StringBuilder id = new StringBuilder();
    private @Nullable Future<?> timeLimit;

    /** {@code sessions} makes one by the id that the server has given it. */
    TunnelOpening(
            SocketChannel channel,
            String host,
            Duration timeout,
            Function<String, ClientTunnel> sessions,
            CompletableFuture<Connection> result) {
        this.channel = channel;
        this.host = host;
        this.timeout = timeout;
        this.sessions = sessions;
        this.result = result;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timeLimit = context.executor()
                .schedule(
                        () -> fail("the server did not open a tunnel within " + timeout.toMillis() + " ms"),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        channel.write(ClientTunnel.head(host, "/open/1", 1));
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            fail("the server does not speak HTTP there");
        } else if (message instanceof HttpResponse head && !head.status().equals(HttpResponseStatus.OK)) {
            fail("the server opens no tunnel: it answered " + head.status());
        } else if (message instanceof HttpContent part && !result.isDone()) {
            read(part.content());
            if (part instanceof LastHttpContent && !result.isDone()) {
                opened(context);
            }
        }
    }

    private void read(ByteBuf part) {
        if (id.length() + part.readableBytes() > MAX_ID_BYTES) {
            fail("the server opens no tunnel: it answered no session id");
        } else {
            id.append(part.toString(US_ASCII));
        }
    }

    private void opened(ChannelHandlerContext context) {
        String name = id.toString().strip();
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/')) {
            fail("the server opens no tunnel: it answered no session id");
            return;
        }
        ClientTunnel session = sessions.apply(name);
        context.pipeline().replace(this, null, session.answers());
        result.complete(session);
        session.start();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail("the server closed the connection before it opened a tunnel");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(NetworkErrors.text(cause));
    }

    private void fail(String reason) {
        result.completeExceptionally(new IOException(reason));
        channel.close();
    }
}

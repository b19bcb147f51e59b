package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session that we have opened: one request after the other on one socket. While there is nothing to send it idles, after a
 * pause when the answer before had nothing either.
 */
final class ClientTunnel extends TunnelConnection {
    private static final Duration IDLE_PAUSE = Duration.ofMillis(20);
    private static final byte[] NOTHING = {0};

    private final SocketChannel channel;
    private final String host;
    private final String id;
    private final ConnectionHandler handler;
    private long nextNumber;
    private boolean asking; // a request has no answer yet
    private boolean saidClose;
    private @Nullable Future<?> pause;
    private long heardNanos;
    private String lossReason = "";

    ClientTunnel(
            SocketChannel channel,
            String host,
            String id,
            Opening opening,
            OpenConnections open,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers) {
        super(channel.eventLoop(), opening, open, settings);
        this.channel = channel;
        this.host = host;
        this.id = id;
        this.handler = handlers.apply(this);
        opened();
    }

    /**
     * A request.
     *
     * @param host as in {@code Host}
     */
    static ByteBuf head(String host, String path, int bodyBytes) {
        return Unpooled.copiedBuffer(
                "POST " + path + " HTTP/1.1\r\nHost: " + host
                        + "\r\nUser-Agent: Shockwave Flash\r\nAccept: */*\r\nContent-Type: application/x-fcs\r\nContent-Length: "
                        + bodyBytes + "\r\nConnection: Keep-Alive\r\nCache-Control: no-cache\r\n\r\n",
                US_ASCII);
    }

    /** Hears the answers. */
    ChannelHandler answers() {
        return new Answers();
    }

    @Override
    ConnectionHandler handler() {
        return handler;
    }

    // ---- requests ----

    /** When the answers are heard. */
    void start() {
        answered(true);
    }

    private void answered(boolean hadBytes) {
        asking = false;
        if (isOver()) {
            return;
        }
        if (saidClose) {
            end(ConnectionHandler.CLOSED_BY_PEER, true);
        } else if (isClosing()) {
            finishOutput();
        } else {
            outputReady();
            if (!asking) {
                pause(hadBytes ? Duration.ZERO : IDLE_PAUSE);
            }
        }
    }

    private void pause(Duration length) {
        stopPause();
        pause = eventLoop().schedule(this::idle, length.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopPause() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }

    private void idle() {
        if (!asking && !isOver()) {
            post("idle", List.of(ByteBuffer.wrap(NOTHING)), NOTHING.length);
        }
    }

    @Override
    void outputReady() {
        if (asking || isOver()) {
            return;
        }
        TunnelBody body = take();
        if (!body.isEmpty()) {
            post("send", body.parts(), body.length()).addListener(done -> written(body));
        }
    }

    @Override
    void finishOutput() {
        outputReady();
        if (!asking && !isOver()) {
            saidClose = true;
            post("close", List.of(ByteBuffer.wrap(NOTHING)), NOTHING.length);
        }
    }

    private ChannelFuture post(String action, List<ByteBuffer> parts, int length) {
        stopPause();
        asking = true;
        heardNanos = System.nanoTime();
        ChannelFuture last = channel.write(head(host, "/" + action + "/" + id + "/" + nextNumber++, length));
        for (ByteBuffer part : parts) {
            last = channel.write(Unpooled.wrappedBuffer(part));
        }
        channel.flush();
        return last;
    }

    // ---- from the connection ----

    @Override
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        channel.config().setAutoRead(true);
    }

    @Override
    @Nullable
    String complaint(long nowNanos) {
        boolean waits = asking && channel.config().isAutoRead();
        return waits && nowNanos - heardNanos > settings().stalledPeer().toNanos()
                ? "answered nothing for " + settings().stalledPeer().toSeconds() + " s"
                : null;
    }

    @Override
    void release() {
        stopPause();
        channel.close();
    }

    /** Answers to what was asked, of which the first byte is no RTMP. */
    private final class Answers extends SimpleChannelInboundHandler<HttpObject> {
        private boolean pollByteIsNext;
        private boolean hadBytes;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            heardNanos = System.nanoTime();
            if (message.decoderResult().isFailure()) {
                lost("the server's answer is no HTTP");
            } else if (message instanceof HttpResponse head) {
                status(head.status());
            } else if (message instanceof HttpContent part && !isOver()) {
                body(part.content());
                if (part instanceof LastHttpContent && asking) {
                    answered(hadBytes);
                }
            }
        }

        private void status(HttpResponseStatus status) {
            pollByteIsNext = true;
            hadBytes = false;
            if (status.equals(HttpResponseStatus.NOT_FOUND)) {
                end(ConnectionHandler.CLOSED_BY_PEER, true); // this is how a server ends a session
            } else if (!status.equals(HttpResponseStatus.OK)) {
                lost("the server answered " + status);
            }
        }

        private void body(ByteBuf part) {
            if (pollByteIsNext && part.isReadable()) {
                pollByteIsNext = false;
                part.skipBytes(1);
            }
            if (part.isReadable()) {
                hadBytes = true;
                received(part.nioBuffer());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (lossReason.isEmpty()) {
                end(ConnectionHandler.CLOSED_BY_PEER, true);
            } else {
                lost(lossReason);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lossReason = NetworkErrors.text(cause);
            channel.close();
        }
    }
}

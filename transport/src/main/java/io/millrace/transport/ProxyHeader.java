package io.millrace.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the header of the PROXY protocol, version 1 or 2, for whom a trusted proxy connects. One that speaks for itself,
 * as in its health checks, is its own client.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final TcpListener listener;
    private final ListenerSettings listening;
    private final Opening opening;
    private @Nullable ScheduledFuture<?> timeLimit;
    private boolean failed;

    ProxyHeader(TcpListener listener, ListenerSettings listening, Opening opening) {
        this.listener = listener;
        this.listening = listening;
        this.opening = opening;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long left = opening.firstBytesNanos(listening.firstBytes());
        timeLimit = context.executor()
                .schedule(
                        () -> exceptionCaught(context, new DecoderException("it says nothing")),
                        left,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) throws UnknownHostException {
        Opening identified = header.sourceAddress() == null || !AddressRange.isAddress(header.sourceAddress())
                ? opening
                : opening.from(
                        new InetSocketAddress(InetAddress.getByName(header.sourceAddress()), header.sourcePort()));
        SocketChannel channel = (SocketChannel) context.channel();
        listener.identified(channel, listening, identified);
        context.pipeline().remove(this);
    }

    /** No header, or a bad one; the decoder says so again at the end of the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!failed) {
            failed = true;
            listener.proxyFailed(context, opening, cause);
        }
    }
}

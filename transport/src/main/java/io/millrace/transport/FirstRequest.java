package io.millrace.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.TimeUnit;

/** Where the tunnel and pages share a port: by its first request, gives a socket to who handles such ones. */
final class FirstRequest extends ChannelInboundHandlerAdapter {
    /** With which Flash asks for another address of the tunnel; the answer is the tunnel's. */
    private static final String IDENT = "/fcs/";

    private final TcpListener listener;
    private final PageTraffic traffic;
    private final Opening opening;
    private final long limitNanos;

    /** One that has not come after {@code limitNanos} comes no more. */
    FirstRequest(TcpListener listener, PageTraffic traffic, Opening opening, long limitNanos) {
        this.listener = listener;
        this.traffic = traffic;
        this.opening = opening;
        this.limitNanos = limitNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor().schedule(() -> closeIfSilent(context), limitNanos, TimeUnit.NANOSECONDS);
    }

    private static void closeIfSilent(ChannelHandlerContext context) {
        if (!context.isRemoved()) {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel channel = (SocketChannel) context.channel();
        if (message instanceof HttpRequest first
                && (TunnelPath.parse(first.uri()) != null || first.uri().startsWith(IDENT))) {
            channel.pipeline().remove(traffic); // what is in the tunnel is counted where it is taken out
            listener.addTunnel(channel, opening);
        } else {
            listener.addPages(channel, traffic, opening);
        }
        context.fireChannelRead(message);
        context.pipeline().remove(this);
    }
}

package io.millrace.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Counts the bytes of a socket whose HTTP requests are for pages, inside TLS: in front of what reads requests, and so before
 * anybody knows what they are for. On its event loop.
 */
final class PageTraffic extends ChannelDuplexHandler {
    private final Traffic traffic;
    private final Channel channel;
    private boolean begun;
    private int receivedBefore;

    PageTraffic(Channel channel, OpenConnections open, Opening opening) {
        this.channel = channel;
        this.traffic = new Traffic(open.counters(), opening.tls() ? Carrier.HTTPS : Carrier.HTTP);
    }

    /** It is for pages: from now on it is counted, with what it has sent so far. It may be closed by now. */
    void begin() {
        begun = true;
        traffic.opened();
        channel.closeFuture().addListener(closed -> traffic.closed());
        traffic.received(receivedBefore);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        int bytes = ((ByteBuf) message).readableBytes();
        if (begun) {
            traffic.received(bytes);
        } else {
            receivedBefore += bytes;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) { // and not an empty one of the encoder's
            int length = bytes.readableBytes();
            promise.addListener(done -> {
                if (done.isSuccess()) {
                    traffic.sent(length);
                }
            });
        }
        context.write(message, promise);
    }
}

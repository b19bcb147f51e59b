package io.millrace.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

/** Makes a WebSocket of an HTTP/1.1 socket [RFC6455], and reads what comes on it. Belongs to its event loop. */
final class WebSocketUpgrade extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** Nobody has anything to say to us but ping and close, whose frames are of 125 bytes at most. */
    private static final int MAX_FRAME_BYTES = 16 * 1024;

    private final HttpBody out;

    private WebSocketUpgrade(HttpBody out) {
        this.out = out;
    }

    /** Answers {@code request}, which {@code HttpRequest.wantsWebSocket}; after this {@code out} may be written to. */
    static void start(Channel channel, HttpRequest request, HttpBody out) {
        var whole = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
        channel.pipeline().addLast(new WebSocketUpgrade(out));
        new WebSocketServerHandshaker13("", null, false, MAX_FRAME_BYTES)
                .handshake(channel, whole)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        channel.close();
                    }
                });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            out.end("closed by the client");
        } else if (frame instanceof PingWebSocketFrame) {
            context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a frame that is none, or too long; who sent it was told
    }
}

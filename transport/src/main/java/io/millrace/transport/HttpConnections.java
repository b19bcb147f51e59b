package io.millrace.transport;

import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the HTTP sockets of a listener share. Any thread may call. */
final class HttpConnections {
    /** At a time on one HTTP/2 connection: as many as browsers want. */
    private static final int MAX_STREAMS = 100;

    private final HttpHandler handler;
    private final HttpSettings settings;
    private final HttpCounters counters = new HttpCounters();
    private final OpenConnections open;
    private final Set<HttpRequests> sockets = ConcurrentHashMap.newKeySet(); // and streams of HTTP/2
    private final Set<Channel> http2 = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpConnections(HttpHandler handler, HttpSettings settings, OpenConnections open) {
        this.handler = handler;
        this.settings = settings;
        this.open = open;
    }

    HttpHandler handler() {
        return handler;
    }

    HttpSettings settings() {
        return settings;
    }

    HttpCounters counters() {
        return counters;
    }

    TransportCounters transportCounters() {
        return open.counters();
    }

    HttpRequestDecoder newDecoder() {
        return new HttpRequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxHeadBytes())
                .setMaxHeaderSize(settings.maxHeadBytes()));
    }

    /** Behind a {@link #newDecoder decoder}: answers the requests of HTTP/1.1. */
    void addHttp1(ChannelPipeline pipeline, Opening opening) {
        pipeline.addLast(
                new HttpResponseEncoder(), new HttpRequests(pipeline.channel(), this, opening, new RepeatedHeaders()));
    }

    /** Serves HTTP/2 [RFC9113], each stream as if it were a socket. */
    void addHttp2(ChannelPipeline pipeline, Opening opening) {
        Channel connection = pipeline.channel();
        var headers = new RepeatedHeaders(); // of all its streams, which are on one event loop
        http2.add(connection);
        connection.closeFuture().addListener(done -> http2.remove(connection));
        var codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .maxHeaderListSize(settings.maxHeadBytes()))
                .build();
        var end = new Http2End(codec, settings.stalled().toMillis());
        var streams = new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                end.begins(stream);
                stream.pipeline()
                        .addLast(
                                new Http2StreamFrameToHttpObjectCodec(true),
                                new HttpRequests(stream, HttpConnections.this, opening, headers));
            }
        });
        var idle = new IdleStateHandler(0, 0, 2 * settings.idle().toNanos(), TimeUnit.NANOSECONDS);
        pipeline.addLast(idle, codec, streams, end);
        if (closed) {
            connection.close();
        }
    }

    /** On the socket's event loop. */
    void opened(HttpRequests socket, EventLoop loop) {
        sockets.add(socket);
        open.ticker(loop).add(socket);
        if (closed) {
            socket.end();
        }
    }

    /** On the socket's event loop. */
    void closed(HttpRequests socket, EventLoop loop) {
        sockets.remove(socket);
        open.ticker(loop).remove(socket);
    }

    /** Ends all, each after what it was sent. */
    void close() {
        closed = true;
        sockets.forEach(HttpRequests::end);
        http2.forEach(Channel::close);
    }

    /** Ends a connection that is idle, or breaks the protocol, of which the other side has been told. */
    private static final class Http2End extends ChannelInboundHandlerAdapter {
        private final Http2FrameCodec codec;
        private final long stalledMillis;
        private int streams; // without those that have ended and whose peer has not taken that

        private Http2End(Http2FrameCodec codec, long stalledMillis) {
            this.codec = codec;
            this.stalledMillis = stalledMillis;
        }

        private void begins(Channel stream) {
            streams++;
            stream.closeFuture().addListener(ended -> streams--);
        }

        /** What is of no stream has been dealt with. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                if (streams == 0) { // an answer may have nothing to say for long
                    codec.gracefulShutdownTimeoutMillis(stalledMillis);
                    context.close();
                }
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

/** Sockets and event loops: the carriers of RTMP. Netty does not show through. */
@org.jspecify.annotations.NullMarked
module io.millrace.transport {
    requires static org.jspecify;
    requires transitive io.millrace.hub;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires io.netty.codec.http;
    requires static io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.classes.kqueue;
    requires org.slf4j;

    exports io.millrace.transport;
    exports io.millrace.transport.http;
}

package io.millrace.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections to servers and gives each a {@link ConnectionHandler}. Any thread may use it. Of its settings, the
 * limits of how many connections there may be are a listener's only.
 */
public final class TcpConnector implements AutoCloseable {
    private final EventLoops loops;
    private final TransportSettings settings;
    private final OpenConnections open = new OpenConnections();

    public TcpConnector(EventLoops loops, TransportSettings settings) {
        this.loops = loops;
        this.settings = settings;
    }

    /**
     * Opens one.
     *
     * @param address resolved: a name would have to be looked up, for which nothing here may wait
     * @param timeout until the peer has accepted, and again until TLS stands; at most 24 days
     * @param tls the server that is meant; null for no TLS
     * @param handlers makes the connection's handler, on its event loop, before anything is received; it may
     *     send at once
     * @return completed on that event loop; with an {@link IOException} in the operating system's words where nobody accepts
     * @throws IllegalArgumentException if {@code address} is not resolved
     */
    public CompletableFuture<Connection> connect(
            InetSocketAddress address,
            Duration timeout,
            @Nullable TlsPeer tls,
            Function<Connection, ConnectionHandler> handlers) {
        return connect(address, timeout, tls, null, handlers);
    }

    /**
     * Opens one through HTTP requests, as {@link #connect(InetSocketAddress, Duration, TlsPeer, Function)} does without.
     *
     * @param timeout once more until the server has opened a session
     * @param host as the user wrote it, with the port unless it is the scheme's own: what HTTP requests name
     * @return failed with an {@link IOException} too where the server does not tunnel RTMP
     * @throws IllegalArgumentException if {@code address} is not resolved, or {@code host} cannot be in a request
     */
    public CompletableFuture<Connection> connectThroughHttp(
            InetSocketAddress address,
            Duration timeout,
            @Nullable TlsPeer tls,
            String host,
            Function<Connection, ConnectionHandler> handlers) {
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("host '" + host + "' (expected: visible ASCII)");
        }
        return connect(address, timeout, tls, host, handlers);
    }

    private CompletableFuture<Connection> connect(
            InetSocketAddress address,
            Duration timeout,
            @Nullable TlsPeer tls,
            @Nullable String httpHost,
            Function<Connection, ConnectionHandler> handlers) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(address + " is not resolved");
        }
        if (open.isClosed()) {
            return CompletableFuture.failedFuture(new IOException("the client is closed")); // its loops may be too
        }
        CompletableFuture<Connection> result = new CompletableFuture<>();
        ChannelFuture connect = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE))
                .handler(new Connecting(tls, address.getPort(), timeout, httpHost, handlers, result))
                .connect(address);
        connect.addListener(done -> failed(connect, result));
        if (connect.isDone()) {
            failed(connect, result); // where the threads have ended, no listener is called
        }
        return result;
    }

    /** The same without TLS. */
    public CompletableFuture<Connection> connect(
            InetSocketAddress address, Duration timeout, Function<Connection, ConnectionHandler> handlers) {
        return connect(address, timeout, null, handlers);
    }

    /**
     * A server that speaks TLS.
     *
     * @param host as the user wrote it: the name that its certificate must have
     */
    public record TlsPeer(ClientTls tls, String host) {}

    /** What happened on the connections; {@code accepted} are those that a server has accepted. */
    public TransportCounters counters() {
        return open.counters();
    }

    /** Closes every connection, each after its last bytes are out, and every one that is being opened. */
    @Override
    public void close() {
        open.closeAll("client closes");
    }

    private static void failed(ChannelFuture connect, CompletableFuture<Connection> result) {
        Throwable cause = connect.cause();
        if (cause != null) {
            result.completeExceptionally(failure(cause));
        }
    }

    private static IOException failure(Throwable cause) {
        return cause instanceof IOException known && known.getClass() == IOException.class
                ? known
                : new IOException(NetworkErrors.text(cause), cause);
    }

    /**
     * Gives its place to the connection as soon as there is one, so that this misses nothing: whoever waits for the future may
     * come later than the first bytes.
     */
    private final class Connecting extends ChannelInboundHandlerAdapter {
        private final @Nullable TlsPeer tls;
        private final int port;
        private final Duration timeout;
        private final @Nullable String httpHost; // null for no HTTP
        private final Function<Connection, ConnectionHandler> handlers;
        private final CompletableFuture<Connection> result;

        private Connecting(
                @Nullable TlsPeer tls,
                int port,
                Duration timeout,
                @Nullable String httpHost,
                Function<Connection, ConnectionHandler> handlers,
                CompletableFuture<Connection> result) {
            this.tls = tls;
            this.port = port;
            this.timeout = timeout;
            this.httpHost = httpHost;
            this.handlers = handlers;
            this.result = result;
        }

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            if (tls != null) {
                SslHandler handler = tls.tls().handler(context.alloc(), tls.host(), port);
                handler.setHandshakeTimeoutMillis(timeout.toMillis());
                context.pipeline().addFirst(handler);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            open.counters().accepted.increment();
            context.channel()
                    .closeFuture()
                    .addListener(closed -> open.counters().closed.increment());
            if (tls == null) {
                connected(context);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    connected(context);
                } else {
                    open.counters().tlsFailures.increment();
                    failed(context, new IOException(NetworkErrors.tlsText(handshake.cause()), handshake.cause()));
                }
            }
        }

        private void connected(ChannelHandlerContext context) {
            SocketChannel channel = (SocketChannel) context.channel();
            InetSocketAddress remote = channel.remoteAddress();
            if (remote == null) { // gone before we looked
                failed(context, new IOException("Connection reset by peer"));
                return;
            }
            try {
                TcpConnection.limitUnsent(channel);
                var opening = new Opening(remote, System.nanoTime(), tls != null);
                if (httpHost != null) {
                    Function<String, ClientTunnel> sessions =
                            id -> new ClientTunnel(channel, httpHost, id, opening, open, settings, handlers);
                    context.pipeline()
                            .addAfter(
                                    context.name(),
                                    null,
                                    new TunnelOpening(channel, httpHost, timeout, sessions, result));
                    context.pipeline().replace(this, null, new HttpResponseDecoder());
                    return;
                }
                var connection = new TcpConnection(channel, opening, open, settings, handlers);
                context.pipeline().replace(this, null, connection);
                result.complete(connection);
            } catch (RuntimeException e) {
                failed(context, e);
            }
        }

        private void failed(ChannelHandlerContext context, Exception cause) {
            context.close();
            result.completeExceptionally(cause);
        }

        /** What failed in TLS has been told. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(context, failure(cause));
        }
    }
}

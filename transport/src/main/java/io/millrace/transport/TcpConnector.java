package io.millrace.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
     * @param timeout until the peer has accepted; at most 24 days
     * @param handlers makes the connection's handler, on its event loop, before anything is received; it may
     *     send at once
     * @return completed on that event loop; with an {@link IOException} in the operating system's words where nobody accepts
     * @throws IllegalArgumentException if {@code address} is not resolved
     */
    public CompletableFuture<Connection> connect(
            InetSocketAddress address, Duration timeout, Function<Connection, ConnectionHandler> handlers) {
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
                .handler(new Opening(handlers, result))
                .connect(address);
        connect.addListener(done -> failed(connect, result));
        if (connect.isDone()) {
            failed(connect, result); // where the threads have ended, no listener is called
        }
        return result;
    }

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
    private final class Opening extends ChannelInboundHandlerAdapter {
        private final Function<Connection, ConnectionHandler> handlers;
        private final CompletableFuture<Connection> result;

        private Opening(Function<Connection, ConnectionHandler> handlers, CompletableFuture<Connection> result) {
            this.handlers = handlers;
            this.result = result;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            SocketChannel channel = (SocketChannel) context.channel();
            open.counters().accepted.increment();
            channel.closeFuture().addListener(closed -> open.counters().closed.increment());
            if (channel.remoteAddress() == null) { // gone before we looked
                channel.close();
                result.completeExceptionally(new IOException("Connection reset by peer"));
                return;
            }
            try {
                TcpConnection.limitUnsent(channel);
                var connection = new TcpConnection(channel, open, settings, handlers);
                context.pipeline().replace(this, null, connection);
                result.complete(connection);
            } catch (RuntimeException e) {
                channel.close();
                result.completeExceptionally(e);
            }
        }
    }
}

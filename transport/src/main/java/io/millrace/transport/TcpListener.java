package io.millrace.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts TCP connections on one address and gives each a {@link ConnectionHandler}. */
public final class TcpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TcpListener.class);

    private final TransportSettings settings;
    private final OpenConnections open = new OpenConnections();
    private final Function<Connection, ConnectionHandler> handlers;
    private final ConcurrentMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicLong lastRefusalLog = new AtomicLong(System.nanoTime() - 60_000_000_000L);
    private final Channel channel;

    /**
     * Binds and starts to accept.
     *
     * @param handlers makes the handler of a new connection, on that connection's event loop
     * @throws IOException when the address cannot be bound, with the operating system's reason
     */
    public TcpListener(
            EventLoops loops,
            InetSocketAddress address,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers)
            throws IOException {
        this.settings = settings;
        this.handlers = handlers;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Accepted())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(NetworkErrors.text(bound.cause()), bound.cause());
        }
        this.channel = bound.channel();
    }

    /** Where it listens; with the port that was chosen when 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    public TransportCounters counters() {
        return open.counters();
    }

    /** Stops accepting; connections go on. */
    public void stopAccepting() {
        channel.close().awaitUninterruptibly();
    }

    /** Closes every connection, each after its last bytes are out, and every one that was being accepted. */
    public void closeConnections(String reason) {
        open.closeAll(reason);
    }

    @Override
    public void close() {
        stopAccepting();
        closeConnections("server stops");
    }

    private boolean admits(InetAddress address) {
        open.counters().accepted.increment();
        int ofAddress = perAddress.merge(address, 1, Integer::sum);
        boolean tooMany = open.counters().open() > settings.maxConnections();
        boolean tooManyOfAddress =
                settings.maxConnectionsPerAddress() > 0 && ofAddress > settings.maxConnectionsPerAddress();
        if (tooMany || tooManyOfAddress) {
            open.counters().refused.increment();
            logRefusal(address, tooMany);
            return false;
        }
        return true;
    }

    /** Whatever became of it: refused, served, or met by a fault of ours. */
    private void left(InetAddress address) {
        open.counters().closed.increment();
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Once a second at most: a flood of connections must not become a flood of log lines. */
    private void logRefusal(InetAddress address, boolean tooMany) {
        long now = System.nanoTime();
        long last = lastRefusalLog.get();
        if (now - last > 1_000_000_000L && lastRefusalLog.compareAndSet(last, now)) {
            log.warn(
                    "refused a connection from {}: {} ({} refused so far)",
                    address.getHostAddress(),
                    tooMany
                            ? settings.maxConnections() + " connections are open (rtmp.max-connections)"
                            : settings.maxConnectionsPerAddress()
                                    + " connections of that address are open (rtmp.max-connections-per-address)",
                    open.counters().refused.sum());
        }
    }

    private final class Accepted extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel accepted) {
            if (accepted.remoteAddress() == null) {
                accepted.close(); // gone before we looked
                return;
            }
            InetAddress address = accepted.remoteAddress().getAddress();
            boolean admitted = admits(address);
            accepted.closeFuture().addListener(closed -> left(address));
            if (!admitted) {
                accepted.close();
                return;
            }
            TcpConnection.limitUnsent(accepted);
            accepted.pipeline().addLast(new TcpConnection(accepted, open, settings, handlers));
        }
    }
}

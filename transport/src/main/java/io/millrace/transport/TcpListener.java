package io.millrace.transport;

import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpResponse;
import io.millrace.transport.http.HttpSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Accepts TCP connections on some addresses, finds out what each carries, and gives it a {@link ConnectionHandler}. Any thread may
 * call.
 */
public final class TcpListener implements AutoCloseable {
    static final Logger log = LoggerFactory.getLogger(TcpListener.class);

    private final TransportSettings settings;
    private final Set<Channel> undecided = ConcurrentHashMap.newKeySet(); // nobody knows yet what they carry
    private final OpenConnections open = new OpenConnections();
    private final Function<Connection, ConnectionHandler> handlers;
    private final ConnectionLimits limits;
    private final Tunnels tunnels;
    private final RareLog refusals = new RareLog(log, Level.WARN, "refused a connection from", open.counters().refused);
    private final RareLog tlsFailures = new RareLog(log, Level.INFO, "TLS failed with", open.counters().tlsFailures);
    private final RareLog proxyFailures =
            new RareLog(log, Level.WARN, "no header of the PROXY protocol from", open.counters().proxyFailures);
    private final HttpConnections http;
    private final List<Channel> channels = new ArrayList<>(); // that accept

    /** One for TCP alone, as {@link #TcpListener(EventLoops, List, TransportSettings, Function)}. */
    public TcpListener(
            EventLoops loops,
            InetSocketAddress address,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers)
            throws IOException {
        this(loops, List.of(ListenerSettings.plain(address)), settings, handlers);
    }

    /** One without pages: {@link #TcpListener(EventLoops, List, TransportSettings, Function, HttpHandler, HttpSettings)}. */
    public TcpListener(
            EventLoops loops,
            List<ListenerSettings> all,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers)
            throws IOException {
        this(
                loops,
                all,
                settings,
                handlers,
                exchange -> exchange.respond(HttpResponse.of(404)),
                HttpSettings.defaults());
    }

    /**
     * Binds and starts to accept. Limits and counters are of all addresses together.
     *
     * @param handlers makes the handler of a new connection, on that connection's event loop
     * @param requests answers HTTP requests that are none of the tunnel's
     * @throws ListenException when an address cannot be bound, with the operating system's reason
     */
    public TcpListener(
            EventLoops loops,
            List<ListenerSettings> all,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers,
            HttpHandler requests,
            HttpSettings httpSettings)
            throws IOException {
        this.settings = settings;
        this.handlers = handlers;
        this.limits = new ConnectionLimits(settings);
        this.tunnels = new Tunnels(open, settings, handlers, limits, refusals);
        this.http = new HttpConnections(requests, httpSettings, open);
        for (ListenerSettings listening : all) {
            try {
                channels.add(bind(loops, listening, channels.size()));
            } catch (IOException e) {
                stopAccepting();
                throw e;
            }
        }
    }

    /** Nobody can listen on an address. */
    public static final class ListenException extends IOException {
        private static final long serialVersionUID = 1;

        private final InetSocketAddress address;
        private final int index;

        private ListenException(InetSocketAddress address, int index, String reason, Throwable cause) {
            super(reason, cause);
            this.address = address;
            this.index = index;
        }

        /** Which of the listener's settings it is, from 0. */
        public int index() {
            return index;
        }

        public InetSocketAddress address() {
            return address;
        }
    }

    private Channel bind(EventLoops loops, ListenerSettings listening, int index) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Accepted(listening))
                .bind(listening.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ListenException(listening.address(), index, NetworkErrors.text(bound.cause()), bound.cause());
        }
        return bound.channel();
    }

    /** Where it listens first; with the port that was chosen when 0 was asked for. */
    public InetSocketAddress address() {
        return addresses().getFirst();
    }

    /** Where it listens, in the order given. */
    public List<InetSocketAddress> addresses() {
        return channels.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    public TransportCounters counters() {
        return open.counters();
    }

    public HttpCounters httpCounters() {
        return http.counters();
    }

    /** Stops accepting; connections go on. */
    public void stopAccepting() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Closes every connection, each after its last bytes are out, and every one that was being accepted. */
    public void closeConnections(String reason) {
        undecided.forEach(Channel::close);
        open.closeAll(reason);
        tunnels.close();
        http.close();
    }

    @Override
    public void close() {
        stopAccepting();
        closeConnections("server stops");
    }

    // ---- from connections that are being opened, on their event loops ----

    /** It is known who connects: by the socket, or by what a proxy says. */
    void identified(SocketChannel channel, ListenerSettings listening, Opening opening) {
        InetAddress address = opening.client().getAddress();
        String complaint = limits.addSocket(channel, address);
        if (complaint != null) {
            refuse(channel, address, complaint);
        } else if (!listening.isPlain()) {
            channel.pipeline().addLast(new CarrierDetector(this, listening, opening));
        } else if (admits(channel, address)) {
            undecided.remove(channel);
            channel.pipeline().addLast(connection(channel, opening));
        }
    }

    /** Whether there may be one more connection from there; it is counted until it is closed. */
    private boolean admits(SocketChannel channel, InetAddress address) {
        String complaint = limits.add(address);
        if (complaint != null) {
            refuse(channel, address, complaint);
            return false;
        }
        channel.closeFuture().addListener(closed -> limits.remove(address));
        return true;
    }

    /** It carries RTMP as it is, which it says by {@code handler}, whose bytes are not read yet. */
    void carriesRtmp(
            ChannelHandlerContext context, ChannelHandler handler, ListenerSettings listening, Opening opening) {
        SocketChannel channel = (SocketChannel) context.channel();
        InetAddress address = opening.client().getAddress();
        undecided.remove(channel);
        if (!listening.has(opening.tls(), false)) {
            refuse(
                    channel,
                    address,
                    "it carries " + Carrier.of(opening.tls(), false) + " (carriers here: " + listening.carriers()
                            + ")");
        } else if (admits(channel, address)) {
            context.pipeline().replace(handler, null, connection(channel, opening));
        }
    }

    /**
     * It carries HTTP requests, of a kind that is allowed here.
     *
     * @param isHttp2 whether it begins as HTTP/2 does
     */
    void carriesHttp(
            ChannelHandlerContext context,
            ChannelHandler handler,
            ListenerSettings listening,
            Opening opening,
            boolean isHttp2) {
        SocketChannel channel = (SocketChannel) context.channel();
        undecided.remove(channel);
        boolean pages = listening.hasPages(opening.tls());
        var traffic = new PageTraffic(channel, open, opening);
        if (pages) {
            channel.pipeline().addLast(traffic);
        }
        if (isHttp2 && pages) {
            traffic.begin();
            http.addHttp2(channel.pipeline(), opening);
        } else if (!pages) {
            channel.pipeline().addLast(new HttpRequestDecoder());
            addTunnel(channel, opening);
        } else {
            channel.pipeline().addLast(http.newDecoder());
            if (listening.has(opening.tls(), true)) {
                Duration limit = listening.firstBytes();
                channel.pipeline().addLast(new FirstRequest(this, traffic, opening, opening.firstBytesNanos(limit)));
            } else {
                addPages(channel, traffic, opening);
            }
        }
        context.pipeline().remove(handler);
    }

    void addTunnel(SocketChannel channel, Opening opening) {
        channel.pipeline().addLast(new TunnelRequests(channel, tunnels, opening));
    }

    void addPages(SocketChannel channel, PageTraffic traffic, Opening opening) {
        traffic.begin();
        http.addHttp1(channel.pipeline(), opening);
    }

    /** It does not get through TLS. */
    void tlsFailed(ChannelHandlerContext context, Opening opening, Throwable cause) {
        failed(context, opening, cause, tlsFailures);
    }

    /** A trusted proxy does not say for whom it connects. */
    void proxyFailed(ChannelHandlerContext context, Opening opening, Throwable cause) {
        failed(context, opening, cause, proxyFailures);
    }

    private static void failed(ChannelHandlerContext context, Opening opening, Throwable cause, RareLog trouble) {
        Throwable failure = NetworkErrors.cause(cause);
        if (failure instanceof IOException && !(failure instanceof SSLException)) {
            log.debug("{}: {}", opening.client(), failure.getMessage()); // it has gone
        } else {
            trouble.count(opening.client().getAddress(), NetworkErrors.text(failure));
        }
        context.close();
    }

    private TcpConnection connection(SocketChannel channel, Opening opening) {
        return new TcpConnection(channel, opening, open, settings, handlers);
    }

    private void refuse(SocketChannel channel, InetAddress address, String reason) {
        refusals.count(address, reason);
        channel.close();
    }

    private final class Accepted extends ChannelInitializer<SocketChannel> {
        private final ListenerSettings listening;

        private Accepted(ListenerSettings listening) {
            this.listening = listening;
        }

        @Override
        protected void initChannel(SocketChannel accepted) {
            InetSocketAddress remote = accepted.remoteAddress();
            if (remote == null) {
                accepted.close(); // gone before we looked
                return;
            }
            open.counters().accepted.increment();
            accepted.closeFuture().addListener(closed -> {
                open.counters().closed.increment();
                undecided.remove(accepted);
            });
            String complaint = limits.complaint(open.counters().open());
            if (complaint != null) {
                refuse(accepted, remote.getAddress(), complaint);
                return;
            }
            TcpConnection.limitUnsent(accepted);
            undecided.add(accepted);
            var opening = new Opening(remote, System.nanoTime(), false);
            if (listening.isTrusted(remote.getAddress())) {
                accepted.pipeline()
                        .addLast(new HAProxyMessageDecoder(), new ProxyHeader(TcpListener.this, listening, opening));
            } else {
                identified(accepted, listening, opening);
            }
            if (open.isClosed()) {
                accepted.close();
            }
        }
    }
}

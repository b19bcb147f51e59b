package io.millrace.server;

import io.millrace.server.config.AddressRanges;
import io.millrace.server.config.Carriers;
import io.millrace.server.config.HttpConfig;
import io.millrace.server.config.ListenerConfig;
import io.millrace.server.config.RtmpConfig;
import io.millrace.server.config.ServerConfig;
import io.millrace.transport.Carrier;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import io.millrace.transport.EventLoops;
import io.millrace.transport.ListenerSettings;
import io.millrace.transport.LogText;
import io.millrace.transport.ServerTls;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TransportSettings;
import io.millrace.transport.http.HttpDone;
import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens where the configuration says. For the thread that starts the server. */
final class Listeners {
    private static final Logger accessLog = LoggerFactory.getLogger("io.millrace.access");

    private final ServerConfig config;
    private final EventLoops loops;
    private final @Nullable ServerTls tls;
    private final Function<Connection, ConnectionHandler> rtmp;
    private final HttpHandler requests;

    /**
     * Nothing listens yet.
     *
     * @param tls empty where there is no certificate
     * @param rtmp makes the handler of a connection that carries RTMP
     * @param requests answers HTTP requests that are none of the tunnel's
     */
    Listeners(
            ServerConfig config,
            EventLoops loops,
            Optional<ServerTls> tls,
            Function<Connection, ConnectionHandler> rtmp,
            HttpHandler requests) {
        this.config = config;
        this.loops = loops;
        this.tls = tls.orElse(null);
        this.rtmp = rtmp;
        this.requests = requests;
    }

    /** For {@code rtmp} and {@code listeners}. */
    TcpListener rtmp() throws StartException {
        RtmpConfig first = config.rtmp();
        List<ListenerSettings> all = new ArrayList<>();
        all.add(settings("rtmp", first.bind(), first.port(), first.carriers(), first.trustedProxies()));
        for (var entry : config.listeners().entrySet()) {
            ListenerConfig more = entry.getValue();
            String place = "listeners." + entry.getKey();
            all.add(settings(place, more.bind(), more.port(), more.carriers(), more.trustedProxies()));
        }
        return listen(all, limits(first.maxConnections(), first.maxConnectionsPerAddress()), this::rtmpHint);
    }

    private String rtmpHint(int listener) {
        if (listener == 0) {
            return " (another port: --port or rtmp.port; another address: --bind or rtmp.bind)";
        }
        String name = List.copyOf(config.listeners().keySet()).get(listener - 1);
        return " (another port: listeners." + name + ".port; another address: listeners." + name + ".bind)";
    }

    /** For {@code http}; empty if that is not wanted. */
    Optional<TcpListener> http() throws StartException {
        HttpConfig http = config.http();
        if (!http.enabled()) {
            return Optional.empty();
        }
        Set<Carrier> carriers = tls == null ? EnumSet.of(Carrier.HTTP) : EnumSet.of(Carrier.HTTP, Carrier.HTTPS);
        return Optional.of(listen(
                List.of(settings("http", http.bind(), http.port(), new Carriers(carriers), http.trustedProxies())),
                limits(http.maxConnections(), http.maxConnectionsPerAddress()),
                listener ->
                        " (another port: --http-port or http.port; another address: http.bind; none: http.enabled)"));
    }

    /** {@code hint} says of the one that cannot, by its place in {@code all}, what to do about it. */
    private TcpListener listen(List<ListenerSettings> all, TransportSettings limits, IntFunction<String> hint)
            throws StartException {
        try {
            return new TcpListener(loops, all, limits, rtmp, requests, httpSettings());
        } catch (TcpListener.ListenException e) {
            InetSocketAddress address = e.address();
            String where = address.getAddress().isAnyLocalAddress()
                    ? "port " + address.getPort()
                    : address.getHostString() + ":" + address.getPort();
            throw new StartException("cannot listen on " + where + ": " + e.getMessage() + hint.apply(e.index()), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private ListenerSettings settings(String place, String bind, int port, Carriers carriers, AddressRanges proxies)
            throws StartException {
        InetSocketAddress address = bind.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(bind, port);
        if (address.isUnresolved()) {
            throw new StartException(place + ".bind: unknown host " + bind);
        }
        Set<Carrier> allowed = carriers.of(tls != null);
        if (tls == null && allowed.stream().anyMatch(Carrier::isTls)) {
            throw new StartException(
                    place + ".carriers: " + carriers + " needs a certificate (tls.certificate and tls.key)");
        }
        return new ListenerSettings(
                address, allowed, tls, proxies.ranges(), config.rtmp().handshakeTimeout());
    }

    private TransportSettings limits(int maxConnections, int maxConnectionsPerAddress) {
        TransportSettings standard = TransportSettings.defaults();
        return new TransportSettings(
                maxConnections,
                maxConnectionsPerAddress,
                config.streams().stalledViewerTimeout(),
                standard.maxPieceBytes(),
                standard.maxUnsentBytes(),
                standard.linger());
    }

    private HttpSettings httpSettings() {
        HttpSettings standard = HttpSettings.defaults();
        return new HttpSettings(
                standard.maxHeadBytes(),
                standard.maxBodyBytes(),
                config.http().idleTimeout(),
                standard.unanswered(),
                config.streams().stalledViewerTimeout(),
                standard.maxPieceBytes(),
                standard.maxUnsentBytes(),
                config.http().accessLog() ? Listeners::log : done -> {});
    }

    /** Without the query, which may hold keys. */
    private static void log(HttpDone done) {
        accessLog.info(
                "{} {} {} {} {} bytes {}",
                LogText.of(done.request().client()),
                LogText.of(done.request().method()),
                LogText.of(done.request().path()),
                done.status(),
                done.bodyBytes(),
                LogText.of(Duration.ofMillis(done.nanos() / 1_000_000)));
    }
}

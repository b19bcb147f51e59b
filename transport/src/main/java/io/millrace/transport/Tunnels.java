package io.millrace.transport;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The tunnel sessions of a listener, and the sockets that carry their requests. A session belongs to no socket: who knows its
 * id may ask for it. Any thread may call.
 */
final class Tunnels {
    /** Nobody guesses 128 bits; in 22 characters, since FFmpeg has room for 64. */
    private static final int ID_BYTES = 16;

    private final OpenConnections open;
    private final TransportSettings settings;
    private final Function<Connection, ConnectionHandler> handlers;
    private final RareLog refusals;
    private final RareLog httpRefusals;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, ServerTunnel> sessions = new ConcurrentHashMap<>();
    private final ConnectionLimits limits;
    private final Set<TunnelRequests> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** {@code refusals} are told whom there is no room for, and why. */
    Tunnels(
            OpenConnections open,
            TransportSettings settings,
            Function<Connection, ConnectionHandler> handlers,
            ConnectionLimits limits,
            RareLog refusals) {
        this.open = open;
        this.settings = settings;
        this.handlers = handlers;
        this.limits = limits;
        this.refusals = refusals;
        this.httpRefusals =
                new RareLog(TcpListener.log, Level.INFO, "refused an HTTP request of", open.counters().httpRefusals);
    }

    TransportSettings settings() {
        return settings;
    }

    /**
     * Opens a session, which runs on {@code loop}, on which this is called.
     *
     * @return its id; null when there are too many
     */
    @Nullable
    String open(Opening opening, EventLoop loop) {
        InetAddress address = opening.client().getAddress();
        String complaint = closed ? "the server stops" : limits.add(address);
        if (complaint != null) {
            refusals.count(address, complaint);
            return null;
        }
        byte[] bits = new byte[ID_BYTES];
        random.nextBytes(bits);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        boolean opened = false;
        try {
            sessions.put(id, new ServerTunnel(loop, opening, open, settings, handlers, () -> ended(id, address)));
            opened = true;
        } finally {
            if (!opened) {
                limits.remove(address);
            }
        }
        return id;
    }

    /** A request that is none of the tunnel, or of no session. */
    void refused(Opening opening, String reason) {
        httpRefusals.count(opening.client().getAddress(), reason);
    }

    @Nullable
    ServerTunnel session(String id) {
        return sessions.get(id);
    }

    private void ended(String id, InetAddress address) {
        sessions.remove(id);
        limits.remove(address);
        closeSockets();
    }

    /** On the socket's event loop. */
    void opened(TunnelRequests socket, EventLoop loop) {
        sockets.add(socket);
        open.ticker(loop).add(socket);
        closeSockets();
    }

    /** On the socket's event loop. */
    void closed(TunnelRequests socket, EventLoop loop) {
        sockets.remove(socket);
        open.ticker(loop).remove(socket);
    }

    /** Opens no session any more, and closes the sockets when the last one has ended. */
    void close() {
        closed = true;
        closeSockets();
    }

    private void closeSockets() {
        if (closed && sessions.isEmpty()) {
            sockets.forEach(TunnelRequests::close);
        }
    }
}

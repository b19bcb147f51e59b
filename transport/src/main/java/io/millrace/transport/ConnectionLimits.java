package io.millrace.transport;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many RTMP connections a listener may have, in all and of one address, whatever carries them: those with a socket of their
 * own and the sessions of the HTTP tunnel are counted together. Sockets, which may carry requests of a session or nothing yet,
 * are counted beside them, and there may be {@value #SOCKETS_PER_CONNECTION} times as many. Any thread may call.
 */
final class ConnectionLimits {
    private static final int SOCKETS_PER_CONNECTION = 2;

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger connections = new AtomicInteger();
    private final AddressCounts perAddress;
    private final AddressCounts socketsPerAddress;

    ConnectionLimits(TransportSettings settings) {
        max = settings.maxConnections();
        maxPerAddress = settings.maxConnectionsPerAddress();
        perAddress = new AddressCounts(maxPerAddress);
        socketsPerAddress = new AddressCounts((int) Math.min(Integer.MAX_VALUE, sockets(maxPerAddress)));
    }

    private static long sockets(int connections) {
        return (long) SOCKETS_PER_CONNECTION * connections;
    }

    /** Why there is no room for {@code open} sockets; null if there is. */
    @Nullable
    String complaint(long open) {
        return open > sockets(max) ? sockets(max) + " sockets are open (twice rtmp.max-connections)" : null;
    }

    /** Counts a socket of {@code address} until it is closed; says why not if there is no room for it. */
    @Nullable
    String addSocket(Channel socket, InetAddress address) {
        if (!socketsPerAddress.add(address)) {
            return sockets(maxPerAddress)
                    + " sockets of that address are open (twice rtmp.max-connections-per-address)";
        }
        socket.closeFuture().addListener(closed -> socketsPerAddress.remove(address));
        return null;
    }

    /** Counts a connection of {@code address} until {@link #remove}; says why not if there is no room for it. */
    @Nullable
    String add(InetAddress address) {
        if (connections.incrementAndGet() > max) {
            connections.decrementAndGet();
            return max + " connections are open (rtmp.max-connections)";
        }
        if (!perAddress.add(address)) {
            connections.decrementAndGet();
            return maxPerAddress + " connections of that address are open (rtmp.max-connections-per-address)";
        }
        return null;
    }

    void remove(InetAddress address) {
        perAddress.remove(address);
        connections.decrementAndGet();
    }
}

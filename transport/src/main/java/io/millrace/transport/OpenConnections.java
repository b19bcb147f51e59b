package io.millrace.transport;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections that one listener accepted, or one connector opened. Any thread may ask to close them. */
final class OpenConnections {
    private final TransportCounters counters = new TransportCounters();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<EventLoop, Ticker> tickers = new ConcurrentHashMap<>();
    private volatile @Nullable String closeReason;

    TransportCounters counters() {
        return counters;
    }

    /** Closes every connection, each after its last bytes are out, and every one that is yet to be opened. */
    void closeAll(String reason) {
        closeReason = reason; // before the loop: who is not in the set yet will see it
        for (Connection connection : connections) {
            connection.loop().execute(() -> connection.close(reason));
        }
    }

    boolean isClosed() {
        return closeReason != null;
    }

    /** Called on {@code loop}, which is the connection's. */
    <C extends Connection & Ticked> void opened(C connection, EventLoop loop) {
        connections.add(connection);
        ticker(loop).add(connection);
        String reason = closeReason;
        if (reason != null) {
            loop.execute(() -> connection.close(reason)); // not now: it has no pipeline yet
        }
    }

    <C extends Connection & Ticked> void closed(C connection, EventLoop loop) {
        connections.remove(connection);
        ticker(loop).remove(connection);
    }

    /** Of {@code loop}, on which this is called. */
    Ticker ticker(EventLoop loop) {
        return tickers.computeIfAbsent(loop, Ticker::new);
    }
}

package io.millrace.client.inspect;

import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import io.millrace.transport.EventLoops;
import io.millrace.transport.TcpConnector;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A transparent proxy: what a client sends goes to the server as it is and at once, and the other way; copies of it are
 * inspected on a thread of their own. Nothing is left out of the inspection: where whoever reads its lines is slower than
 * the traffic, the traffic waits. A peer that takes nothing slows down the one that sends to it, for as long as it likes.
 *
 * <p>All connections run on one event loop. Any thread may call.
 */
public final class InspectProxy implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** For the last bytes of a peer that has closed. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    /** It is the proxy's peers that decide when one of them is too slow, not the proxy. */
    private static final TransportSettings SETTINGS =
            new TransportSettings(10_000, 0, Duration.ofDays(365), 256 * 1024, Integer.MAX_VALUE, LINGER);

    private final EventLoops loops;
    private final TcpConnector connector;
    private final TcpListener listener;
    private final InspectionQueue queue;
    private final InetSocketAddress target;
    private int count;

    InspectProxy(
            InetSocketAddress listen,
            InetSocketAddress target,
            String host,
            InspectOptions options,
            Consumer<? super Event> out)
            throws IOException {
        this.target = target;
        queue = new InspectionQueue(options, host, out);
        loops = EventLoops.start(EventLoops.Kind.AUTO, 1);
        connector = new TcpConnector(loops, SETTINGS);
        try {
            listener = new TcpListener(loops, listen, SETTINGS, this::accepted);
        } catch (IOException e) {
            loops.close();
            queue.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** What the connections that have ended came to. */
    public InspectResult result() {
        return queue.result();
    }

    /**
     * Why nothing is shown any more, while the proxy goes on: what the taker of the lines threw, or why files cannot be
     * written. Empty while all is well.
     */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(queue.failure());
    }

    /** Ends all connections, and waits until all that they sent has been shown. */
    @Override
    public void close() {
        listener.close();
        connector.close();
        loops.close();
        queue.close();
    }

    private ConnectionHandler accepted(Connection client) {
        var connection = new InspectedConnection(++count, client, target, queue);
        connector
                .connect(target, CONNECT_TIMEOUT, connection::opened)
                .whenComplete((opened, failure) -> connection.connected(failure));
        return connection.client();
    }
}

package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import io.millrace.transport.EventLoops;
import io.millrace.transport.TcpConnector;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transparent proxy: what a client sends goes to the server as it is and at once, and the other way; copies of it are
 * inspected on a thread of their own. Nothing is left out of the inspection: where whoever reads its lines is slower than
 * the traffic, the traffic waits. A peer that takes nothing slows down the one that sends to it, for as long as it likes.
 *
 * <p>All connections run on one event loop. Any thread may call.
 */
public final class InspectProxy implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Bytes that wait for a peer before nothing more is read for it. */
    static final int MAX_WAITING_BYTES = 256 * 1024;

    /** How long until it is looked again whether a peer has taken what waits; nothing tells it. */
    static final long LOOK_AGAIN_MILLIS = 5;

    /** It is the proxy's peers that decide when one of them is too slow, not the proxy. */
    private static final TransportSettings SETTINGS =
            new TransportSettings(10_000, 0, Duration.ofDays(365), 256 * 1024, Integer.MAX_VALUE);

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
    public Optional<Exception> failure() {
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
        return new Proxied(++count, client).client;
    }

    /** One client and its connection to the server. Belongs to the event loop. */
    private final class Proxied {
        private final int number;
        private final End client;
        private final End server;
        private boolean ended;

        Proxied(int number, Connection connection) {
            this.number = number;
            client = new End(Direction.TO_SERVER);
            server = new End(Direction.TO_CLIENT);
            client.peer = server;
            server.peer = client;
            client.connection = connection;
            connection.pauseReading();
            queue.opened(number, text(connection.remoteAddress()), text(target));
            var unused = connector
                    .connect(target, CONNECT_TIMEOUT, opened -> {
                        server.connection = opened;
                        return server;
                    })
                    .whenComplete((opened, failure) -> {
                        if (failure == null) {
                            client.resumeWhenTaken();
                        } else {
                            end("no connection to " + text(target) + ": " + failure.getMessage());
                            connection.close("no connection to the server");
                        }
                    });
        }

        private void end(String reason) {
            if (!ended) {
                ended = true;
                queue.closed(number, reason);
            }
        }

        /** The connection to the client, or that to the server: what it sends goes to its peer. */
        private final class End implements ConnectionHandler {
            private final Direction direction;
            private End peer = this;
            private @Nullable Connection connection;
            private boolean paused;
            private boolean closed;

            End(Direction direction) {
                this.direction = direction;
            }

            @Override
            public void received(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                Bytes data = Bytes.wrap(copy);
                if (peer.connection != null) {
                    peer.connection.send(data);
                }
                if (!ended) {
                    queue.add(number, direction, data);
                }
                if (!paused && mustWait()) {
                    paused = true;
                    opened().pauseReading();
                    lookAgain(this::resumeWhenTaken);
                }
            }

            @Override
            public void readComplete() {
                if (peer.connection != null) {
                    peer.connection.flush();
                }
            }

            @Override
            public void tick(long nowNanos) {}

            @Override
            public void closed(String reason, boolean orderly) {
                closed = true;
                peer.closeWhenSent(reason);
                end((direction == Direction.TO_SERVER ? "client: " : "server: ") + reason);
            }

            private Connection opened() {
                return Objects.requireNonNull(connection);
            }

            private boolean mustWait() {
                return queue.isFull()
                        || (peer.connection != null && peer.connection.waitingBytes() > MAX_WAITING_BYTES);
            }

            private void resumeWhenTaken() {
                if (closed) {
                    return;
                }
                if (mustWait()) {
                    lookAgain(this::resumeWhenTaken);
                } else {
                    paused = false;
                    opened().resumeReading();
                }
            }

            /** Its last bytes may take their time, too. */
            private void closeWhenSent(String reason) {
                if (closed || connection == null) {
                    return;
                }
                if (connection.waitingBytes() > 0) {
                    connection.flush();
                    lookAgain(() -> closeWhenSent(reason));
                } else {
                    connection.close(reason);
                }
            }

            private void lookAgain(Runnable task) {
                var unused = opened().loop().schedule(task, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}

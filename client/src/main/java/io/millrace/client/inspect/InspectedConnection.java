package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of a proxy, and the connection to the server that is opened for it: what one sends goes to the other, and a copy
 * of it into the {@link InspectionQueue}. Belongs to the event loop of both.
 */
final class InspectedConnection {
    /** Bytes that wait for a peer before nothing more is read for it. */
    private static final int MAX_WAITING_BYTES = 256 * 1024;

    /** How long until it is looked again whether a peer has taken what waits; nothing tells it. */
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final int number;
    private final InspectionQueue queue;
    private final String target;
    private final End client = new End(Direction.TO_SERVER);
    private final End server = new End(Direction.TO_CLIENT);
    private boolean ended;

    /**
     * Nothing is read from the client until {@link #connected}.
     *
     * @param number of this connection, for the events
     */
    InspectedConnection(int number, Connection connection, InetSocketAddress target, InspectionQueue queue) {
        this.number = number;
        this.queue = queue;
        this.target = text(target);
        client.peer = server;
        server.peer = client;
        client.connection = connection;
        connection.pauseReading();
        queue.opened(number, text(connection.remoteAddress()), this.target);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Takes what the client sends. */
    ConnectionHandler client() {
        return client;
    }

    /** Takes what the server sends. */
    ConnectionHandler opened(Connection connection) {
        server.connection = connection;
        return server;
    }

    /** Whether the connection to the server is {@link #opened}, or cannot be: then with the reason. */
    void connected(@Nullable Throwable failure) {
        if (failure != null) {
            end("no connection to " + target + ": " + failure.getMessage());
            client.opened().close("no connection to the server");
            return;
        }
        server.sendEarly();
        if (client.closed) {
            server.closeWhenSent("the client has gone");
        } else {
            client.resumeWhenTaken();
        }
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

        /** What came for it before it was open: a read or two, as a client that leaves is read in spite of the pause. */
        private final List<Bytes> early = new ArrayList<>();

        End(Direction direction) {
            this.direction = direction;
        }

        @Override
        public void received(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            Bytes data = Bytes.wrap(copy);
            peer.send(data);
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

        private void send(Bytes data) {
            if (connection == null) {
                early.add(data);
            } else {
                connection.send(data);
            }
        }

        private void sendEarly() {
            early.forEach(opened()::send);
            early.clear();
            opened().flush();
        }

        private boolean mustWait() {
            return queue.isFull() || (peer.connection != null && peer.connection.waitingBytes() > MAX_WAITING_BYTES);
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

        /** Its last bytes may take their time, too. One that is not open yet is closed when it is. */
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

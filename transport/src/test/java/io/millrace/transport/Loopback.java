package io.millrace.transport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** A listener on a free port of 127.0.0.1, its connections, and plain sockets as their peers. */
final class Loopback implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;
    private static final int SMALL_BUFFER_BYTES = 16 * 1024;

    static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    final TcpListener listener;
    private final EventLoops loops;
    private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> peers = new CopyOnWriteArrayList<>();

    Loopback(EventLoops loops, TransportSettings settings, Function<Connection, ? extends Recorder> handlers)
            throws IOException {
        this(loops, ListenerSettings.plain(ANY_PORT), settings, handlers);
    }

    Loopback(
            EventLoops loops,
            ListenerSettings listening,
            TransportSettings settings,
            Function<Connection, ? extends Recorder> handlers)
            throws IOException {
        this.loops = loops;
        listener = new TcpListener(loops, List.of(listening), settings, connection -> {
            Recorder handler = handlers.apply(connection);
            accepted.add(handler);
            return handler;
        });
    }

    Loopback(EventLoops.Kind kind, TransportSettings settings, Function<Connection, ? extends Recorder> handlers)
            throws IOException {
        this(EventLoops.start(kind, 2), settings, handlers);
    }

    /** Those that this machine has. */
    static Stream<EventLoops.Kind> kinds() {
        return Stream.of(EventLoops.Kind.EPOLL, EventLoops.Kind.KQUEUE, EventLoops.Kind.NIO)
                .filter(Loopback::isAvailable);
    }

    private static boolean isAvailable(EventLoops.Kind kind) {
        try {
            EventLoops.start(kind, 1).close();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    TransportCounters counters() {
        return listener.counters();
    }

    Socket connect() throws IOException {
        return connect(new Socket());
    }

    /** A peer that soon stops its sender when it does not read. */
    Socket connectWithSmallBuffer() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        return connect(socket);
    }

    private Socket connect(Socket socket) throws IOException {
        peers.add(socket);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(listener.address(), LIMIT_MILLIS);
        return socket;
    }

    /** The handler of the connection that was accepted next. */
    Recorder accepted() throws InterruptedException {
        Recorder next = accepted.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing was accepted");
        }
        return next;
    }

    /** Loops that end before their sockets leave to nobody what those have read. */
    @Override
    public void close() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        listener.close();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> listener.counters().open() == 0);
        loops.close();
    }
}

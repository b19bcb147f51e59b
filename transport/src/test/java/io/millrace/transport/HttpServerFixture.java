package io.millrace.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millrace.transport.http.HttpDone;
import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers of HTTP for a test, which leave nothing behind. */
@ExtendWith(LeakCheck.class)
abstract class HttpServerFixture {
    final Queue<HttpDone> done = new ConcurrentLinkedQueue<>();

    private final EventLoops loops = EventLoops.start(EventLoops.Kind.AUTO, 2);
    private final List<TcpListener> servers = new ArrayList<>();

    /** Loops that end before their sockets leave to nobody what those have read. */
    @AfterEach
    void close() {
        servers.forEach(server -> await().pollInterval(Duration.ofMillis(1))
                .until(() -> server.counters().open() == 0));
        loops.close();
    }

    /** The usual settings but for these. */
    HttpSettings settings(Duration idle, Duration stalled) {
        return settings(idle, HttpSettings.defaults().unanswered(), stalled);
    }

    HttpSettings settings(Duration idle, Duration unanswered, Duration stalled) {
        HttpSettings usual = HttpSettings.defaults();
        return new HttpSettings(
                usual.maxHeadBytes(),
                usual.maxBodyBytes(),
                idle,
                unanswered,
                stalled,
                usual.maxPieceBytes(),
                usual.maxUnsentBytes(),
                done::add);
    }

    TcpListener server(HttpHandler handler, HttpSettings settings, Set<Carrier> carriers, @Nullable ServerTls tls)
            throws IOException {
        return server(
                handler,
                settings,
                new ListenerSettings(Loopback.ANY_PORT, carriers, tls, List.of(), Duration.ofSeconds(60)));
    }

    TcpListener server(HttpHandler handler, HttpSettings settings, ListenerSettings address) throws IOException {
        var server = new TcpListener(
                loops, List.of(address), TransportSettings.defaults(), Recorder::new, handler, settings);
        servers.add(server);
        return server;
    }

    static Socket connect(TcpListener server) throws IOException {
        InetSocketAddress address = server.address();
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** The first line of what it answers to {@code sent}. */
    static String answer(TcpListener server, String sent) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(sent.getBytes(UTF_8));
            return line(socket);
        }
    }

    static String line(Socket socket) throws IOException {
        var line = new ByteArrayOutputStream();
        int next;
        while ((next = socket.getInputStream().read()) >= 0 && next != '\n') {
            line.write(next);
        }
        return line.toString(UTF_8).strip();
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.transport.TcpConnector.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client of the HTTP tunnel, with our server and with servers that are none. */
@ExtendWith(LeakCheck.class)
final class TunnelTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] LARGE = new byte[3 << 20];

    static {
        new Random(1).nextBytes(LARGE);
    }

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    private final EventLoops loops = EventLoops.start(EventLoops.Kind.AUTO, 2);
    private final TcpConnector connector = new TcpConnector(loops, settings());

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
    }

    @AfterEach
    void close() {
        connector.close();
        loops.close();
    }

    @Test
    @DisplayName("R-171: the HTTP tunnel carries the same bytes, both ways, and counts those inside")
    void carriesTheSameBytesBothWays() throws Exception {
        try (var server = server(Carrier.RTMPT, Echo::new)) {
            Recorder ours = connect(server, null);
            ours.onLoop(() -> {
                ours.connection.send(Bytes.wrap(LARGE));
                ours.connection.flush();
            });
            Recorder theirs = server.accepted();
            await().until(() -> ours.receivedBytes().length == LARGE.length);
            assertThat(ours.receivedBytes()).isEqualTo(LARGE);
            assertThat(ours.connection.carrier()).isEqualTo(Carrier.RTMPT);
            assertThat(ours.connection.remoteAddress()).isEqualTo(server.listener.address());
            assertThat(ours.connection.bytesReceived()).isEqualTo(LARGE.length);
            assertThat(theirs.connection.bytesReceived()).isEqualTo(LARGE.length);
        }
    }

    @Test
    void goesThroughTlsToo() throws Exception {
        try (var server = server(Carrier.RTMPTS, Echo::new)) {
            Recorder ours =
                    connect(server, ClientTls.trusting(certificates.rsa().certificate()));
            ours.onLoop(() -> {
                ours.send("through TLS and HTTP");
                ours.connection.flush();
            });
            await().until(() -> ours.receivedBytes().length == 20);
            assertThat(ours.receivedBytes()).asString(US_ASCII).isEqualTo("through TLS and HTTP");
            assertThat(server.accepted().connection.carrier()).isEqualTo(Carrier.RTMPTS);
            assertThat(server.counters().of(Carrier.RTMPTS).open()).isEqualTo(1);
        }
    }

    @Test
    void sourcesArePulledBothWays() throws Exception {
        try (var server = server(Carrier.RTMPT, Recorder::new);
                var up = new PlainStream();
                var down = new PlainStream()) {
            Recorder ours = connect(server, null);
            Recorder theirs = server.accepted();
            ours.onLoop(() -> up.playTo(ours.connection));
            theirs.onLoop(() -> down.playTo(theirs.connection));
            up.append(LARGE);
            down.append(LARGE);
            await().until(() -> ours.receivedBytes().length == LARGE.length);
            await().until(() -> theirs.receivedBytes().length == LARGE.length);
            assertThat(ours.receivedBytes()).isEqualTo(LARGE);
            assertThat(theirs.receivedBytes()).isEqualTo(LARGE);
        }
    }

    @Test
    void whatOursSentBeforeCloseArrives() throws Exception {
        try (var server = server(Carrier.RTMPT, Recorder::new)) {
            Recorder ours = connect(server, null);
            Recorder theirs = server.accepted();
            ours.onLoop(() -> {
                ours.connection.send(Bytes.wrap(LARGE));
                ours.connection.close("done");
            });
            assertThat(theirs.awaitEnd()).isEqualTo(new Recorder.End(ConnectionHandler.ENDED_BY_PEER, true));
            assertThat(theirs.receivedBytes()).isEqualTo(LARGE);
            assertThat(ours.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void whatTheServerSentBeforeCloseArrives() throws Exception {
        try (var server = server(Carrier.RTMPT, Recorder::new)) {
            Recorder ours = connect(server, null);
            Recorder theirs = server.accepted();
            theirs.onLoop(() -> {
                theirs.connection.send(Bytes.wrap(LARGE));
                theirs.connection.close("done");
            });
            assertThat(ours.awaitEnd()).isEqualTo(new Recorder.End(ConnectionHandler.CLOSED_BY_PEER, true));
            assertThat(ours.receivedBytes()).isEqualTo(LARGE);
            assertThat(theirs.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void closingTheConnectorEndsTheSession() throws Exception {
        try (var server = server(Carrier.RTMPT, Recorder::new)) {
            Recorder ours = connect(server, null);
            connector.close();
            assertThat(ours.awaitEnd().reason()).isEqualTo("client closes");
            assertThat(server.accepted().awaitEnd().orderly()).isTrue();
        }
    }

    @Test
    void pausedClientLeavesAnswersWhereTheyAre() throws Exception {
        try (var server = server(Carrier.RTMPT, Recorder::new)) {
            Recorder ours = connect(server, null);
            Recorder theirs = server.accepted();
            ours.onLoop(ours.connection::pauseReading);
            theirs.onLoop(() -> {
                theirs.connection.send(Bytes.wrap(LARGE));
                theirs.connection.flush();
            });
            ours.awaitTick();
            assertThat(ours.receivedBytes()).hasSizeLessThan(LARGE.length);
            ours.onLoop(ours.connection::resumeReading);
            await().until(() -> ours.receivedBytes().length == LARGE.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 404 Not Found|Content-Length: 0||, the server opens no tunnel: it answered 404 Not Found",
        "HTTP/1.1 200 OK|Content-Length: 2|| |, the server opens no tunnel: it answered no session id",
        "SSH-2.0-OpenSSH|, the server does not speak HTTP there",
        "'', the server closed the connection before it opened a tunnel"
    })
    void serverThatOpensNoTunnelIsSaidToBeOne(String answer, String reason) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            CompletableFuture<Connection> opening =
                    connector.connectThroughHttp(address, LIMIT, null, "there:80", Recorder::new);
            try (Socket peer = server.accept()) {
                String request = new String(peer.getInputStream().readNBytes(OPEN.length()), US_ASCII);
                assertThat(request).isEqualTo(OPEN);
                peer.getOutputStream().write(answer.replace("|", "\r\n").getBytes(US_ASCII));
                peer.shutdownOutput();
                assertThatThrownBy(() -> opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(IOException.class)
                        .hasMessage(reason);
            }
        }
    }

    private static final String OPEN = "POST /open/1 HTTP/1.1\r\nHost: there:80\r\nUser-Agent: Shockwave Flash\r\n"
            + "Accept: */*\r\nContent-Type: application/x-fcs\r\nContent-Length: 1\r\nConnection: Keep-Alive\r\n"
            + "Cache-Control: no-cache\r\n\r\n\0";

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, closed by peer, true",
        "500 Internal Server Error, connection lost: the server answered 500 Internal Server Error, false"
    })
    void sessionEndsByWhatTheServerAnswers(String status, String reason, boolean orderly) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            var handler = new CompletableFuture<Recorder>();
            CompletableFuture<Connection> opening = connector.connectThroughHttp(
                    address, LIMIT, null, "there", connection -> made(handler, connection));
            try (Socket peer = server.accept()) {
                peer.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nid\nHTTP/1.1 " + status
                                        + "\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(US_ASCII));
                Connection connection = opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(connection.carrier()).isEqualTo(Carrier.RTMPT);
                assertThat(handler.join().awaitEnd()).isEqualTo(new Recorder.End(reason, orderly));
            }
        }
    }

    @Test
    void hostMustFitIntoAHeader() {
        assertThatThrownBy(() -> connector.connectThroughHttp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        LIMIT,
                        null,
                        "a\r\nb",
                        Recorder::new))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Echo extends Recorder {
        Echo(Connection connection) {
            super(connection);
        }

        @Override
        void onReceived(byte[] bytes) {
            connection.send(Bytes.wrap(bytes));
        }
    }

    private Recorder connect(Loopback server, @Nullable ClientTls tls) throws Exception {
        var handler = new CompletableFuture<Recorder>();
        connector
                .connectThroughHttp(
                        server.listener.address(),
                        LIMIT,
                        tls == null ? null : new TlsPeer(tls, "localhost"),
                        "localhost",
                        connection -> made(handler, connection))
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return handler.join();
    }

    private static Recorder made(CompletableFuture<Recorder> handler, Connection connection) {
        handler.complete(new Recorder(connection));
        return handler.join();
    }

    private static Loopback server(Carrier carrier, Function<Connection, ? extends Recorder> handlers)
            throws Exception {
        return new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, 2),
                new ListenerSettings(
                        Loopback.ANY_PORT,
                        Set.of(carrier),
                        carrier.isTls() ? certificates.tls() : null,
                        List.of(),
                        LIMIT),
                settings(),
                handlers);
    }

    /** All that is sent may wait. */
    private static TransportSettings settings() {
        return new TransportSettings(100, 0, LIMIT, 64 * 1024, 16 << 20, LIMIT);
    }
}

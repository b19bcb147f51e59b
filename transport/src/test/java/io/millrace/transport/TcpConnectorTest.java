package io.millrace.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.transport.EventLoops.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
final class TcpConnectorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void handlerGetsWhatTheServerSaysFirst(Kind kind) throws Exception {
        try (var loops = EventLoops.start(kind, 1);
                var connector = new TcpConnector(loops, TransportSettings.defaults());
                var server = server()) {
            CompletableFuture<Recorder> handler = new CompletableFuture<>();
            CompletableFuture<Connection> opening =
                    connector.connect(addressOf(server), LIMIT, connection -> made(handler, connection));
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("welcome".getBytes(UTF_8));
                peer.shutdownOutput();
                Connection connection = get(opening);
                Recorder recorder = get(handler);
                assertThat(recorder.awaitEnd().orderly()).isTrue();
                assertThat(recorder.receivedBytes()).asString().isEqualTo("welcome");
                assertThat(connection.remoteAddress()).isEqualTo(addressOf(server));
            }
            assertThat(connector.counters().accepted.sum()).isEqualTo(1);
        }
    }

    @Test
    void whatWasSentBeforeCloseArrivesBeforeTheEnd() throws Exception {
        try (var loops = EventLoops.start(Kind.AUTO, 1);
                var connector = new TcpConnector(loops, TransportSettings.defaults());
                var server = server()) {
            CompletableFuture<Recorder> handler = new CompletableFuture<>();
            CompletableFuture<Connection> opening =
                    connector.connect(addressOf(server), LIMIT, connection -> made(handler, connection));
            try (Socket peer = server.accept()) {
                get(opening);
                get(handler).onLoop(() -> {
                    handler.join().send("the last words");
                    handler.join().connection.close("done");
                });
                assertThat(peer.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("the last words");
            }
            assertThat(get(handler).awaitEnd().reason()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void nobodyThereIsAnExceptionInTheSystemsWords(Kind kind) throws Exception {
        InetSocketAddress nobody;
        try (var server = server()) {
            nobody = addressOf(server);
        }
        try (var loops = EventLoops.start(kind, 1);
                var connector = new TcpConnector(loops, TransportSettings.defaults())) {
            CompletableFuture<Connection> opening = connector.connect(nobody, LIMIT, Recorder::new);
            assertThatThrownBy(() -> get(opening))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Connection refused");
            assertThat(connector.counters().open()).isZero();
        }
    }

    @Test
    void closingTheConnectorClosesItsConnections() throws Exception {
        try (var loops = EventLoops.start(Kind.AUTO, 1);
                var server = server()) {
            CompletableFuture<Recorder> handler = new CompletableFuture<>();
            try (var connector = new TcpConnector(loops, TransportSettings.defaults())) {
                get(connector.connect(addressOf(server), LIMIT, connection -> made(handler, connection)));
            }
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(get(handler).awaitEnd().reason()).isEqualTo("client closes");
        }
    }

    @Test
    void whoIsClosedConnectsNoMore() throws Exception {
        try (var loops = EventLoops.start(Kind.AUTO, 1);
                var server = server()) {
            var connector = new TcpConnector(loops, TransportSettings.defaults());
            connector.close();

            assertThatThrownBy(() -> get(connector.connect(addressOf(server), LIMIT, Recorder::new)))
                    .hasRootCauseMessage("the client is closed");
        }
    }

    @Test
    void addressMustBeResolved() {
        try (var loops = EventLoops.start(Kind.AUTO, 1);
                var connector = new TcpConnector(loops, TransportSettings.defaults())) {
            var address = InetSocketAddress.createUnresolved("name.invalid", 1935);
            assertThatThrownBy(() -> connector.connect(address, LIMIT, Recorder::new))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name.invalid");
        }
    }

    private static Recorder made(CompletableFuture<Recorder> handler, Connection connection) {
        var recorder = new Recorder(connection);
        handler.complete(recorder);
        return recorder;
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static InetSocketAddress addressOf(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}

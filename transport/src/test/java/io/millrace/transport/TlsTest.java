package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.transport.TcpConnector.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener and a connector of ours with each other; real clients of others are in the end-to-end tests. */
final class TlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
    }

    @Test
    @DisplayName("R-171: TLS carries the same bytes, both ways, and counts those inside")
    void carriesTheSameBytes() throws Exception {
        byte[] text = new byte[300_000];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (i * 7);
        }
        try (var server = new Server(Set.of(Carrier.RTMPS));
                var client = new Client()) {
            Recorder ours =
                    client.connect(server, ClientTls.trusting(certificates.rsa().certificate()));
            ours.onLoop(() -> {
                ours.connection.send(Bytes.wrap(text));
                ours.connection.flush();
            });
            Recorder theirs = server.loopback.accepted();
            await().until(() -> ours.receivedBytes().length == text.length);
            assertThat(ours.receivedBytes()).isEqualTo(text);
            assertThat(theirs.connection.carrier()).isEqualTo(Carrier.RTMPS);
            assertThat(theirs.connection.bytesReceived()).isEqualTo(text.length);
            assertThat(theirs.connection.bytesSent()).isEqualTo(text.length);
            assertThat(server.loopback.counters().of(Carrier.RTMPS).open()).isEqualTo(1);
            ours.onLoop(() -> ours.connection.close("done"));
            assertThat(theirs.awaitEnd()).isEqualTo(new Recorder.End(ConnectionHandler.CLOSED_BY_PEER, true));
            assertThat(ours.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void onePortTellsPlainFromTls() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMP, Carrier.RTMPS));
                var client = new Client()) {
            Recorder plain = client.connect(server, null);
            plain.onLoop(() -> {
                plain.send("\3 plain");
                plain.connection.flush();
            });
            assertThat(server.loopback.accepted().connection.carrier()).isEqualTo(Carrier.RTMP);
            Recorder tls = client.connect(server, ClientTls.insecure());
            tls.onLoop(() -> {
                tls.send("\3 tls");
                tls.connection.flush();
            });
            assertThat(server.loopback.accepted().connection.carrier()).isEqualTo(Carrier.RTMPS);
            await().until(() -> plain.receivedBytes().length == 7 && tls.receivedBytes().length == 5);
        }
    }

    @Test
    void plainPeerOfAListenerForTlsIsRefused() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMPS))) {
            Socket peer = server.loopback.connect();
            peer.getOutputStream().write(3);
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThat(server.loopback.counters().refused.sum()).isEqualTo(1);
        }
    }

    @Test
    void garbageInTlsEndsItsConnectionOnly() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMP, Carrier.RTMPS))) {
            Socket peer = server.loopback.connect();
            peer.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 9, 9, 9, 9, 9});
            while (peer.getInputStream().read() >= 0) {
                // an alert
            }
            await().until(() -> server.loopback.counters().open() == 0);
            assertThat(server.loopback.counters().tlsFailures.sum()).isEqualTo(1);
        }
    }

    @Test
    void serverThatIsNotVouchedForIsRefused() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMPS));
                var client = new Client()) {
            assertThatThrownBy(() -> client.connect(server, ClientTls.verified()))
                    .cause()
                    .hasMessageStartingWith("the server's certificate is not accepted: ");
            assertThatThrownBy(() -> client.connect(
                            server, ClientTls.trusting(certificates.other().certificate())))
                    .cause()
                    .hasMessageStartingWith("the server's certificate is not accepted: ");
            assertThatThrownBy(() -> client.connect(
                            server,
                            "another.example",
                            ClientTls.trusting(certificates.rsa().certificate())))
                    .cause()
                    .hasMessageContaining("another.example");
        }
    }

    @Test
    void pinnedKeyIsAllThatCounts() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMPS));
                var client = new Client()) {
            client.connect(
                    server,
                    "another.example",
                    ClientTls.pinned(certificates.rsa().pin()));
            assertThatThrownBy(() -> client.connect(
                            server, ClientTls.pinned(certificates.other().pin())))
                    .cause()
                    .hasMessageContaining(
                            "the server's key is " + certificates.rsa().pin());
        }
    }

    @Test
    void certificateIsChosenByTheNameThatTheClientGives() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMPS));
                var client = new Client()) {
            client.connect(
                    server,
                    "other.example",
                    ClientTls.pinned(certificates.other().pin()));
            client.connect(
                    server,
                    "a.wild.example",
                    ClientTls.pinned(certificates.wild().pin()));
            client.connect(
                    server,
                    "unknown.example",
                    ClientTls.pinned(certificates.rsa().pin()));
            client.connect(
                    server, "127.0.0.1", ClientTls.pinned(certificates.rsa().pin())); // which names no host
        }
    }

    @Test
    void certificatesAreReplacedForThoseWhoComeLater() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMPS));
                var client = new Client()) {
            Recorder early =
                    client.connect(server, ClientTls.pinned(certificates.rsa().pin()));
            server.tls.replace(List.of(certificates.other().load()));
            client.connect(server, ClientTls.pinned(certificates.other().pin()));
            assertThatThrownBy(() -> server.tls.replace(List.of())).isInstanceOf(IOException.class);
            client.connect(server, ClientTls.pinned(certificates.other().pin()));
            early.onLoop(() -> {
                early.send("still here");
                early.connection.flush();
            });
            await().until(() -> early.receivedBytes().length == 10);
        }
    }

    @Test
    void clientsMayHaveToShowACertificate() throws Exception {
        var strict = new ServerTls(
                List.of(certificates.rsa().load()),
                ServerTls.ClientCertificates.REQUIRED,
                certificates.other().certificate());
        try (var server = new Server(Set.of(Carrier.RTMPS), strict);
                var client = new Client()) {
            Recorder without = client.connect(server, ClientTls.insecure()); // TLS 1.3 tells it later
            assertThat(without.awaitEnd().reason()).contains("certificate");
            await().until(() -> server.loopback.counters().tlsFailures.sum() == 1);
        }
    }

    @Test
    void serverWithoutTlsIsSaidToHaveNone() throws Exception {
        try (var server = new Server(Set.of(Carrier.RTMP), "\3 no idea".getBytes(StandardCharsets.UTF_8));
                var client = new Client()) {
            assertThatThrownBy(() -> client.connect(server, ClientTls.insecure()))
                    .cause()
                    .hasMessage("the server does not speak TLS there");
        }
    }

    @Test
    void helloThatComesLateLeavesTheHandshakeTheRestOfTheTime() throws Exception {
        var opening = new Opening(Loopback.ANY_PORT, System.nanoTime(), false);
        try (var server = new Server(Set.of(Carrier.RTMPS))) {
            var listening =
                    new ListenerSettings(Loopback.ANY_PORT, Set.of(Carrier.RTMPS), server.tls, List.of(), LIMIT);
            var channel = new EmbeddedChannel(new CarrierDetector(server.loopback.listener, listening, opening));
            ByteBuf hello = clientHello();
            channel.writeInbound(hello.readRetainedSlice(10));
            long atFirst = opening.firstBytesNanos(LIMIT) / 1_000_000;
            await().until(() -> opening.firstBytesNanos(LIMIT) / 1_000_000 + 1 < atFirst);
            channel.writeInbound(hello);
            assertThat(channel.pipeline().get(SslHandler.class).getHandshakeTimeoutMillis())
                    .isLessThan(atFirst)
                    .isPositive();
            channel.finishAndReleaseAll();
        }
    }

    private static ByteBuf clientHello() throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine();
        client.setUseClientMode(true);
        var hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        return Unpooled.wrappedBuffer(hello.flip());
    }

    @Test
    void clientCertificatesAreNothingWithoutThoseWhoVouchForThem() throws Exception {
        List<TlsCertificate> own = List.of(certificates.rsa().load());
        Path ca = certificates.other().certificate();
        for (var asked : List.of(ServerTls.ClientCertificates.OPTIONAL, ServerTls.ClientCertificates.REQUIRED)) {
            assertThatThrownBy(() -> new ServerTls(own, asked, null)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new ServerTls(own, ServerTls.ClientCertificates.NONE, ca))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void silentConnectionsAreHandedOnWhenTheyHaveHadTheirTime() throws Exception {
        var hasty = new ListenerSettings(
                Loopback.ANY_PORT,
                Set.of(Carrier.RTMP, Carrier.RTMPS),
                certificates.tls(),
                List.of(),
                Duration.ofMillis(50));
        try (var loopback = new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, 1), hasty, TransportSettings.defaults(), Recorder::new)) {
            loopback.connect();
            assertThat(loopback.accepted().connection.bytesReceived()).isZero();
        }
    }

    private static final class Server implements AutoCloseable {
        final ServerTls tls;
        final Loopback loopback;

        /** Sends back what it receives. */
        Server(Set<Carrier> carriers) throws Exception {
            this(carriers, certificates.tls());
        }

        Server(Set<Carrier> carriers, ServerTls tls) throws Exception {
            this(carriers, tls, new byte[0]);
        }

        /** Sends always the same. */
        Server(Set<Carrier> carriers, byte[] answer) throws Exception {
            this(carriers, certificates.tls(), answer);
        }

        private Server(Set<Carrier> carriers, ServerTls tls, byte[] answer) throws Exception {
            this.tls = tls;
            loopback = new Loopback(
                    EventLoops.start(EventLoops.Kind.AUTO, 1),
                    new ListenerSettings(Loopback.ANY_PORT, carriers, tls, List.of(), LIMIT),
                    TransportSettings.defaults(),
                    connection -> new Recorder(connection) {
                        @Override
                        void onReceived(byte[] bytes) {
                            connection.send(Bytes.wrap(answer.length == 0 ? bytes : answer));
                        }
                    });
        }

        @Override
        public void close() throws IOException {
            loopback.close();
        }
    }

    private static final class Client implements AutoCloseable {
        private final EventLoops loops = EventLoops.start(EventLoops.Kind.AUTO, 1);
        private final TcpConnector connector = new TcpConnector(loops, TransportSettings.defaults());

        Recorder connect(Server server, @Nullable ClientTls tls) {
            return connect(server, "localhost", tls);
        }

        Recorder connect(Server server, String host, @Nullable ClientTls tls) {
            var handler = new ArrayList<Recorder>();
            CompletableFuture<Connection> opened = connector.connect(
                    server.loopback.listener.address(),
                    LIMIT,
                    tls == null ? null : new TlsPeer(tls, host),
                    connection -> {
                        handler.add(new Recorder(connection));
                        return handler.getFirst();
                    });
            opened.join();
            return handler.getFirst();
        }

        @Override
        public void close() {
            connector.close();
            loops.close();
        }
    }
}

package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.bytes.Bytes;
import io.millrace.transport.EventLoops.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
final class TcpListenerTest {
    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void oneConnectionTooManyIsClosedAtOnceAndTheOthersGoOn(Kind kind) throws Exception {
        try (var loopback = new Loopback(kind, limits(2, 0), Echo::new)) {
            Socket first = loopback.connect();
            loopback.accepted();
            Socket second = loopback.connect();
            Recorder leaving = loopback.accepted();
            Socket third = loopback.connect();
            assertThat(isClosed(third)).isTrue();
            assertThat(counters(loopback.counters())).containsAllEntriesOf(Map.of("accepted", 3L, "refused", 1L));
            assertEchoes(first);
            second.close();
            leaving.awaitEnd();
            assertEchoes(loopback.connect());
            assertThat(loopback.counters().open()).isEqualTo(2);
        }
    }

    @Test
    void oneAddressCannotTakeMoreThanItsShare() throws Exception {
        try (var loopback = new Loopback(Kind.AUTO, limits(10, 1), Echo::new)) {
            Socket first = loopback.connect();
            Recorder leaving = loopback.accepted();
            assertThat(isClosed(loopback.connect())).isTrue();
            assertThat(loopback.counters().refused.sum()).isEqualTo(1);
            assertEchoes(first);
            assertEchoes(from("127.0.0.2", loopback.listener.address()));
            first.close();
            leaving.awaitEnd();
            assertEchoes(loopback.connect()); // its place is free again
        }
    }

    @Test
    void countersTellWhatHappened() throws Exception {
        try (var loopback = new Loopback(Kind.AUTO, TransportSettings.defaults(), Echo::new)) {
            for (int i = 0; i < 5; i++) {
                assertEchoes(loopback.connect());
            }
            loopback.accepted().onLoop(() -> {});
            assertThat(counters(loopback.counters()))
                    .isEqualTo(Map.of(
                            "accepted", 5L,
                            "refused", 0L,
                            "closed", 0L,
                            "open", 5L,
                            "bytesReceived", 5L,
                            "bytesSent", 5L,
                            "pieces", 0L,
                            "stalled", 0L,
                            "tlsFailures", 0L));
        }
    }

    @Test
    void whoStopsAcceptingKeepsWhatItHas() throws Exception {
        try (var loopback = new Loopback(Kind.AUTO, TransportSettings.defaults(), Echo::new)) {
            Socket early = loopback.connect();
            loopback.accepted();
            loopback.listener.stopAccepting();
            assertThatThrownBy(loopback::connect).isInstanceOf(ConnectException.class);
            assertEchoes(early);
        }
    }

    @Test
    void closingEndsEveryConnectionInGoodOrder() throws Exception {
        try (var loopback = new Loopback(Kind.AUTO, TransportSettings.defaults(), Echo::new)) {
            Socket one = loopback.connect();
            Socket two = loopback.connect();
            Recorder first = loopback.accepted();
            Recorder second = loopback.accepted();
            loopback.listener.close();
            assertThat(one.getInputStream().read()).isEqualTo(-1);
            assertThat(two.getInputStream().read()).isEqualTo(-1);
            one.close();
            two.close();
            assertThat(first.awaitEnd()).isEqualTo(new Recorder.End("server stops", true));
            assertThat(second.awaitEnd()).isEqualTo(new Recorder.End("server stops", true));
            assertThat(loopback.counters().open()).isZero();
        }
    }

    @Test
    void closingEndsAConnectionThatIsBeingAccepted() throws Exception {
        var closeAll = new CompletableFuture<Runnable>();
        try (var loopback = new Loopback(Kind.AUTO, TransportSettings.defaults(), connection -> {
            closeAll.join().run(); // the listener does not know this connection yet
            return new Echo(connection);
        })) {
            closeAll.complete(() -> loopback.listener.closeConnections("server stops"));
            Socket peer = loopback.connect();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            peer.close();
            assertThat(loopback.accepted().awaitEnd()).isEqualTo(new Recorder.End("server stops", true));
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void portInUseSaysSo(Kind kind) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var loops = EventLoops.start(kind, 1)) {
            var address = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> new TcpListener(loops, address, TransportSettings.defaults(), Echo::new))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already in use");
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void listensOnIpv6(Kind kind) throws Exception {
        InetAddress loopback6 = InetAddress.getByName("::1");
        assumeTrue(canBind(loopback6), "this machine has no IPv6 loopback");
        var handlers = new LinkedBlockingQueue<Recorder>();
        try (var loops = EventLoops.start(kind, 1);
                var listener = new TcpListener(
                        loops, new InetSocketAddress(loopback6, 0), TransportSettings.defaults(), connection -> {
                            var handler = new Echo(connection);
                            handlers.add(handler);
                            return handler;
                        });
                var peer = new Socket(loopback6, listener.address().getPort())) {
            assertEchoes(peer);
            Recorder handler = handlers.take();
            assertThat(handler.connection.remoteAddress().getAddress()).isInstanceOf(Inet6Address.class);
            assertThat(handler.connection.remoteAddress().getPort()).isEqualTo(peer.getLocalPort());
        }
    }

    /** Sends back what it receives. */
    private static final class Echo extends Recorder {
        Echo(Connection connection) {
            super(connection);
        }

        @Override
        void onReceived(byte[] bytes) {
            connection.send(Bytes.wrap(bytes));
        }
    }

    private static void assertEchoes(Socket peer) throws IOException {
        peer.getOutputStream().write('e');
        assertThat(peer.getInputStream().read()).isEqualTo('e');
    }

    /** Whether the other side ended it, in whatever way. */
    private static boolean isClosed(Socket peer) {
        try {
            return peer.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Socket from(String address, InetSocketAddress listener) throws IOException {
        return new Socket(listener.getAddress(), listener.getPort(), InetAddress.getByName(address), 0);
    }

    private static boolean canBind(InetAddress address) {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static TransportSettings limits(int maxConnections, int maxConnectionsPerAddress) {
        TransportSettings standard = TransportSettings.defaults();
        return new TransportSettings(
                maxConnections,
                maxConnectionsPerAddress,
                standard.stalledPeer(),
                standard.maxPieceBytes(),
                standard.maxUnsentBytes(),
                standard.linger());
    }

    private static Map<String, Long> counters(TransportCounters counters) {
        return Map.of(
                "accepted", counters.accepted.sum(),
                "refused", counters.refused.sum(),
                "closed", counters.closed.sum(),
                "open", counters.open(),
                "bytesReceived", counters.bytesReceived.sum(),
                "bytesSent", counters.bytesSent.sum(),
                "pieces", counters.pieces.sum(),
                "stalled", counters.stalled.sum(),
                "tlsFailures", counters.tlsFailures.sum());
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A fault in a handler costs its own connection, with the last bytes sent, and no other. */
@Execution(ExecutionMode.CONCURRENT)
final class TcpFaultsTest {
    @Test
    void handlerThatThrowsOnInput() throws Exception {
        endsOnlyTheFirst(
                connection -> new Recorder(connection) {
                    @Override
                    void onReceived(byte[] bytes) {
                        send("bye");
                        throw new IllegalStateException("on purpose");
                    }
                },
                "bye");
    }

    @Test
    void handlerThatThrowsAtTheEndOfARead() throws Exception {
        endsOnlyTheFirst(
                connection -> new Recorder(connection) {
                    @Override
                    public void readComplete() {
                        throw new IllegalStateException("on purpose");
                    }
                },
                "");
    }

    @Test
    void handlerThatThrowsOnATick() throws Exception {
        endsOnlyTheFirst(
                connection -> new Recorder(connection) {
                    @Override
                    public void tick(long nowNanos) {
                        throw new IllegalStateException("on purpose");
                    }
                },
                "");
    }

    @Test
    void handlerThatRunsOutOfStackOnATick() throws Exception {
        endsOnlyTheFirst(
                connection -> new Recorder(connection) {
                    @Override
                    public void tick(long nowNanos) {
                        throw new StackOverflowError("on purpose");
                    }
                },
                "");
    }

    @Test
    void sourceThatThrows() throws Exception {
        endsOnlyTheFirst(
                connection -> new Recorder(connection) {
                    @Override
                    void onReceived(byte[] bytes) {
                        connection.play(new FaultySource());
                    }
                },
                "");
    }

    /** The connections run on one event loop: what one breaks there, the other feels. */
    private static void endsOnlyTheFirst(Function<Connection, Recorder> faulty, String lastBytes) throws Exception {
        var number = new AtomicInteger();
        try (var loopback = new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, 1),
                TransportSettings.defaults(),
                connection -> number.incrementAndGet() == 1 ? faulty.apply(connection) : new Recorder(connection))) {
            Socket first = loopback.connect();
            Recorder broken = loopback.accepted();
            try (Socket second = loopback.connect()) {
                Recorder sound = loopback.accepted();
                first.getOutputStream().write('?');
                assertThat(new String(first.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo(lastBytes);
                first.close();
                assertThat(broken.awaitEnd()).isEqualTo(new Recorder.End("internal error", true));
                sound.awaitTick();
                sound.onLoop(() -> {
                    sound.send("!");
                    sound.connection.flush();
                });
                assertThat(second.getInputStream().read()).isEqualTo('!');
            }
        }
    }

    @Test
    void connectionWithoutAHandlerIsClosedAndNoLongerCounted() throws Exception {
        try (var loopback = new Loopback(EventLoops.Kind.AUTO, TransportSettings.defaults(), connection -> {
            throw new IllegalStateException("on purpose");
        })) {
            Socket peer = loopback.connect();
            assertThat(readEnd(peer)).isTrue();
            await().until(() -> loopback.counters().open() == 0);
        }
    }

    private static boolean readEnd(Socket peer) {
        try {
            return peer.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.millrace.transport.Loopback#kinds")
@ExtendWith(LeakCheck.class)
record TcpConnectionTest(EventLoops.Kind kind) {
    private Loopback loopback(Function<Connection, Recorder> handlers) throws IOException {
        return new Loopback(kind, TransportSettings.defaults(), handlers);
    }

    @Test
    void bytesReachTheHandlerInOrderAndAreCounted() throws Exception {
        byte[] sent = random(1_000_000);
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            for (int from = 0, step = 1; from < sent.length; from += step, step = step * 3 % 70_001) {
                peer.getOutputStream().write(sent, from, Math.min(step, sent.length - from));
            }
            peer.shutdownOutput();
            Recorder handler = loopback.accepted();
            assertThat(handler.awaitEnd()).isEqualTo(new Recorder.End("closed by peer", true));
            assertThat(handler.receivedBytes()).isEqualTo(sent);
            assertThat(handler.connection.bytesReceived()).isEqualTo(sent.length);
            assertThat(loopback.counters().bytesReceived.sum()).isEqualTo(sent.length);
        }
    }

    @Test
    void repliesToOneReadLeaveWithoutFlushInOrder() throws Exception {
        try (var loopback = loopback(connection -> new Recorder(connection) {
            @Override
            void onReceived(byte[] bytes) {
                send("one,");
                send("two,");
                send("three.");
            }
        })) {
            Socket peer = loopback.connect();
            peer.getOutputStream().write('?');
            assertThat(text(peer, "one,two,three.".length())).isEqualTo("one,two,three.");
            assertThat(loopback.accepted().connection.bytesSent()).isEqualTo("one,two,three.".length());
            assertThat(loopback.counters().bytesSent.sum()).isEqualTo("one,two,three.".length());
        }
    }

    @Test
    void whatIsSentBetweenReadsLeavesAtFlush() throws Exception {
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> {
                handler.send("unasked");
                handler.connection.flush();
            });
            assertThat(text(peer, 7)).isEqualTo("unasked");
        }
    }

    @Test
    @DisplayName("R-156: close lets all that was sent out first, then FIN")
    void closeFlushesThenEndsInGoodOrder() throws Exception {
        byte[] farewell = random(1_000_000);
        try (var loopback = loopback(connection -> new Recorder(connection) {
            @Override
            void onReceived(byte[] bytes) {
                connection.send(Bytes.wrap(farewell));
                connection.close("done");
                send("too late");
            }
        })) {
            Socket peer = loopback.connect();
            peer.getOutputStream().write('?');
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(farewell);
            peer.close();
            assertThat(loopback.accepted().awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    @DisplayName("R-156, IP-95: no reset overtakes the last bytes while the peer still sends")
    void closeReadsAndDropsWhatThePeerStillSends() throws Exception {
        byte[] farewell = random(500_000);
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(handler.connection::pauseReading);
            byte[] unread = new byte[4_000_000]; // more than the sockets hold
            var writer = Background.run(() -> write(peer, unread));
            await().until(() -> peer.getInputStream().available() == 0 && !writer.isDone());
            handler.onLoop(() -> {
                handler.connection.send(Bytes.wrap(farewell));
                handler.connection.close("done");
            });
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(farewell);
            writer.join();
            peer.close();
            assertThat(handler.awaitEnd()).isEqualTo(new Recorder.End("done", true));
            assertThat(handler.receivedBytes().length).isLessThan(unread.length);
            assertThat(handler.connection.bytesReceived()).isEqualTo(unread.length);
        }
    }

    @Test
    @DisplayName("R-054: what the window leaves no room for waits between messages, and replies pass it")
    void windowHoldsMediaBackAndNotReplies() throws Exception {
        byte[] large = random(1_000_000); // several writes, the first of which fills the window
        byte[] next = random(100);
        try (var stream = new PlainStream();
                var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> {
                handler.connection.limitOutput(1000);
                stream.playTo(handler.connection);
            });
            stream.append(large);
            assertThat(peer.getInputStream().readNBytes(large.length)).isEqualTo(large);
            stream.append(next);
            handler.onLoop(() -> {}); // it has been offered
            handler.onLoop(() -> {
                handler.send("reply");
                handler.connection.flush();
            });
            assertThat(text(peer, 5)).isEqualTo("reply");
            assertThat(handler.connection.bytesSent()).isEqualTo(large.length + 5);
            handler.onLoop(() -> handler.connection.acknowledged(large.length));
            assertThat(peer.getInputStream().readNBytes(next.length)).isEqualTo(next);
        }
    }

    @Test
    void piecesComeInOrderWithRepliesBetweenThem() throws Exception {
        int messages = 4000;
        int repliesEvery = 100;
        var settings = new TransportSettings(10, 0, Duration.ofSeconds(10), 5000, 1 << 20, Linger.PATIENCE);
        try (var stream = new PlainStream();
                var loopback = new Loopback(kind, settings, connection -> new Recorder(connection) {
                    @Override
                    void onReceived(byte[] bytes) {
                        for (byte request : bytes) {
                            connection.send(Bytes.of('R', request));
                        }
                    }
                })) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            var publisher = Background.run(() -> {
                for (int i = 0; i < messages; i++) {
                    stream.append(
                            ByteBuffer.allocate(1000).put((byte) 'M').putInt(i).array());
                }
            });
            var in = new DataInputStream(peer.getInputStream());
            int replies = 0;
            for (int message = 0; message < messages || replies < messages / repliesEvery; ) {
                if (in.readByte() == 'R') {
                    assertThat(in.readByte()).isEqualTo((byte) replies++);
                } else {
                    assertThat(in.readInt()).isEqualTo(message++);
                    in.skipNBytes(995);
                    if (message % repliesEvery == 0) {
                        peer.getOutputStream().write(message / repliesEvery - 1);
                    }
                }
            }
            publisher.join();
            assertThat(loopback.counters().pieces.sum()).isBetween(messages / 5L, (long) messages);
            long sent = messages * 1000L + replies * 2L;
            await().untilAsserted(
                            () -> assertThat(handler.connection.bytesSent()).isEqualTo(sent));
            assertThat(loopback.counters().bytesSent.sum()).isEqualTo(sent);
        }
    }

    @Test
    void sourceAndItsMemoryAreGivenBackWhenThePeerLeaves() throws Exception {
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            var stream = new PlainStream();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            stream.append("seen".getBytes(US_ASCII));
            assertThat(text(peer, 4)).isEqualTo("seen");
            assertThat(stream.viewers()).isEqualTo(1);
            // A piece released twice would have given back the slab that the stream still writes to.
            await().until(() -> handler.connection.bytesSent() == 4);
            assertThat(stream.hub.slabBytes()).isPositive();
            peer.close();
            handler.awaitEnd();
            assertThat(stream.viewers()).isZero();
            stream.close();
            assertThat(stream.hub.slabBytes()).isZero();
        }
    }

    @Test
    void pieceInFlightIsReleasedWhenItsWriteFails() throws Exception {
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connectWithSmallBuffer();
            var stream = new PlainStream();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            for (int i = 0; i < 200; i++) {
                stream.append(new byte[100_000]); // more than the sockets hold
            }
            await().until(() -> loopback.counters().pieces.sum() > 0);
            reset(peer);
            Recorder.End end = handler.awaitEnd();
            assertThat(end.orderly()).isFalse();
            assertThat(end.reason()).startsWith("connection lost: ");
            assertThat(handler.connection.bytesSent()).isLessThan(20_000_000);
            stream.close();
            assertThat(stream.viewers()).isZero();
            assertThat(stream.hub.slabBytes()).isZero();
        }
    }

    @Test
    void resetByThePeerIsNoOrderlyEnd() throws Exception {
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            reset(peer);
            Recorder.End end = handler.awaitEnd();
            assertThat(end.orderly()).isFalse();
            assertThat(end.reason()).startsWith("connection lost: ");
        }
    }

    @Test
    void resetAfterOurCloseLeavesTheReasonOurs() throws Exception {
        try (var loopback = loopback(Recorder::new)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> handler.connection.close("refused"));
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            reset(peer);
            assertThat(handler.awaitEnd()).isEqualTo(new Recorder.End("refused", true));
        }
    }

    @Test
    void pausedReadingHoldsThePeerUpAndLosesNothing() throws Exception {
        try (var loopback = loopback(connection -> new Recorder(connection) {
            @Override
            void onReceived(byte[] bytes) {
                if (receivedBytes().length == 1) {
                    connection.pauseReading();
                }
            }
        })) {
            Socket peer = loopback.connect();
            byte[] sent = random(20_000_000);
            Recorder handler = loopback.accepted();
            peer.getOutputStream().write(sent, 0, 1);
            await().until(() -> handler.receivedBytes().length == 1);
            var written = new AtomicInteger();
            var writer = Background.run(() -> {
                for (int from = 1; from < sent.length; from += 10_000) {
                    write(peer, Arrays.copyOfRange(sent, from, Math.min(sent.length, from + 10_000)));
                    written.set(from);
                }
            });
            // Once it has written more than one read takes, the handler would have it if reading went on.
            await().until(() -> written.get() > 100_000);
            handler.onLoop(() -> {});
            assertThat(handler.receivedBytes()).hasSize(1);
            handler.onLoop(handler.connection::resumeReading);
            writer.join();
            await().until(() -> handler.connection.bytesReceived() == sent.length);
            assertThat(handler.receivedBytes()).isEqualTo(sent);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String text(Socket peer, int length) throws IOException {
        return new String(peer.getInputStream().readNBytes(length), US_ASCII);
    }

    private static void write(Socket peer, byte[] bytes) {
        try {
            OutputStream out = peer.getOutputStream();
            out.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void reset(Socket peer) throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }
}

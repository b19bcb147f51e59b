package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Peers that take nothing, or little: they cost bounded memory and nobody else's time. */
@Execution(ExecutionMode.CONCURRENT)
final class TcpTimeLimitsTest {
    private static final int MIB = 1 << 20;
    private static final Duration LINGER = Duration.ofSeconds(30);

    @Test
    void viewerThatNeverReadsPinsOneWriteAndIsClosed() throws Exception {
        try (var stream = new PlainStream(MIB, true);
                var loopback = loopback(Duration.ofSeconds(1), 64 * 1024)) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            long mostBytes = 0;
            for (int i = 0; i < 1000; i++) {
                stream.append(new byte[50_000]);
                handler.onLoop(
                        () -> {}); // it has been offered: a viewer that is left behind would jump and never stall
                mostBytes = Math.max(mostBytes, stream.hub.slabBytes());
            }
            // The stream's bound, the slab that took it there, and the one the write in flight holds.
            assertThat(mostBytes).isLessThanOrEqualTo(MIB + 2 * MIB);
            assertThat(handler.awaitEnd().reason()).startsWith("took nothing for 1 s");
            assertThat(loopback.counters().stalled.sum()).isEqualTo(1);
            assertThat(stream.viewers()).isZero();
        }
    }

    @Test
    void viewerThatCrawlsIsClosedWhenItHoldsMemoryThatTheStreamGaveUp() throws Exception {
        try (var stream = new PlainStream(MIB, true);
                var loopback = loopback(Duration.ofSeconds(3), 16 * MIB)) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            stream.append(new byte[15 * MIB]);
            await().until(() -> loopback.counters().pieces.sum() == 1);
            for (int i = 0; i < 4; i++) {
                stream.append(new byte[MIB]);
            }
            var reader = Background.run(() -> crawl(handler, peer));
            assertThat(handler.awaitEnd().reason()).startsWith("took one write longer than 3 s");
            assertThat(loopback.counters().stalled.sum()).isEqualTo(1);
            reader.join();
        }
    }

    /** Takes a MiB a second, until the other side has had enough. */
    private static void crawl(Recorder handler, Socket peer) {
        try {
            while (!handler.hasEnded()) {
                handler.awaitTick();
                peer.getInputStream().readNBytes(MIB);
            }
        } catch (IOException closed) {
            // as it should be
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("R-054: a viewer that reads all and acknowledges nothing is closed when its window is full")
    void viewerThatNeverAcknowledgesIsClosed() throws Exception {
        try (var stream = new PlainStream(MIB, true);
                var loopback = loopback(Duration.ofSeconds(1), 64 * 1024)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> {
                handler.connection.limitOutput(1000);
                stream.playTo(handler.connection);
            });
            stream.append(new byte[1000]);
            assertThat(peer.getInputStream().readAllBytes()).hasSize(1000);
            assertThat(handler.awaitEnd().reason()).isEqualTo("acknowledged nothing for 1 s");
            assertThat(loopback.counters().stalled.sum()).isEqualTo(1);
        }
    }

    @Test
    void viewerThatTakesALargeMessageSlowlyIsLeftInPeace() throws Exception {
        try (var stream = new PlainStream(64 * MIB, false);
                var loopback = loopback(Duration.ofSeconds(3), 256 * 1024)) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> stream.playTo(handler.connection));
            stream.append(new byte[32 * MIB]);
            await().until(() -> loopback.counters().pieces.sum() == 1);
            handler.onLoop(() -> handler.send("reply"));
            for (int second = 0; second < 5; second++) {
                handler.awaitTick();
                assertThat(peer.getInputStream().readNBytes(2 * MIB)).hasSize(2 * MIB);
            }
            assertThat(peer.getInputStream().readNBytes(22 * MIB)).hasSize(22 * MIB);
            assertThat(peer.getInputStream().readNBytes(5)).asString().isEqualTo("reply");
            assertThat(loopback.counters().stalled.sum()).isZero();
        }
    }

    @Test
    void moreRepliesThanMayWaitEndTheConnection() throws Exception {
        try (var loopback = new Loopback(
                EventLoops.Kind.AUTO,
                new TransportSettings(10, 0, Duration.ofSeconds(10), 256 * 1024, MIB, LINGER),
                connection -> new Recorder(connection) {
                    @Override
                    void onReceived(byte[] bytes) {
                        for (byte request : bytes) {
                            connection.send(Bytes.wrap(new byte[64 * 1024]));
                        }
                    }
                })) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            while (!handler.hasEnded()) {
                try {
                    peer.getOutputStream().write('?');
                } catch (IOException closed) {
                    break;
                }
            }
            assertThat(handler.awaitEnd().reason()).isEqualTo("more than " + MIB + " bytes of replies wait");
            assertThat(loopback.counters().stalled.sum()).isEqualTo(1);
        }
    }

    @Test
    void peerThatKeepsAskingAndNeverReadsIsClosed() throws Exception {
        try (var loopback = new Loopback(
                EventLoops.Kind.AUTO,
                new TransportSettings(10, 0, Duration.ofSeconds(1), 256 * 1024, 64 * MIB, LINGER),
                connection -> new Recorder(connection) {
                    @Override
                    void onReceived(byte[] bytes) {
                        send("what waits grows with every question");
                    }
                })) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> {
                handler.connection.send(Bytes.wrap(new byte[32 * MIB])); // more than the sockets hold
                handler.connection.flush();
            });
            for (int tick = 0; tick < 5 && !handler.hasEnded(); tick++) {
                peer.getOutputStream().write('?');
                handler.awaitTick();
            }
            assertThat(handler.hasEnded()).isTrue();
            assertThat(handler.awaitEnd().reason()).isEqualTo("took nothing for 1 s");
        }
    }

    @Test
    @DisplayName("IP-95: a peer that does not close after us is closed all the same")
    void closeDoesNotWaitForThePeerForEver() throws Exception {
        try (var loopback = loopback(Duration.ofSeconds(10), 256 * 1024)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.onLoop(() -> handler.connection.close("done"));
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThat(handler.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void lastBytesMayTakeTheirTimeAsLongAsThePeerTakesSome() throws Exception {
        var settings = new TransportSettings(10, 0, Duration.ofSeconds(10), 256 * 1024, 64 * MIB, LINGER);
        try (var loopback = new Loopback(EventLoops.Kind.AUTO, settings, Recorder::new)) {
            Socket peer = loopback.connectWithSmallBuffer();
            Recorder handler = loopback.accepted();
            loopback.connect();
            Recorder clock = loopback.accepted();
            handler.onLoop(() -> {
                for (int i = 0; i < 16; i++) {
                    handler.connection.send(Bytes.wrap(new byte[2 * MIB]));
                    handler.connection.flush();
                }
                handler.connection.close("done");
            });
            for (int second = 0; second < 5; second++) {
                clock.awaitTick();
                assertThat(peer.getInputStream().readNBytes(2 * MIB)).hasSize(2 * MIB);
            }
            assertThat(peer.getInputStream().readAllBytes()).hasSize(22 * MIB);
            peer.close();
            assertThat(handler.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void silentPeerThatIsSentNothingIsNotStalled() throws Exception {
        try (var loopback = loopback(Duration.ofSeconds(1), 256 * 1024)) {
            Socket peer = loopback.connect();
            Recorder handler = loopback.accepted();
            handler.awaitTick();
            handler.awaitTick();
            handler.awaitTick();
            handler.onLoop(() -> {
                handler.send("!");
                handler.connection.flush();
            });
            assertThat(peer.getInputStream().read()).isEqualTo('!');
        }
    }

    private static Loopback loopback(Duration stalledPeer, int maxPieceBytes) throws IOException {
        var settings = new TransportSettings(10, 0, stalledPeer, maxPieceBytes, MIB, LINGER);
        return new Loopback(EventLoops.Kind.AUTO, settings, Recorder::new);
    }
}

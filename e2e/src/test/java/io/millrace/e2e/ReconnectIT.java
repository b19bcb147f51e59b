package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are asked to connect anew, and what their viewers see of it. */
class ReconnectIT {
    private static final int GOP = Frames.GOP;
    private static final Map<String, Object> RECONNECT = ReconnectingPlayer.ANNOUNCED;

    @Test
    @DisplayName("ER-040, ER-042, ER-043, ER-045: who announced it is asked on stream 0, and is served on")
    void asksThoseWhoCan() throws IOException {
        try (var server = TestServer.start();
                var publisher = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publisher.publish("cam");
            player.play("cam");
            var request = ReconnectRequest.of(new Clients.All())
                    .to("rtmp://other.example:1936/live")
                    .saying("Maintenance.");
            assertThat(outcome(server, request)).isEqualTo(new Outcome(1, 1));
            assertThat(server.running().rtmpCounters().reconnectsAsked.sum()).isEqualTo(1);
            assertThat(ServerLog.lines(":" + publisher.localAddress().getPort()
                            + " is asked to reconnect to rtmp://other.example"))
                    .isNotEmpty();

            Message message = publisher.readCommand("onStatus");
            assertThat(message.streamId()).isZero();
            assertThat(message.values().subList(1, 3)).containsExactly(0.0, null);
            assertThat(message.values().get(3))
                    .isEqualTo(Map.of(
                            "level", "status",
                            "code", "NetConnection.Connect.ReconnectRequest",
                            "description", "Maintenance.",
                            "tcUrl", "rtmp://other.example:1936/live"));
            Frames.sendVideo(publisher, streamId, 0, Frames.key(1));
            assertThat(Frames.nextVideo(player)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "ER-041, ER-045, IP-79: without tcUrl the place stays the same; those who cannot be asked are closed in the end")
    void closesTheOthers() throws IOException {
        try (var server = TestServer.start();
                var able = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var unable = RawRtmpPeer.connect(server.address(), "live")) {
            able.publish("cam");
            var request = ReconnectRequest.of(new Clients.All()).closingOthersAfter(Duration.ZERO);
            outcome(server, request);
            assertThat(able.status().containsKey("tcUrl")).isFalse();
            assertThat(unable.status().get("code")).isEqualTo("NetConnection.Connect.Closed");
            unable.awaitClosed();
            assertThat(able.awaitHandled()).isEmpty();
        }
    }

    @Test
    @DisplayName("ER-045: the clients of one application, of one stream, or one alone")
    void chosenClients() throws IOException {
        try (var server = TestServer.start();
                var publisher = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var player = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var other = RawRtmpPeer.connect(server.address(), "else", RECONNECT)) {
            publisher.publish("cam");
            player.play("cam");
            other.publish("cam");
            assertThat(outcome(server, ReconnectRequest.of(new Clients.OfStream("live/cam"))))
                    .isEqualTo(new Outcome(2, 0));
            assertThat(outcome(server, ReconnectRequest.of(new Clients.OfApplication("else"))))
                    .isEqualTo(new Outcome(1, 0));
            assertThat(outcome(server, ReconnectRequest.of(new Clients.OfApplication("nothing"))))
                    .isEqualTo(new Outcome(0, 0));
            assertThat(outcome(server, ReconnectRequest.of(new Clients.One(3)))).isEqualTo(new Outcome(1, 0));
            assertThat(publisher.awaitHandled()).hasSize(1);
            assertThat(player.awaitHandled()).hasSize(1);
            assertThat(other.awaitHandled()).hasSize(2);
        }
    }

    @Test
    @DisplayName(
            "ER-047, ER-044: a publisher that was asked takes its own stream over at a key frame, new connection first")
    void publisherReturnsFirst() throws IOException {
        try (var server = TestServer.start();
                var old = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int oldStream = old.publish("cam");
            player.play("cam");
            Frames.sendVideo(old, oldStream, 70_000, Frames.header(1));
            Frames.sendVideo(old, oldStream, 70_000, Frames.key(1));
            assertThat(Frames.nextVideo(player)).isEqualTo(1);
            outcome(server, ReconnectRequest.of(new Clients.OfStream("live/cam")));
            old.awaitStatus("NetConnection.Connect.ReconnectRequest");
            try (var fresh = RawRtmpPeer.connect(server.address(), "live", RECONNECT)) {
                int freshStream = fresh.publish("cam");
                Frames.sendVideo(old, oldStream, 70_040, Frames.inter(2));
                old.awaitHandled();
                Frames.sendVideo(fresh, freshStream, 0, Frames.header(3));
                Frames.sendVideo(fresh, freshStream, 0, Frames.key(3));
                fresh.awaitHandled();
                old.command(oldStream, "deleteStream", 0, null, oldStream);
                old.awaitHandled();
                Frames.sendVideo(fresh, freshStream, 40, Frames.inter(4));

                List<Message> seen = new ArrayList<>();
                do {
                    seen.add(player.read());
                } while (seen.getLast().typeId() != RawRtmpPeer.VIDEO || Frames.number(seen.getLast()) != 4);
                assertThat(seen).extracting(Message::typeId).containsOnly(RawRtmpPeer.VIDEO);
                assertThat(seen).extracting(Frames::number).containsExactly(1, 2, 3, 3, 4);
                assertThat(seen).extracting(Message::timestampMillis).isSorted();
            }
        }
    }

    @Test
    @DisplayName(
            "ER-047: a publisher that was asked may leave first: its viewers are not told, and it continues the stream")
    void publisherLeavesFirst() throws IOException {
        try (var server = TestServer.start();
                var old = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int oldStream = old.publish("cam");
            player.play("cam");
            Frames.sendVideo(old, oldStream, 0, Frames.key(1));
            assertThat(Frames.nextVideo(player)).isEqualTo(1);
            outcome(server, ReconnectRequest.of(new Clients.All()));
            old.awaitStatus("NetConnection.Connect.ReconnectRequest");
            old.command(oldStream, "deleteStream", 0, null, oldStream);
            old.awaitHandled();
            try (var fresh = RawRtmpPeer.connect(server.address(), "live", RECONNECT)) {
                int freshStream = fresh.publish("cam");
                Frames.sendVideo(fresh, freshStream, 40, Frames.key(2));
                Message next = player.read();
                assertThat(next.typeId()).isEqualTo(RawRtmpPeer.VIDEO);
                assertThat(Frames.number(next)).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName(
            "ER-044, ER-047: a publisher and 20 viewers move to another server; none misses a frame or sees time go back")
    void drain() throws Exception {
        int players = 20;
        int last = 4 * GOP - 1;
        try (var from = TestServer.start();
                var to = TestServer.start();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var publisher = RawRtmpPeer.connect(from.address(), "live", RECONNECT)) {
            int streamId = publisher.publish("cam");
            Frames.sendGops(publisher, streamId, 0, 1);
            List<ReconnectingPlayer> viewers = new ArrayList<>();
            List<Future<List<String>>> seen = new ArrayList<>();
            for (int i = 0; i < players; i++) {
                viewers.add(new ReconnectingPlayer(from.address(), "cam", last));
                seen.add(threads.submit(viewers.getLast()));
            }
            var request = ReconnectRequest.of(new Clients.OfStream("live/cam")).to(to.url("live"));
            assertThat(outcome(from, request)).isEqualTo(new Outcome(players + 1, 0));
            publisher.awaitStatus("NetConnection.Connect.ReconnectRequest");
            try (var moved = RawRtmpPeer.connect(to.address(), "live", RECONNECT)) {
                int movedStream = moved.publish("cam");
                Frames.sendGops(publisher, streamId, 1, 2);
                to.awaitPlayers("live/cam", players);
                Frames.sendGops(moved, movedStream, 2, 4);
                for (Future<List<String>> frames : seen) {
                    assertThat(frames.get())
                            .isEqualTo(IntStream.rangeClosed(0, last)
                                    .mapToObj(number -> number + " at " + number * 40)
                                    .toList());
                }
            } finally {
                viewers.forEach(ReconnectingPlayer::close);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "//127.0.0.1:%d/live", "rtmp://127.0.0.1:%d/live"})
    @DisplayName("ER-041, ER-044: a viewer follows a URL that is relative to its own, and goes over at a key frame")
    void relativeUrls(String tcUrl) throws Exception {
        try (var server = TestServer.start();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var viewer = new ReconnectingPlayer(server.address(), "cam", 2 * GOP - 1)) {
            int streamId = publisher.publish("cam");
            Frames.sendGops(publisher, streamId, 0, 1);
            Future<List<String>> seen = threads.submit(viewer);
            var request = ReconnectRequest.of(new Clients.OfStream("live/cam"))
                    .to(tcUrl.formatted(server.address().getPort()));
            assertThat(outcome(server, request)).isEqualTo(new Outcome(1, 1));
            await("the viewer on its new connection")
                    .untilAsserted(() -> assertThat(
                                    server.running().rtmpCounters().plays.sum())
                            .isEqualTo(2));
            Frames.sendGops(publisher, streamId, 1, 2);
            assertThat(seen.get()).hasSize(2 * GOP).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName(
            "ER-043, ER-045: a server told to stop asks all, who connect yet too, serves on, and stops when they have left")
    void shutdown() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var server = TestServer.start("drain.timeout=10m", "drain.to=//other.example/live");
            try (var publisher = RawRtmpPeer.connect(server.address(), "live", RECONNECT);
                    var player = RawRtmpPeer.connect(server.address(), "live");
                    var late = RawRtmpPeer.open(server.address())) {
                int streamId = publisher.publish("cam");
                player.play("cam");
                server.awaitConnections(3);
                Future<?> stopped = threads.submit(server::close);
                assertThat(publisher
                                .awaitStatus("NetConnection.Connect.ReconnectRequest")
                                .get("tcUrl"))
                        .isEqualTo("//other.example/live");
                Frames.sendVideo(publisher, streamId, 0, Frames.key(1));
                assertThat(Frames.nextVideo(player)).isEqualTo(1);
                late.handshake();
                late.command(0, "connect", 1, Map.of("app", "live", "capsEx", 1));
                late.awaitStatus("NetConnection.Connect.ReconnectRequest");
                leave(publisher, player, late);
                stopped.get();
                assertThat(ServerLog.lines("clients asked to reconnect: 1; that cannot be asked: 1"))
                        .isNotEmpty();
            }
        }
    }

    private static void leave(RawRtmpPeer... peers) {
        for (RawRtmpPeer peer : peers) {
            peer.close();
        }
    }

    private static Outcome outcome(TestServer server, ReconnectRequest request) {
        return server.running().requestReconnect(request).join();
    }
}

package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.client.PeerServer.Peer;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.SessionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RtmpClientTest {
    private static final Reconnect AT_ONCE = new Reconnect(1000, Duration.ofMillis(1), Duration.ofMillis(1), false);
    private static final PublishOptions PUBLISH = PublishOptions.DEFAULT.withReconnect(AT_ONCE);
    private static final PlayOptions PLAY = PlayOptions.DEFAULT.withReconnect(AT_ONCE);

    private final RtmpClient client = RtmpClient.create();

    @AfterEach
    void close() {
        client.close();
        assertThat(client.openConnections()).isZero();
    }

    // ---- servers that are not as they should be ----

    @Test
    void closedPortIsUnreachableAndNamed() throws IOException {
        int port;
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        RtmpException failure = failureOf("rtmp://127.0.0.1:" + port + "/live/cam");
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("127.0.0.1 port " + port).hasMessageContaining("refused");
    }

    @Test
    void unknownHostIsUnreachableAndNamed() {
        RtmpException failure = failureOf("rtmp://no-such-host.invalid/live/cam");
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("unknown host no-such-host.invalid");
    }

    @Test
    void whatIsNoStreamUrlIsRefusedBeforeAnyConnection() {
        assertThat(failureOf("http://localhost/live/cam").kind()).isEqualTo(Kind.URL);
        assertThat(failureOf("rtmp://localhost:99999/live/cam").kind()).isEqualTo(Kind.URL);
        assertThat(failureOf("rtmp://localhost/live")).hasMessageContaining("no stream name");
    }

    @Test
    void serverThatSaysNothingTimesOut() throws IOException {
        var hasty = ClientSettings.DEFAULT.withTimeout(Duration.ofMillis(50));
        try (var server = PeerServer.bare(PeerServer.untilClosed(socket -> {}));
                var impatient = RtmpClient.create(hasty)) {
            RtmpException failure =
                    catchThrowableOfType(RtmpException.class, () -> impatient.play(server.url("live/cam")));
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("did not answer connect within 0.05 s");
        }
    }

    @Test
    void closingDoesNotWaitForAServerThatSaysNothing() throws Exception {
        RtmpClient patient = RtmpClient.create(ClientSettings.DEFAULT.withTimeout(Duration.ofHours(1)));
        try (var server = PeerServer.bare(PeerServer.untilClosed(socket -> {}))) {
            CompletableFuture<RtmpPlayer> player = patient.playAsync(server.url("live/cam"), PLAY);
            CompletableFuture<RtmpPublisher> publisher = patient.publishAsync(server.url("live/cam"), PUBLISH);
            RtmpPlayer unstarted = patient.newPlayer(RtmpUrl.parse(server.url("live/other")), PLAY);
            patient.close();
            assertThat(player).isCompletedExceptionally();
            assertThat(publisher).isCompletedExceptionally();
            assertThat(unstarted.ended()).isDone();
            assertThat(patient.openConnections()).isZero();
        }
    }

    @Test
    @DisplayName("R-001: who answers with garbage speaks no RTMP, which is said")
    void garbageIsAProtocolFailure() throws IOException {
        try (var server =
                PeerServer.bare(PeerServer.untilClosed(socket -> write(socket, "HTTP/1.1 400 Bad Request\r\n")))) {
            RtmpException failure = failureOf(server.url("live/cam"));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure).hasMessageContaining("RTMP version 72 (expected: 3)");
        }
    }

    @Test
    void connectionClosedInTheHandshakeIsSaidToBe() throws IOException {
        try (var server = PeerServer.bare(socket -> socket.getInputStream().readNBytes(1537))) {
            RtmpException failure = failureOf(server.url("live/cam"));
            assertThat(failure.kind()).isEqualTo(Kind.CLOSED);
            assertThat(failure).hasMessageContaining("before the server answered connect");
        }
    }

    @Test
    @DisplayName("R-124: a refused connect has the server's code and description")
    void refusedConnectHasCodeAndDescription() throws IOException {
        try (var server = PeerServer.answering(peer -> event -> event instanceof SessionEvent.ConnectRequested
                ? peer.session.rejectConnect(StatusCode.CONNECT_INVALID_APP, "no such app here")
                : List.of())) {
            RtmpException failure = failureOf(server.url("live/cam"));
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure.code()).contains("NetConnection.Connect.InvalidApp");
            assertThat(failure.description()).contains("no such app here");
        }
    }

    @Test
    @DisplayName("R-142, R-146: a refused stream has the server's code and description, and is not tried again")
    void refusedStreamHasCodeAndDescription() throws IOException {
        try (var server = PeerServer.answering(peer -> event -> switch (event) {
            case SessionEvent.PublishRequested requested ->
                peer.session.refusePublish(requested.streamId(), StatusCode.PUBLISH_BAD_NAME, "taken");
            case SessionEvent.PlayRequested requested ->
                peer.session.refusePlay(requested.streamId(), StatusCode.PLAY_STREAM_NOT_FOUND, "nothing there");
            default -> peer.accept().apply(event);
        })) {
            RtmpException publish =
                    catchThrowableOfType(RtmpException.class, () -> client.publish(server.url("live/cam"), PUBLISH));
            assertThat(publish.code()).contains("NetStream.Publish.BadName");
            assertThat(publish.description()).contains("taken");
            RtmpException play =
                    catchThrowableOfType(RtmpException.class, () -> client.play(server.url("live/cam"), PLAY));
            assertThat(play.kind()).isEqualTo(Kind.REFUSED);
            assertThat(play.code()).contains("NetStream.Play.StreamNotFound");
        }
    }

    @Test
    @DisplayName("IP-42: asked who it is, the client connects again and tells; with a wrong password it says so")
    void answersAuthmodAdobe() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> event instanceof SessionEvent.ConnectRequested asked
                ? authorize(peer, asked)
                : peer.accept().apply(event))) {
            String host = server.url("live/cam").replace("rtmp://", "");
            try (var connection = client.connect("rtmp://ann:secret@" + host.replace("/cam", ""))) {
                assertThat(connection.server().isEmpty()).isFalse();
            }
            assertThat(server.peer()
                            .await(SessionEvent.ConnectRequested.class)
                            .request()
                            .app())
                    .isEqualTo("live");
            assertThat(server.peer()
                            .await(SessionEvent.ConnectRequested.class)
                            .request()
                            .app())
                    .isEqualTo("live?authmod=adobe&user=ann");
            assertThat(failureOf("rtmp://bob:secret@" + host).kind()).isEqualTo(Kind.UNAUTHORIZED);
            RtmpException nobody = failureOf("rtmp://" + host);
            assertThat(nobody.kind()).isEqualTo(Kind.UNAUTHORIZED);
            assertThat(nobody).hasMessageContaining("user and password");
        }
    }

    @Test
    @DisplayName("R-170: user and password become arguments of connect, where the server refuses without")
    void sendsUserAsArgumentsWhereThatIsWanted() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> event instanceof SessionEvent.ConnectRequested asked
                ? asked.request().arguments().isEmpty()
                        ? peer.session.rejectConnect(StatusCode.CONNECT_REJECTED, "who are you?")
                        : peer.session.acceptConnect()
                : List.of())) {
            try (var connection = client.connect(server.url("live").replace("rtmp://", "rtmp://ann:s%3Acret@"))) {
                assertThat(connection.server().isEmpty()).isFalse();
            }
            server.peer();
            assertThat(server.peer()
                            .await(SessionEvent.ConnectRequested.class)
                            .request()
                            .arguments())
                    .containsExactly(new AmfString("ann"), new AmfString("s:cret"));
        }
    }

    // ---- publishing ----

    @Test
    @DisplayName(
            "R-143, R-141: what is written arrives, metadata as @setDataFrame, and all of it before the stream ends")
    void allThatIsWrittenArrivesBeforeTheEnd() throws Exception {
        try (var server = PeerServer.friendly()) {
            int frames = 500;
            try (var publisher = client.publish(server.url("live/cam?key=1"))) {
                publisher.write(Pictures.metadata());
                for (int i = 0; i < frames; i++) {
                    publisher.write(Pictures.key(i));
                }
            }
            Peer peer = server.peer();
            assertThat(peer.await(SessionEvent.PublishRequested.class).path().parameters())
                    .containsEntry("key", "1");
            assertThat(peer.await(SessionEvent.DataFrameSet.class).body())
                    .isEqualTo(Pictures.metadata().body());
            for (int i = 0; i < frames; i++) {
                var received = peer.await(SessionEvent.MediaReceived.class);
                assertThat(received.timestamp()).isEqualTo(i);
                assertThat(received.body()).isEqualTo(Pictures.key(i).body());
            }
            peer.await(SessionEvent.PublishEnded.class);
        }
    }

    @Test
    void countersTellWhatWasSent() throws Exception {
        try (var server = PeerServer.friendly()) {
            RtmpPublisher publisher = client.publish(server.url("live/cam"));
            publisher.write(Pictures.key(0));
            publisher.write(Pictures.sound(1));
            publisher.close();
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.CLOSED);
            assertThat(publisher.counters()).isEqualTo(new RtmpPublisher.Counters(2, 7 + 4, 0, 0, 0));
        }
    }

    @Test
    @DisplayName("a lost connection is made anew; the time line goes on at a key frame, behind the headers")
    void publisherReconnects() throws Exception {
        try (var server = PeerServer.friendly();
                var publisher = client.publish(server.url("live/cam"), PUBLISH)) {
            Peer first = server.peer();
            publisher.write(Pictures.videoHeader(1));
            publisher.write(Pictures.key(0));
            first.await(SessionEvent.MediaReceived.class);
            first.cut();
            Peer second = server.peer();
            second.await(SessionEvent.PublishRequested.class);
            publisher.write(Pictures.inter(40));
            publisher.write(Pictures.key(80));
            assertThat(second.await(SessionEvent.MediaReceived.class))
                    .extracting(SessionEvent.MediaReceived::timestamp, SessionEvent.MediaReceived::body)
                    .containsExactly(80, Pictures.videoHeader(1).body());
            assertThat(second.await(SessionEvent.MediaReceived.class).body())
                    .isEqualTo(Pictures.key(80).body());
            assertThat(publisher.counters().reconnects()).isEqualTo(1);
            assertThat(publisher.lastFailure()).isNotNull();
        }
    }

    @Test
    void publisherThatMayNotReconnectFails() throws Exception {
        try (var server = PeerServer.friendly()) {
            RtmpPublisher publisher =
                    client.publish(server.url("live/cam"), PublishOptions.DEFAULT.withReconnect(Reconnect.NONE));
            server.peer().cut();
            assertThat(publisher.ended().get().kind()).isEqualTo(Kind.CLOSED);
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.FAILED);
            assertThat(catchThrowableOfType(RtmpException.class, () -> publisher.write(Pictures.key(0)))
                            .kind())
                    .isEqualTo(Kind.CLOSED);
        }
    }

    @Test
    void publisherThatMayNotWaitFailsWhenTheNetworkIsTooSlow() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> {
            if (event instanceof SessionEvent.PublishRequested) {
                peer.deafen();
            }
            return peer.accept().apply(event);
        })) {
            RtmpPublisher publisher = client.publish(
                    server.url("live/cam"), PUBLISH.withOverflow(Overflow.FAIL).withQueueBytes(100_000));
            MediaFrame large = Pictures.large(40_000);
            RtmpException failure = catchThrowableOfType(RtmpException.class, () -> {
                while (true) {
                    publisher.write(large);
                }
            });
            assertThat(failure.kind()).isEqualTo(Kind.OVERFLOW);
            assertThat(publisher.ended().get().kind()).isEqualTo(Kind.OVERFLOW);
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.FAILED);
        }
    }

    @Test
    void afterItIsClosedAClientRefuses() throws Exception {
        RtmpClient over = RtmpClient.create();
        over.close();
        try (var server = PeerServer.friendly()) {
            for (var call : List.<ThrowingCallable>of(
                    () -> over.play(server.url("live/cam")),
                    () -> over.publish(server.url("live/cam")),
                    () -> over.connect(server.url("live")))) {
                assertThat(catchThrowableOfType(RtmpException.class, call).kind()).isEqualTo(Kind.CLOSED);
            }
        }
    }

    @Test
    @DisplayName(
            "ER-040, ER-044: asked to reconnect, the publisher goes to the other server at a key frame, and ends the old stream")
    void publisherMovesWhereItIsAskedTo() throws Exception {
        try (var server = PeerServer.friendly();
                var other = PeerServer.friendly();
                var publisher = client.publish(server.url("live/cam"), PUBLISH)) {
            Peer old = server.peer();
            publisher.write(Pictures.videoHeader(1));
            publisher.write(Pictures.key(0));
            old.requestReconnect(other.url("live"));
            Peer next = other.peer();
            assertThat(next.await(SessionEvent.PublishRequested.class).path().path())
                    .isEqualTo("live/cam");
            publisher.write(Pictures.inter(40));
            for (int body = 0; body < 3; body++) {
                old.await(SessionEvent.MediaReceived.class); // header, key frame and inter frame: the old goes on
            }
            // The move takes effect at some key frame after the new stream has begun.
            int millis = 80;
            while (publisher.counters().reconnects() == 0) {
                publisher.write(Pictures.key(millis));
                millis += 40;
                Thread.onSpinWait();
            }
            assertThat(next.await(SessionEvent.MediaReceived.class).body())
                    .isEqualTo(Pictures.videoHeader(1).body());
            assertThat(next.await(SessionEvent.MediaReceived.class).body().u8(0))
                    .isEqualTo(0x17);
            old.await(SessionEvent.PublishEnded.class);
        }
    }

    @Test
    void subscriberPublishesWhatAFlowHas() throws Exception {
        try (var server = PeerServer.friendly()) {
            RtmpPublisher publisher = client.publish(server.url("live/cam"), PUBLISH.withQueueBytes(20));
            try (var source = new SubmissionPublisher<MediaFrame>()) {
                source.subscribe(publisher.subscriber());
                for (int i = 0; i < 100; i++) {
                    source.submit(Pictures.key(i));
                }
            }
            assertThat(publisher.ended().get().kind()).isEqualTo(Kind.CLOSED);
            assertThat(publisher.counters().framesSent()).isEqualTo(100);
        }
    }

    // ---- playing ----

    @Test
    void playsUntilTheServerStops() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            Peer peer = server.peer();
            peer.send(1, 0, new RtmpMessage.Data(Pictures.metadata().body(), false));
            peer.send(1, 100, new RtmpMessage.Video(Pictures.key(100).body()));
            peer.send(1, 140, new RtmpMessage.Audio(Pictures.sound(140).body()));
            peer.send(1, 0, new Status(StatusCode.PLAY_STOP, "end").onStatus());
            List<MediaFrame> frames = new ArrayList<>();
            player.forEach(frames::add);
            assertThat(frames).containsExactly(Pictures.metadata(), Pictures.key(100), Pictures.sound(140));
            assertThat(player.ended().get().kind()).isEqualTo(Kind.CLOSED);
            assertThat(player.state()).isEqualTo(RtmpPlayer.State.ENDED);
        }
    }

    @Test
    void connectionThatIsClosedInOrderIsTheEndAndOneThatIsCutIsAFailure() throws Exception {
        PlayOptions once = PLAY.withReconnect(Reconnect.NONE);
        try (var server = PeerServer.friendly()) {
            try (var player = client.play(server.url("live/cam"), PLAY)) {
                server.peer().end();
                assertThat(player.next()).isNull();
                assertThat(player.lastFailure()).hasMessageContaining("closed by peer");
            }
            try (var player = client.play(server.url("live/cam"), once)) {
                server.peer().cut();
                assertThat(catchThrowableOfType(UncheckedIOException.class, () -> player.forEach(frame -> {})))
                        .hasCauseInstanceOf(RtmpException.class);
                assertThat(player.ended().get().kind()).isEqualTo(Kind.CLOSED);
            }
        }
    }

    @Test
    void serverThatDeletesTheStreamHasComeToItsEnd() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            Peer peer = server.peer();
            peer.await(SessionEvent.PlayRequested.class);
            peer.send(0, 0, RtmpMessage.Command.of("deleteStream", 0, new AmfNumber(1)));
            peer.end();
            assertThat(player.next()).isNull();
        }
    }

    @Test
    @DisplayName("R-065: a server that plays and is silent is asked for a sign of life, and given up without one")
    void silentServerIsGivenUp() throws Exception {
        var settings = ClientSettings.DEFAULT.withReadTimeout(Duration.ofSeconds(2));
        try (var server = PeerServer.answering(peer -> event -> switch (event) {
            case SessionEvent.PlayRequested requested -> {
                List<SessionEvent> answer = peer.accept().apply(event);
                peer.deafen();
                yield answer;
            }
            default -> peer.accept().apply(event);
        });
                var other = RtmpClient.create(settings);
                var player = other.play(server.url("live/cam"), PLAY.withReconnect(Reconnect.NONE))) {
            assertThat(catchThrowableOfType(RtmpException.class, player::next).kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void lastingPlayerAsksAgainForAStreamThatWasStopped() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY.withLasting(true))) {
            Peer peer = server.peer();
            peer.await(SessionEvent.PlayRequested.class);
            peer.send(1, 0, new Status(StatusCode.PLAY_STOP, "stop").onStatus());
            Peer second = server.peer();
            second.await(SessionEvent.PlayRequested.class);
            second.send(1, 0, new RtmpMessage.Video(Pictures.key(0).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(0));
        }
    }

    @Test
    @DisplayName("R-144: a recording goes on from where it was")
    void recordingGoesOnFromWhereItWas() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(
                        server.url("live/film"), PLAY.withRange(new PlayRange(1000, 60_000)))) {
            Peer first = server.peer();
            first.send(1, 5000, new RtmpMessage.Video(Pictures.key(5000).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(5000));
            first.cut();
            PlayRange range = server.peer().await(SessionEvent.PlayRequested.class).range();
            assertThat(range).isEqualTo(new PlayRange(5000, 56_000));
        }
    }

    @Test
    void playerReconnectsAndTimeGoesOn() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            Peer first = server.peer();
            first.send(1, 1000, new RtmpMessage.Video(Pictures.key(1000).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(1000));
            first.cut();
            Peer second = server.peer();
            second.await(SessionEvent.PlayRequested.class);
            second.send(1, 1000, new RtmpMessage.Video(Pictures.key(1000).body()));
            second.send(1, 1040, new RtmpMessage.Video(Pictures.inter(1040).body()));
            second.send(1, 1080, new RtmpMessage.Video(Pictures.key(1080).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(1080));
            await().atMost(Duration.ofMinutes(1)).until(() -> player.counters().reconnects() == 1);
        }
    }

    @Test
    void lastingPlayerWaitsForThePublisherToReturn() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY.withLasting(true))) {
            Peer peer = server.peer();
            peer.await(SessionEvent.PlayRequested.class);
            peer.send(1, 0, new Status(StatusCode.PLAY_UNPUBLISH_NOTIFY, "left").onStatus());
            peer.send(1, 0, new RtmpMessage.Video(Pictures.key(0).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(0));
        }
    }

    @Test
    void framesCanBeSubscribedToByOne() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            var all = new CompletableFuture<List<MediaFrame>>();
            player.frames().subscribe(new Collector(all));
            var refused = new CompletableFuture<List<MediaFrame>>();
            player.frames().subscribe(new Collector(refused));
            Peer peer = server.peer();
            for (int i = 0; i < 10; i++) {
                peer.send(1, i, new RtmpMessage.Video(Pictures.key(i).body()));
            }
            peer.send(1, 0, new Status(StatusCode.PLAY_STOP, "end").onStatus());
            assertThat(all.get()).hasSize(10);
            assertThat(refused).isCompletedExceptionally();
        }
    }

    // ---- calls ----

    @Test
    @DisplayName("R-131, R-112: calls both ways, with results and with errors")
    void callsBothWays() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> event instanceof SessionEvent.CallReceived received
                        ? peer.session.result(
                                received.call().transactionId(), received.call().argument(1))
                        : peer.accept().apply(event));
                var connection = client.connect(server.url("chat"))) {
            assertThat(connection.call("echo", new AmfString("hello"))).isEqualTo(new AmfString("hello"));
            connection.onCall(
                    "twice",
                    arguments ->
                            new AmfNumber(2 * arguments.getFirst().asNumber().orElseThrow()));
            Peer peer = server.peer();
            peer.perform(peer.session.call("twice", 7, List.of(new AmfNumber(21))));
            assertThat(peer.await(SessionEvent.CallAnswered.class))
                    .isEqualTo(new SessionEvent.CallAnswered(7, true, new AmfNumber(42)));
            peer.perform(peer.session.call("nothing", 8, List.of()));
            assertThat(peer.await(SessionEvent.CallAnswered.class).ok()).isFalse();
        }
    }

    @Test
    void theWholePathIsTheApplicationToConnectTo() throws Exception {
        try (var server = PeerServer.friendly();
                var connection = client.connect(server.url("chat/kitchen"))) {
            assertThat(connection.url().app()).isEqualTo("chat/kitchen");
            assertThat(server.peer()
                            .await(SessionEvent.ConnectRequested.class)
                            .request()
                            .app())
                    .isEqualTo("chat/kitchen");
        }
    }

    @Test
    void callThatIsOpenWhenTheConnectionEndsFails() throws Exception {
        try (var server = PeerServer.friendly();
                var connection = client.connect(server.url("chat"))) {
            CompletableFuture<?> open = connection.callAsync("never");
            Peer peer = server.peer();
            peer.await(SessionEvent.CallReceived.class);
            peer.end();
            connection.closed().join();
            assertThat(open).isCompletedExceptionally();
            assertThat(connection.callAsync("later")).failsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    @DisplayName("R-120, ER-170, ER-172: connect says what the settings say")
    void connectSaysWhatTheSettingsSay() throws Exception {
        var settings = ClientSettings.DEFAULT.withConnect(ConnectCommand.DEFAULT.withCodecs(List.of("hvc1", "Opus")));
        try (var server = PeerServer.friendly();
                var other = RtmpClient.create(settings);
                var connection = other.connect(server.url("live"))) {
            var request =
                    server.peer().await(SessionEvent.ConnectRequested.class).request();
            assertThat(request.fourCcList()).containsExactly("hvc1", "Opus");
            assertThat(request.videoFourCcInfoMap()).containsOnlyKeys("hvc1", "Opus");
            assertThat(request.multitrack()).isTrue();
            assertThat(request.reconnect()).isTrue();
            assertThat(connection.objectEncoding()).isZero();
        }
    }

    private RtmpException failureOf(String url) {
        return catchThrowableOfType(RtmpException.class, () -> client.play(url, PLAY));
    }

    /** The dialogue of R-124 with IP-42, for user ann; the response itself is checked by the tests of the algorithm. */
    private static List<SessionEvent> authorize(Peer peer, SessionEvent.ConnectRequested asked) {
        String app = asked.request().app();
        String head = "[ AccessManager.Reject ] : [ authmod=adobe ] : ";
        if (app.contains("response=") && app.contains("user=ann")) {
            return peer.session.acceptConnect();
        }
        String description = app.contains("response=")
                ? head + "?reason=authfailed&opaque=o"
                : app.contains("user=")
                        ? head + "?reason=needauth&user=x&salt=s&challenge=c&opaque=o"
                        : "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";
        return peer.session.rejectConnect(StatusCode.CONNECT_REJECTED, description);
    }

    private static void write(Socket socket, String text) {
        try {
            socket.getOutputStream().write(Bytes.utf8(text).toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for one at a time. */
    private static final class Collector implements Flow.Subscriber<MediaFrame> {
        private final List<MediaFrame> frames = new ArrayList<>();
        private final CompletableFuture<List<MediaFrame>> result;
        private Flow.Subscription subscription;

        Collector(CompletableFuture<List<MediaFrame>> result) {
            this.result = result;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(MediaFrame frame) {
            frames.add(frame);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(frames);
        }
    }
}

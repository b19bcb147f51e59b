package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.client.PeerServer.Peer;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.SessionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RtmpClientTest extends ClientFixture {
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
        var hasty = ClientSettings.builder().timeout(Duration.ofMillis(50)).build();
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
        RtmpClient patient = RtmpClient.create(
                ClientSettings.builder().timeout(Duration.ofHours(1)).build());
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
    void whatIsCancelledBeforeTheServerAnsweredLeavesNoConnection() throws Exception {
        try (var server = PeerServer.bare(PeerServer.untilClosed(socket -> {}))) {
            List<CompletableFuture<?>> all = List.of(
                    client.connectAsync(server.url("live")),
                    client.publishAsync(server.url("live/cam"), PUBLISH),
                    client.playAsync(server.url("live/cam"), PLAY));
            await().until(() -> client.openConnections() == all.size());
            all.forEach(future -> future.cancel(false));
            await().until(() -> client.openConnections() == 0);
        }
    }

    @Test
    @DisplayName("R-001: who answers with garbage speaks no RTMP, which is said")
    void garbageIsAProtocolFailure() throws IOException {
        try (var server =
                PeerServer.bare(PeerServer.untilClosed(socket -> write(socket, "HTTP/1.1 400 Bad Request\r\n")))) {
            RtmpException failure = failureOf(server.url("live/cam"));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure).hasMessageContaining("this is no RTMP server: it says 'HTTP/1.1 400 Bad Request'");
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

    @Test
    void afterItIsClosedAClientRefuses() throws Exception {
        RtmpClient over = RtmpClient.create();
        over.close();
        try (var server = PeerServer.friendly()) {
            for (var call : List.<ThrowingCallable>of(
                    () -> over.play(server.url("live/cam")),
                    () -> over.publish(server.url("live/cam")),
                    () -> over.connect(server.url("live")))) {
                assertThat(catchThrowableOfType(RtmpException.class, call).kind())
                        .isEqualTo(Kind.CLOSED);
            }
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
    void handlerThatFailsEndsItsStreamAndNothingElse() throws Exception {
        var ended = new CompletableFuture<RtmpException>();
        var failing = new NetStreamHandler() {
            @Override
            public void frame(MediaFrame frame) {
                throw new IllegalStateException("no idea what to do with it");
            }

            @Override
            public void ended(RtmpException reason) {
                ended.complete(reason);
            }
        };
        try (var server = PeerServer.friendly();
                var connection = client.connect(server.url("live"))) {
            NetStream stream = connection.createStream(failing).get();
            stream.play("cam", PlayOptions.DEFAULT.range()).get();
            server.peer()
                    .send(
                            stream.streamId(),
                            0,
                            new RtmpMessage.Video(Pictures.key(0).body()));
            assertThat(ended.get()).hasMessageContaining("no idea what to do with it");
            assertThat(connection.createStream(new NetStreamHandler() {}).get().streamId())
                    .isPositive();
        }
    }

    @Test
    void streamInUseIsNotHurtBySomebodyElseWhoWantsIt() throws Exception {
        var frames = new LinkedBlockingQueue<MediaFrame>();
        var playing = new NetStreamHandler() {
            @Override
            public void frame(MediaFrame frame) {
                frames.add(frame);
            }
        };
        try (var server = PeerServer.friendly();
                var connection = client.connect(server.url("live"))) {
            NetStream stream = connection.createStream(playing).get();
            stream.play("cam", PlayOptions.DEFAULT.range()).get();
            assertThat(stream.publish("other", PublishType.LIVE)).failsWithin(Duration.ofMinutes(1));
            server.peer()
                    .send(
                            stream.streamId(),
                            0,
                            new RtmpMessage.Video(Pictures.key(0).body()));
            assertThat(frames.take()).isEqualTo(Pictures.key(0));
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
        var settings = ClientSettings.builder()
                .connect(ConnectCommand.DEFAULT.withCodecs(List.of("hvc1", "Opus")))
                .build();
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
            assertThat(connection.serverAnnounces(FourCc.HEVC)).isTrue();
            assertThat(connection.serverAnnounces(FourCc.of("what"))).isTrue(); // as any
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
}

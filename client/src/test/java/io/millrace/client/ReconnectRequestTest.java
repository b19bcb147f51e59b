package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.PeerServer.Peer;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.SessionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Reconnect Requests at bad moments, to bad places, and again and again. */
@Execution(ExecutionMode.CONCURRENT)
final class ReconnectRequestTest extends ClientFixture {
    @Test
    @DisplayName("ER-040: who is asked before there is a stream goes where it is asked to, once there is")
    void askedBeforeThereIsAStream() throws Exception {
        try (var other = PeerServer.friendly();
                var server = sendingTo(other.url("live"));
                var publisher = client.publish(server.url("live/cam"), PUBLISH)) {
            Peer next = other.peer();
            next.await(SessionEvent.PublishRequested.class);
            assertThat(publisher.counters().framesDropped()).isZero();
        }
        try (var other = PeerServer.friendly();
                var server = sendingTo(other.url("live"));
                var player = client.play(server.url("live/cam"), PLAY)) {
            Peer next = other.peer();
            next.await(SessionEvent.PlayRequested.class);
            server.peer().send(1, 0, new Status(StatusCode.PLAY_UNPUBLISH_NOTIFY, "moved").onStatus());
            next.send(1, 40, new RtmpMessage.Video(Pictures.key(40).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(40));
        }
    }

    /** A server that asks everybody to go elsewhere as soon as they are connected. */
    private static PeerServer sendingTo(String tcUrl) throws IOException {
        return PeerServer.answering(peer -> event -> {
            if (!(event instanceof SessionEvent.ConnectRequested)) {
                return peer.accept().apply(event);
            }
            List<SessionEvent> answer = new ArrayList<>(peer.session.acceptConnect());
            answer.add(new SessionEvent.Send(Peer.reconnectRequest(tcUrl), 0));
            return answer;
        });
    }

    @Test
    void endThatBothServersSayDuringTheMoveIsTheEnd() throws Exception {
        try (var server = PeerServer.friendly();
                var other = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            Peer old = server.peer();
            old.send(1, 1000, new RtmpMessage.Video(Pictures.key(1000).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(1000));
            old.requestReconnect(other.url("live"));
            Peer next = other.peer();
            next.await(SessionEvent.PlayRequested.class);
            var end = new Status(StatusCode.PLAY_UNPUBLISH_NOTIFY, "over").onStatus();
            next.send(1, 0, end);
            old.send(1, 0, end);
            assertThat(player.next()).isNull();
            assertThat(player.ended().get().kind()).isEqualTo(RtmpException.Kind.CLOSED);
        }
    }

    @Test
    @DisplayName(
            "ER-045: a stream that the new server ends at once leaves the old one as it was, and a second request is obeyed")
    void newServerThatRefusesLateIsLeft() throws Exception {
        var refusal = new Status(StatusCode.PUBLISH_BAD_NAME, "in use").onStatus();
        try (var server = PeerServer.friendly();
                var bad = PeerServer.friendly();
                var good = PeerServer.friendly();
                var publisher = client.publish(server.url("live/cam"), PUBLISH)) {
            Peer old = server.peer();
            publisher.write(Pictures.key(0));
            old.await(SessionEvent.MediaReceived.class);
            old.requestReconnect(bad.url("live"));
            Peer refusing = bad.peer();
            refusing.await(SessionEvent.PublishRequested.class);
            refusing.send(1, 0, refusal);
            refusing.await(SessionEvent.Close.class);
            await().until(() -> client.openConnections() == 1);
            old.requestReconnect(good.url("live"));
            good.peer().await(SessionEvent.PublishRequested.class);
        }
    }

    @Test
    @DisplayName("ER-040: servers that send a client round in circles are asked less and less often")
    void circlesAreSlowedDown() throws Exception {
        var slow = new Reconnect(5, Duration.ofHours(1), Duration.ofHours(1), false);
        try (var one = PeerServer.friendly();
                var two = PeerServer.friendly();
                var publisher = client.publish(one.url("live/cam"), PUBLISH.withReconnect(slow))) {
            Peer first = one.peer();
            first.requestReconnect(two.url("live"));
            Peer second = two.peer();
            second.await(SessionEvent.PublishRequested.class);
            int millis = 0;
            while (publisher.counters().reconnects() == 0) {
                publisher.write(Pictures.key(millis++));
                Thread.onSpinWait();
            }
            second.requestReconnect(one.url("live"));
            assertThat(one.nobodyFor(Duration.ofMillis(200))).isTrue();
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.PUBLISHING);
        }
    }
}

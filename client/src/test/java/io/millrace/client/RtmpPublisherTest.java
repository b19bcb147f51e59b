package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.client.PeerServer.Peer;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.rtmp.session.SessionEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
final class RtmpPublisherTest extends ClientFixture {
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
    void negativeTimeIsRefusedSinceItWouldBeWeeksLater() throws Exception {
        try (var server = PeerServer.friendly();
                var publisher = client.publish(server.url("live/cam"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> publisher.write(Pictures.key(-21)))
                    .withMessage("dts -21 ms (expected: 0 or more)");
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
    void closingTwiceWaitsForTheLastBytesAsClosingOnce() throws Exception {
        try (var server = PeerServer.friendly()) {
            RtmpPublisher publisher = client.publish(server.url("live/cam"), PUBLISH);
            for (int i = 0; i < 100; i++) {
                publisher.write(Pictures.large(10_000));
            }
            var unused = publisher.closeAsync();
            publisher.close();
            assertThat(client.openConnections()).isZero();
            assertThat(publisher.counters().framesSent()).isEqualTo(100);
        }
    }

    @Test
    void whatDropsFramesDoesNotWaitForAServerThatHangsToClose() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> {
            if (event instanceof SessionEvent.ConnectRequested) {
                peer.fallSilent();
                return List.of();
            }
            return peer.accept().apply(event);
        })) {
            var patient = PUBLISH.withReconnect(Reconnect.ALWAYS).withDrain(Duration.ofHours(1));
            try (var hangs = RtmpClient.create(
                    ClientSettings.builder().timeout(Duration.ofHours(1)).build())) {
                RtmpPublisher publisher =
                        hangs.newPublisher(RtmpUrl.parse(server.url("live/cam")), patient.withOverflow(Overflow.DROP));
                var unused = publisher.start();
                server.peer();
                var closing = publisher.closeAsync();
                assertThat(closing.get().kind()).isEqualTo(Kind.CLOSED);
            }
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
            server.peer().hear(); // else what is on its way keeps the connection from closing
            assertThat(publisher.ended().get().kind()).isEqualTo(Kind.OVERFLOW);
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.FAILED);
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

    @ParameterizedTest
    @MethodSource("refused")
    void refusedFrameEndsTheFlowAndItsPublisher(MediaFrame refused) throws Exception {
        try (var server = PeerServer.friendly();
                var source = new SubmissionPublisher<MediaFrame>()) {
            RtmpPublisher publisher = client.publish(server.url("live/cam"), PUBLISH);
            source.subscribe(publisher.subscriber());
            source.submit(Pictures.key(0));
            source.submit(refused);
            assertThat(publisher.ended().get().kind()).isEqualTo(Kind.CLOSED);
            assertThat(publisher.counters().framesSent()).isEqualTo(1);
            await("the flow, whose own thread ends it").until(() -> source.getNumberOfSubscribers() == 0);
        }
    }

    static List<MediaFrame> refused() {
        return List.of(Pictures.key(-1), Pictures.large(0xFF_FFFF));
    }
}

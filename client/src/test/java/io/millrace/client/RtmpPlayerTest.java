package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.client.PeerServer.Peer;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;
import io.millrace.rtmp.session.SessionEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
final class RtmpPlayerTest extends ClientFixture {
    private static final Set<Thread.State> WAITS = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

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
        var settings =
                ClientSettings.builder().readTimeout(Duration.ofMillis(1500)).build();
        try (var server = PeerServer.answering(peer -> event -> switch (event) {
                    case SessionEvent.PlayRequested requested -> {
                        List<SessionEvent> answer = peer.accept().apply(event);
                        peer.fallSilent();
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
                var player = client.play(server.url("live/film"), PLAY.withRange(new PlayRange(1000, 60_000)))) {
            Peer first = server.peer();
            first.send(1, 5000, new RtmpMessage.Video(Pictures.key(5000).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(5000));
            first.cut();
            PlayRange range =
                    server.peer().await(SessionEvent.PlayRequested.class).range();
            assertThat(range).isEqualTo(new PlayRange(5000, 56_000));
        }
    }

    @Test
    @DisplayName("R-063, R-144: a recording that was asked for by its name alone goes on, too")
    void recordingByItsNameGoesOnFromWhereItWas() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/film"), PLAY)) {
            Peer first = server.peer();
            first.send(0, 0, new UserControl.StreamIsRecorded(1));
            first.send(1, 5000, new RtmpMessage.Video(Pictures.key(5000).body()));
            assertThat(player.next()).isEqualTo(Pictures.key(5000));
            first.cut();
            PlayRange range =
                    server.peer().await(SessionEvent.PlayRequested.class).range();
            assertThat(range).isEqualTo(new PlayRange(5000, PlayRange.TO_END));
        }
    }

    @Test
    @DisplayName("R-129: a server that says that it closes has ended the stream")
    void serverThatSaysCloseHasEndedTheStream() throws Exception {
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), PLAY)) {
            server.peer().send(0, 0, RtmpMessage.Command.of("close", 0, new AmfNull()));
            assertThat(player.next()).isNull();
            assertThat(player.counters().reconnects()).isZero();
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscriberThatCancelledHearsNoMore(boolean inOrder) throws Exception {
        PlayOptions once = PLAY.withReconnect(Reconnect.NONE);
        try (var server = PeerServer.friendly();
                var player = client.play(server.url("live/cam"), once)) {
            var delivering = new CompletableFuture<Thread>();
            var result = new CompletableFuture<List<MediaFrame>>();
            var subscriber = new Collector(result) {
                @Override
                public void onNext(MediaFrame frame) {
                    super.onNext(frame);
                    delivering.complete(Thread.currentThread());
                }
            };
            player.frames().subscribe(subscriber);
            Peer peer = server.peer();
            peer.send(1, 0, new RtmpMessage.Video(Pictures.key(0).body()));
            Thread thread = delivering.get();
            await().until(() -> WAITS.contains(thread.getState())); // for the next frame
            subscriber.subscription.cancel();
            if (inOrder) {
                peer.send(1, 0, new Status(StatusCode.PLAY_STOP, "end").onStatus());
            } else {
                peer.cut();
            }
            thread.join();
            assertThat(result).isNotDone();
        }
    }

    /** Asks for one at a time. */
    private static class Collector implements Flow.Subscriber<MediaFrame> {
        private final List<MediaFrame> frames = new ArrayList<>();
        private final CompletableFuture<List<MediaFrame>> result;
        Flow.Subscription subscription;

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

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpException.Kind;
import io.millrace.client.RtmpPublisher;
import io.millrace.client.RtmpPublisher.State;
import io.millrace.client.relay.Relay;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay from our server to nginx-rtmp, where FFmpeg plays, and to another server, which comes and goes. */
class RelayIT {
    private static final Reconnect SOON =
            new Reconnect(Reconnect.FOR_EVER, Duration.ofMillis(10), Duration.ofMillis(50), true);
    private static final int TIMES = 10;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();
    private int gops;

    @Test
    void oneTargetIsStoppedAndStartedAndTheOtherMissesNothing(@TempDir Path folder) throws IOException {
        Path received = Files.createFile(folder.resolve("received.flv"));
        int port = Nginx.freePort();
        TestServer coming = TestServer.start("rtmp.port=" + port);
        try (var source = TestServer.start();
                var nginx = new Nginx(folder, "");
                var player = ffmpeg.record(nginx.url("live/cam"), received);
                var client = RtmpClient.create();
                var relay = Relay.start(
                        client,
                        RtmpUrl.parse(source.url("live/cam")),
                        List.of(RtmpUrl.parse(nginx.url("live/cam")), RtmpUrl.parse(coming.url("live/cam"))),
                        SOON);
                var publisher = RawRtmpPeer.connect(source.address(), "live")) {
            RtmpPublisher staying = relay.targets().get(0);
            RtmpPublisher leaving = relay.targets().get(1);
            source.awaitPlayers("live/cam", 1);
            await().until(() -> staying.state() == State.PUBLISHING && leaving.state() == State.PUBLISHING);
            int streamId = publisher.publish("cam");
            await("FFmpeg, which plays").until(() -> {
                send(publisher, streamId, 1);
                return !FlvTag.read(received).isEmpty();
            });
            assertPlays(coming, 0);

            for (int time = 0; time < TIMES; time++) {
                coming.close();
                await("notice of the loss").until(() -> leaving.state() == State.RECONNECTING);
                long dropped = leaving.counters().framesDropped();
                int away = gops;
                send(publisher, streamId, 2);
                await("only the newest group waits")
                        .until(() -> leaving.counters().framesDropped() > dropped);
                await("why").until(() -> failure(leaving) == Kind.UNREACHABLE);
                assertThat(leaving.state()).isEqualTo(State.RECONNECTING);

                coming = TestServer.start("rtmp.port=" + port);
                await("recovery").until(() -> leaving.state() == State.PUBLISHING);
                assertThat(leaving.counters().reconnects()).isEqualTo(time + 1);
                send(publisher, streamId, 1);
                assertPlays(coming, away + 1);
                assertThat(leaving.counters().framesDropped()).isEqualTo(dropped + Frames.GOP);
                assertThat(staying.state()).isEqualTo(State.PUBLISHING);
            }

            await("the last frame").until(() -> numbers(received).contains(gops * Frames.GOP - 1));
            List<Integer> played = numbers(received);
            assertThat(played)
                    .isEqualTo(IntStream.range(played.getFirst(), gops * Frames.GOP)
                            .boxed()
                            .toList());
            assertThat(played.getFirst()).isLessThan((gops - 3 * TIMES) * Frames.GOP);
            assertThat(staying.counters().reconnects()).isZero();
            assertThat(staying.counters().framesDropped()).isZero();
            player.crash();
        } finally {
            coming.close();
        }
    }

    private static @Nullable Kind failure(RtmpPublisher target) {
        RtmpException last = target.lastFailure();
        return last == null ? null : last.kind();
    }

    @Test
    void mediaGoesThroughToNginxAndToMillrace(@TempDir Path folder) throws IOException {
        List<FlvTag> clip = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        try (var source = TestServer.start();
                var target = TestServer.start();
                var nginx = new Nginx(folder, "");
                var client = RtmpClient.create();
                var atNginx = client.play(nginx.url("live/cam"));
                var atTarget = client.play(target.url("live/cam"))) {
            try (var relay = Relay.start(
                    client,
                    RtmpUrl.parse(source.url("live/cam")),
                    List.of(RtmpUrl.parse(nginx.url("live/cam")), RtmpUrl.parse(target.url("live/cam"))),
                    SOON)) {
                source.awaitPlayers("live/cam", 1);
                await().until(() -> relay.targets().stream().allMatch(each -> each.state() == State.PUBLISHING));
                try (var publisher = ffmpeg.publish(MediaFile.H264_AAC_B_FRAMES.path(), source.url("live/cam"))) {
                    publisher.succeed();
                }
                await("the whole of it")
                        .until(() -> atNginx.counters().framesReceived() >= clip.size()
                                && atTarget.counters().framesReceived() >= clip.size());
                assertThat(relay.targets()).allMatch(each -> each.counters().framesDropped() == 0);
            }
            FlvTag.assertReceived(clip, PlayedTags.toTheEnd(atNginx));
            FlvTag.assertReceived(clip, PlayedTags.toTheEnd(atTarget));
        }
    }

    private void send(RawRtmpPeer publisher, int streamId, int more) throws IOException {
        Frames.sendGops(publisher, streamId, gops, gops + more);
        gops += more;
    }

    /** A player gets a header, the key frame of that group or of a later one, and all that follows. */
    private void assertPlays(TestServer server, int oldestGop) throws IOException {
        try (var player = RawRtmpPeer.connect(server.address(), "live")) {
            player.play("cam");
            int first = number(player, true);
            assertThat(first).isBetween(oldestGop * Frames.GOP, (gops - 1) * Frames.GOP);
            for (int number = first; number < gops * Frames.GOP; number++) {
                if (number % Frames.GOP == 0 && number > first) {
                    assertThat(number(player, true)).isEqualTo(number);
                }
                assertThat(number(player, false)).isEqualTo(number);
            }
        }
    }

    private static int number(RawRtmpPeer player, boolean ofHeader) throws IOException {
        RawRtmpPeer.Message message = player.read(RawRtmpPeer.VIDEO);
        assertThat(message.body().get(1) == 0).as("is a header").isEqualTo(ofHeader);
        return Frames.number(message);
    }

    private static List<Integer> numbers(Path received) {
        return FlvTag.read(received).stream()
                .filter(FlvTag::isCodedFrame)
                .map(tag -> Frames.number(tag.body()))
                .toList();
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.client.Overflow;
import io.millrace.client.PlayOptions;
import io.millrace.client.PublishOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpException.Kind;
import io.millrace.client.RtmpPlayer;
import io.millrace.client.RtmpPublisher;
import io.millrace.client.file.MediaFiles;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The client's publishers and players when servers restart, ask them elsewhere, or take nothing for a while. */
class ClientReconnectIT {
    private static final RtmpClient CLIENT = RtmpClient.create();
    private static final Reconnect SOON =
            new Reconnect(Reconnect.FOR_EVER, Duration.ofMillis(10), Duration.ofMillis(50), false);
    private static final PublishOptions PUBLISH = PublishOptions.DEFAULT.withReconnect(SOON);
    private static final PlayOptions PLAY =
            PlayOptions.DEFAULT.withLasting(true).withReconnect(SOON);
    private static final int QUEUE_BYTES = 256 * 1024;

    @AfterAll
    static void stop() {
        CLIENT.close();
    }

    @Test
    void publisherAndPlayerOutliveARestartOfTheServer() throws IOException {
        int port = Nginx.freePort();
        TestServer server = TestServer.start("rtmp.port=" + port);
        try (var publisher = CLIENT.publish(server.url("live/cam"), PUBLISH);
                var player = CLIENT.play(server.url("live/cam"), PLAY)) {
            write(publisher, 0, 1);
            List<FlvTag> seen = new ArrayList<>(framesTo(Frames.GOP - 1, player));
            server.close();
            await().until(() -> publisher.state() == RtmpPublisher.State.RECONNECTING
                    && player.state() == RtmpPlayer.State.RECONNECTING);
            write(publisher, 1, 2);
            server = TestServer.start("rtmp.port=" + port);
            await().until(() ->
                    publisher.state() == RtmpPublisher.State.PUBLISHING && player.state() == RtmpPlayer.State.PLAYING);
            seen.addAll(framesTo(2 * Frames.GOP - 1, player));
            write(publisher, 2, 3);
            seen.addAll(framesTo(3 * Frames.GOP - 1, player));

            assertWhole(seen, 3);
            assertThat(publisher.counters().reconnects()).isEqualTo(1);
            assertThat(player.counters().reconnects()).isEqualTo(1);
            assertThat(publisher.counters().framesDropped()).isZero();
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("ER-042, ER-044: publisher and player go where a server asks them to; no frame is lost or comes twice")
    void theyFollowAReconnectRequest() throws IOException {
        try (var from = TestServer.start();
                var to = TestServer.start();
                var publisher = CLIENT.publish(from.url("live/cam"), PUBLISH);
                var player = CLIENT.play(from.url("live/cam"), PLAY)) {
            write(publisher, 0, 1);
            List<FlvTag> seen = new ArrayList<>(framesTo(Frames.GOP - 1, player));
            var request = ReconnectRequest.of(new Clients.OfStream("live/cam")).to(to.url("live"));
            assertThat(from.running().requestReconnect(request).join()).isEqualTo(new Outcome(2, 0));
            to.awaitPlayers("live/cam", 1);
            write(publisher, 1, 3);
            seen.addAll(framesTo(3 * Frames.GOP - 1, player));
            await("the move")
                    .until(() -> publisher.counters().reconnects() == 1
                            && player.counters().reconnects() == 1);
            from.awaitConnections(0);
            write(publisher, 3, 4);
            seen.addAll(framesTo(4 * Frames.GOP - 1, player));
            assertWhole(seen, 4);
        }
    }

    @Test
    @DisplayName("ER-042, ER-044: so does a stream of sound and pictures")
    void soundAndPicturesFollowAReconnectRequest() throws IOException {
        Path clip = MediaFile.H264_AAC_B_FRAMES.path();
        try (var from = TestServer.start();
                var to = TestServer.start();
                var file = MediaFiles.open(clip);
                var player = CLIENT.play(from.url("live/cam"), PLAY)) {
            try (var publisher = CLIENT.publish(from.url("live/cam"), PUBLISH)) {
                for (MediaFrame header : file.headers()) {
                    publisher.write(header);
                }
                boolean isAsked = false;
                for (MediaFrame frame = file.next(); frame != null; frame = file.next()) {
                    if (!isAsked && frame.dtsMillis() >= 900) { // before the second key frame
                        isAsked = true;
                        await("what was written").until(() -> hasAll(player, publisher));
                        var request = ReconnectRequest.of(new Clients.All()).to(to.url("live"));
                        from.running().requestReconnect(request).join();
                        to.awaitPlayers("live/cam", 1);
                    }
                    publisher.write(frame);
                }
            }
            assertThat(codedTo(FlvTag.read(clip), player)).isEqualTo(coded(FlvTag.read(clip)));
        }
    }

    @Test
    void aWriterThatBlocksGoesOnWhenTheServerReadsAgain() throws IOException {
        try (var server = TestServer.start("streams.max-lag=1m");
                var valve = Valve.before(server.address());
                var player = CLIENT.play(server.url("live/cam"));
                var publisher = CLIENT.publish(valve.url("live/cam"), PUBLISH.withQueueBytes(QUEUE_BYTES))) {
            valve.shut();
            int number = 0;
            CompletableFuture<Void> written = publisher.writeAsync(large(number));
            while (written.isDone()) {
                written = publisher.writeAsync(large(++number));
            }
            assertThat(publisher.counters().waitingBytes()).isLessThanOrEqualTo(QUEUE_BYTES);
            valve.open();
            written.join();
            assertThat(framesTo(number, player))
                    .extracting(ClientReconnectIT::number)
                    .isEqualTo(IntStream.rangeClosed(0, number).boxed().toList());
            assertThat(publisher.counters().framesDropped()).isZero();
        }
    }

    @Test
    void aWriterThatMayDropCountsWhatItDropsAndGoesOnAtAKeyFrame() throws IOException {
        var options = PUBLISH.withQueueBytes(QUEUE_BYTES).withOverflow(Overflow.DROP);
        try (var server = TestServer.start("streams.max-lag=1m");
                var valve = Valve.before(server.address());
                var player = CLIENT.play(server.url("live/cam"));
                var publisher = CLIENT.publish(valve.url("live/cam"), options)) {
            valve.shut();
            int number = 0;
            while (publisher.counters().framesDropped() == 0) {
                publisher.write(large(number++));
            }
            valve.open();
            await().until(() -> publisher.counters().waitingBytes() == 0);
            int end = number + 2 * Frames.GOP;
            for (; number < end; number++) {
                publisher.write(frame(number, body(number)));
            }
            List<Integer> missing =
                    new ArrayList<>(IntStream.range(0, end).boxed().toList());
            framesTo(end - 1, player).forEach(frame -> missing.remove((Integer) number(frame)));
            int lastMissing = missing.getLast();
            assertThat(missing)
                    .hasSize((int) publisher.counters().framesDropped())
                    .isEqualTo(IntStream.rangeClosed(missing.getFirst(), lastMissing)
                            .boxed()
                            .toList());
            assertThat((lastMissing + 1) % Frames.GOP).isZero();
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.PUBLISHING);
        }
    }

    @Test
    void aWriterThatMayFailFails() throws IOException {
        var options = PUBLISH.withQueueBytes(QUEUE_BYTES).withOverflow(Overflow.FAIL);
        try (var server = TestServer.start();
                var valve = Valve.before(server.address())) {
            RtmpPublisher publisher = CLIENT.publish(valve.url("live/cam"), options);
            valve.shut();
            assertThatThrownBy(() -> {
                        for (int number = 0; ; number++) {
                            publisher.write(large(number));
                        }
                    })
                    .isInstanceOfSatisfying(
                            RtmpException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.OVERFLOW));
            await().until(() -> publisher.state() == RtmpPublisher.State.FAILED);
            assertThat(publisher.ended().join().kind()).isEqualTo(Kind.OVERFLOW);
        }
    }

    /** Groups as {@link Frames#sendGops} has them. */
    private static void write(RtmpPublisher publisher, int first, int end) throws IOException {
        for (int number = first * Frames.GOP; number < end * Frames.GOP; number++) {
            if (number % Frames.GOP == 0) {
                publisher.write(frame(number, Frames.header(number)));
            }
            publisher.write(frame(number, body(number)));
        }
    }

    private static byte[] body(int number) {
        return number % Frames.GOP == 0 ? Frames.key(number) : Frames.inter(number);
    }

    private static MediaFrame large(int number) {
        return frame(number, Arrays.copyOf(body(number), 64 * 1024));
    }

    private static MediaFrame frame(int number, byte[] body) {
        Bytes bytes = Bytes.wrap(body);
        return new MediaFrame(MediaKind.VIDEO, number * 40L, bytes, VideoTagCodec.decode(bytes));
    }

    /** The pictures that come, up to that number. */
    private static List<FlvTag> framesTo(int last, RtmpPlayer player) throws IOException {
        List<FlvTag> frames = new ArrayList<>();
        while (frames.isEmpty() || number(frames.getLast()) != last) {
            FlvTag tag = PlayedTags.tag(Objects.requireNonNull(player.next()));
            if (tag.isCodedFrame()) {
                frames.add(tag);
            }
        }
        return frames;
    }

    private static boolean hasAll(RtmpPlayer player, RtmpPublisher publisher) {
        return publisher.counters().waitingBytes() == 0
                && player.counters().framesReceived() >= publisher.counters().framesSent();
    }

    private static List<FlvTag> coded(List<FlvTag> tags) {
        return tags.stream().filter(FlvTag::isCodedFrame).toList();
    }

    private static List<FlvTag> codedTo(List<FlvTag> clip, RtmpPlayer player) throws IOException {
        FlvTag last = coded(clip).getLast();
        List<FlvTag> tags = new ArrayList<>();
        while (tags.isEmpty() || !tags.getLast().equals(last)) {
            tags.add(PlayedTags.tag(Objects.requireNonNull(player.next())));
        }
        return coded(tags);
    }

    private static int number(FlvTag tag) {
        return Frames.number(tag.body());
    }

    private static void assertWhole(List<FlvTag> seen, int gops) {
        assertThat(seen)
                .extracting(tag -> number(tag) + " at " + tag.timestampMillis())
                .isEqualTo(IntStream.range(0, gops * Frames.GOP)
                        .mapToObj(number -> number + " at " + number * 40)
                        .toList());
    }
}

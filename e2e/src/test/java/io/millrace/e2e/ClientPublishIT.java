package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.NetConnection;
import io.millrace.client.NetStreamHandler;
import io.millrace.client.PublishOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import io.millrace.client.file.MediaFiles;
import io.millrace.media.MediaFrame;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The client publishes to servers that were not written by us, and to ours: what arrives is what was sent. A player that
 * shares no code with the product shows what servers hand on; FFmpeg, which listens, shows what it has got itself. What is
 * seen here stands in {@code docs/interop.md}.
 */
class ClientPublishIT {
    private static final RtmpClient CLIENT = RtmpClient.create();

    /** A player joins late when so much of a clip is out: before the second key frame. */
    private static final long LATE_MILLIS = 900;

    @TempDir
    private static Path clips;

    @TempDir
    private static Path folderOfNginx;

    @TempDir
    private static Path folderOfPatientNginx;

    private static TestServer millrace;
    private static Nginx nginx;
    private static Nginx patientNginx;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    /**
     * One that hands on what it gets.
     *
     * @param query by which all of it is asked for
     * @param lastWord what a player is told behind the last frame, once the publisher has left: if it asked nothing, then
     *     what answers {@code createStream}
     */
    private record Relaying(InetSocketAddress address, String query, String lastWord) {
        static Relaying of(Nginx nginx) {
            return new Relaying(nginx.address(), "", "_result");
        }

        static Relaying of(TestServer server) {
            return new Relaying(server.address(), "?tracks=all", "NetStream.Play.UnpublishNotify");
        }
    }

    /** What came to a player that was there before the publisher, and to one that was late. */
    private record Played(List<FlvTag> early, List<FlvTag> late) {
        /** Which of the headers at the beginning the late one has got. */
        Set<ByteBuffer> openingLate(List<FlvTag> sent) {
            Set<ByteBuffer> got = bodies(late);
            got.retainAll(bodies(opening(sent)));
            return got;
        }
    }

    /** Something to be done in the middle of a clip. */
    private interface Midway {
        void with(RtmpPublisher publisher) throws IOException;
    }

    @BeforeAll
    static void start() throws IOException {
        millrace = TestServer.start("streams.max-lag=1m");
        nginx = new Nginx(folderOfNginx, "");
        patientNginx = new Nginx(folderOfPatientNginx, "wait_key off;");
    }

    @AfterAll
    static void stop() {
        CLIENT.close();
        patientNginx.close();
        nginx.close();
        millrace.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void millraceCarriesAll(ClientClip clip) throws IOException {
        Played played = publishAndPlay(clip, Relaying.of(millrace));
        List<FlvTag> sent = clip.sent(clips);
        FlvTag.assertReceived(sent, played.early());
        assertThat(played.openingLate(sent)).isEqualTo(bodies(opening(sent)));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void nginxCarriesVideoFromTheFirstLegacyKeyFrame(ClientClip clip) throws IOException {
        Played played = publishAndPlay(clip, Relaying.of(nginx));
        List<FlvTag> sent = clip.sent(clips);
        FlvTag.assertReceived(Carried.byNginx(sent), played.early());
        assertThat(played.openingLate(sent)).isEqualTo(bodies(Carried.keptByNginx(opening(sent))));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void nginxThatWaitsForNoKeyFrameCarriesAll(ClientClip clip) throws IOException {
        Played played = publishAndPlay(clip, Relaying.of(patientNginx));
        List<FlvTag> sent = clip.sent(clips);
        FlvTag.assertReceived(sent, played.early());
        assertThat(played.openingLate(sent)).isEqualTo(bodies(Carried.keptByNginx(opening(sent))));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void ffmpegGetsAll(ClientClip clip, @TempDir Path folder) throws IOException {
        Path received = folder.resolve("received.flv");
        String url = "rtmp://127.0.0.1:" + Nginx.freePort() + "/live/cam";
        try (var listener = ffmpeg.start(
                "-listen",
                "1",
                "-f",
                "data",
                "-i",
                url,
                "-map",
                "0",
                "-c",
                "copy",
                "-f",
                "data",
                received.toString())) {
            publish(clip, url, publisher -> {});
            listener.succeed();
        }
        FlvTag.assertReceived(clip.sent(clips), FlvTag.read(received));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("IP-70: what FFmpeg's demuxer makes of it is what it makes of the file")
    void ffmpegReadsAll(ClientClip clip) throws IOException {
        String url = "rtmp://127.0.0.1:" + Nginx.freePort() + "/live/cam";
        try (var listener = ffmpeg.play(url, "-listen", "1")) {
            publish(clip, url, publisher -> {});
            Packets packets = ffmpeg.packets(clip.path(clips));
            assertThat(packets.list()).isNotEmpty();
            packets.assertReceivedWhole(Packets.of(listener));
        }
    }

    @Test
    void isWhatThePageSays() throws IOException {
        List<String> lines = new ArrayList<>();
        for (ClientClip clip : ClientClip.values()) {
            lines.add("| " + clip.title() + Carried.cells(clip.sent(clips)) + " |");
        }
        assertThat(Files.readString(Path.of("../docs/interop.md"))).contains(String.join("\n", lines));
    }

    private Played publishAndPlay(ClientClip clip, Relaying server) throws IOException {
        String stream = clip + server.query();
        try (var early = RawRtmpPeer.connect(server.address(), "live");
                var late = RawRtmpPeer.connect(server.address(), "live")) {
            early.play(stream);
            String url = "rtmp://127.0.0.1:" + server.address().getPort() + "/live/" + clip;
            publish(clip, url, publisher -> {
                awaitHandled(publisher);
                late.play(stream);
            });
            return new Played(playedBy(early, server), playedBy(late, server));
        }
    }

    private static void publish(ClientClip clip, String url, Midway midway) throws IOException {
        // FFmpeg may not listen yet.
        var soon = new Reconnect(Reconnect.FOR_EVER, Duration.ofMillis(10), Duration.ofMillis(50), true);
        var options = PublishOptions.DEFAULT.withForm(clip.form()).withReconnect(soon);
        try (var file = MediaFiles.open(clip.path(clips));
                var publisher = CLIENT.publish(url, options)) {
            boolean isMidway = false;
            for (MediaFrame header : file.headers()) {
                publisher.write(header);
            }
            for (MediaFrame frame = file.next(); frame != null; frame = file.next()) {
                if (!isMidway && frame.dtsMillis() >= LATE_MILLIS) {
                    isMidway = true;
                    midway.with(publisher);
                }
                publisher.write(frame);
            }
        }
    }

    /** A server answers in order. */
    private static void awaitHandled(RtmpPublisher publisher) {
        await("what waits for the network").until(() -> publisher.counters().waitingBytes() == 0);
        NetConnection connection = Objects.requireNonNull(publisher.connection());
        connection
                .createStream(new NetStreamHandler() {})
                .handle((stream, failure) -> "answered")
                .join();
    }

    private static List<FlvTag> playedBy(RawRtmpPeer player, Relaying server) throws IOException {
        player.command(0, "createStream", 2, (Object) null);
        List<FlvTag> tags = new ArrayList<>();
        Message message = player.read();
        while (message.typeId() != RawRtmpPeer.COMMAND
                || !message.values().toString().contains(server.lastWord())) {
            if (message.typeId() == RawRtmpPeer.AUDIO || message.typeId() == RawRtmpPeer.VIDEO) {
                tags.add(new FlvTag(message.typeId(), message.timestampMillis(), message.body()));
            }
            message = player.read();
        }
        return tags;
    }

    /** The headers with which it begins. */
    private static List<FlvTag> opening(List<FlvTag> sent) {
        return sent.stream()
                .filter(tag -> Carried.isHeader(tag) && tag.timestampMillis() < LATE_MILLIS)
                .toList();
    }

    private static Set<ByteBuffer> bodies(List<FlvTag> tags) {
        return tags.stream().map(FlvTag::body).collect(Collectors.toSet());
    }
}

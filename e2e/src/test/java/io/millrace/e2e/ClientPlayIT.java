package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.NetConnection;
import io.millrace.client.NetStreamHandler;
import io.millrace.client.PlayOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPlayer;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client plays what FFmpeg publishes, from nginx-rtmp, from our server and from FFmpeg itself: what comes is what was sent. */
class ClientPlayIT {
    private static final RtmpClient CLIENT = RtmpClient.create();

    @TempDir
    private static Path recordings;

    @TempDir
    private static Path folderOfNginx;

    private static TestServer millrace;
    private static Nginx nginx;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @BeforeAll
    static void start() throws IOException {
        NumberedClip.write(recordings.resolve("vod/numbered.flv"), 300, 0);
        Files.copy(MediaFile.H264_AAC_B_FRAMES.path(), recordings.resolve("vod/film.flv"));
        millrace = TestServer.start("streams.max-lag=1m", "recordings.directory=" + recordings);
        nginx = new Nginx(folderOfNginx, "");
    }

    @AfterAll
    static void stop() {
        CLIENT.close();
        nginx.close();
        millrace.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "H264_MP3", "EXTENDED_TIMESTAMPS", "AUDIO_ONLY"})
    @DisplayName("IP-34: live from nginx-rtmp, which tells by StreamEOF that the publisher has left")
    void fromNginx(MediaFile clip) throws IOException {
        String url = nginx.url("live/" + clip);
        try (var player = CLIENT.play(url)) {
            publish(clip, url);
            FlvTag.assertReceived(FlvTag.read(clip.path()), PlayedTags.toTheEnd(player));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "TWO_VIDEO_THREE_AUDIO"})
    @DisplayName("IP-71: live from our server, with all tracks as published")
    void allTracks(MediaFile clip) throws IOException {
        String url = millrace.url("live/" + clip);
        try (var player = CLIENT.play(url + "?tracks=all")) {
            publish(clip, url);
            FlvTag.assertReceived(FlvTag.read(clip.path()), PlayedTags.toTheEnd(player));
        }
    }

    @Test
    @DisplayName("R-145: a recorded stream, to its end")
    void recorded() throws IOException {
        try (var player = CLIENT.play(millrace.url("vod/film"))) {
            FlvTag.assertReceived(FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path()), PlayedTags.toTheEnd(player));
        }
    }

    @Test
    @DisplayName("R-153: a recorded stream that is paused and resumed goes on with the next frame")
    void pause() throws IOException {
        try (var player = CLIENT.play(millrace.url("vod/numbered"))) {
            List<Integer> seen = new ArrayList<>(numbersTo(9, player));
            player.pause(true);
            awaitHandled(player);
            player.pause(false);
            seen.addAll(numbersTo(45, player)); // the server sends 3 s ahead
            assertThat(seen).isEqualTo(IntStream.rangeClosed(0, 45).boxed().toList());
        }
    }

    @Test
    @DisplayName("R-152: a player that seeks gets the recording from the key frame before that place")
    void seek() throws IOException {
        try (var player = CLIENT.play(millrace.url("vod/numbered"))) {
            player.seek(20_550);
            List<Integer> seen = numbersTo(215, player);
            assertThat(seen.subList(seen.indexOf(200), seen.size()))
                    .isEqualTo(IntStream.rangeClosed(200, 215).boxed().toList());
            assertThat(seen.subList(0, seen.indexOf(200))).isSorted();
            player.seek(0);
            assertThat(numbersTo(5, player)).endsWith(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void fromFfmpegThatListens() throws IOException {
        Path clip = MediaFile.H264_AAC_B_FRAMES.path();
        String url = "rtmp://127.0.0.1:" + Nginx.freePort() + "/live/cam";
        var soon = new Reconnect(Reconnect.FOR_EVER, Duration.ofMillis(10), Duration.ofMillis(50), true);
        try (var server =
                        ffmpeg.start("-copyts", "-i", clip.toString(), "-c", "copy", "-f", "flv", "-listen", "1", url);
                var player = CLIENT.play(url, PlayOptions.DEFAULT.withReconnect(soon))) {
            FlvTag.assertReceived(FlvTag.read(clip), PlayedTags.toTheEnd(player));
            server.succeed();
        }
    }

    private void publish(MediaFile clip, String url) {
        try (var publisher = ffmpeg.publish(clip.path(), url)) {
            publisher.succeed();
        }
    }

    /** The numbers on the pictures that come, up to that one. */
    private static List<Integer> numbersTo(int last, RtmpPlayer player) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.isEmpty() || numbers.getLast() != last) {
            FlvTag tag = PlayedTags.tag(Objects.requireNonNull(player.next()));
            if (tag.isCodedFrame()) {
                numbers.add(Frames.number(tag.body()));
            }
        }
        return numbers;
    }

    /** A server answers in order. */
    private static void awaitHandled(RtmpPlayer player) {
        NetConnection connection = Objects.requireNonNull(player.connection());
        connection
                .createStream(new NetStreamHandler() {})
                .handle((stream, failure) -> "answered")
                .join();
    }
}

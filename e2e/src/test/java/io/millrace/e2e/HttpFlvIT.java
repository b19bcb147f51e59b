package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.WebSocketMessages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Live streams as FLV over HTTP: what arrives is what was published. */
class HttpFlvIT {
    private static final TestServer SERVER = TestServer.start(
            "applications.shut.play-key=secret",
            "applications.verified.swf-verification=" + swf(),
            "streams.max-lag=1m");
    private static final TestHttp HTTP = new TestHttp(SERVER);

    private static String swf() {
        try {
            Path file = Files.createTempFile("player", ".swf");
            Files.write(file, new byte[] {'F', 'W', 'S', 9, 8, 0, 0, 0});
            file.toFile().deleteOnExit();
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Who comes behind the first key frame gets it, too. */
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "H264_EAC3", "AUDIO_ONLY"})
    void ffmpegPlays(MediaFile media) throws IOException {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        String name = "flv-" + media;
        Path clip = media.path();
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish(name);
            List<FlvTag> tags = FlvTag.read(clip);
            int first = FirstTags.upToSecondKeyFrame(tags);
            publisher.tags(streamId, tags.subList(0, first));
            publisher.awaitHandled();
            try (var player = ffmpeg.play(SERVER.httpUrl("/live/" + name + ".flv"))) {
                SERVER.awaitPlayers("live/" + name, 1);
                publisher.tags(streamId, tags.subList(first, tags.size()));
                publisher.command(0, "deleteStream", 0, null, streamId);
                publisher.awaitHandled();
                if (media == MediaFile.AUDIO_ONLY) {
                    ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
                } else {
                    ffmpeg.packets(clip).assertReceivedFromKeyFrame(Packets.of(player));
                }
            }
        }
    }

    @Test
    void aStreamThatNobodyPublishesIsNotThere() throws Exception {
        HttpResponse<String> got = HTTP.get("/live/nobody.flv");
        assertThat(got.statusCode()).isEqualTo(404);
        assertThat(got.body()).contains("Nobody publishes this stream.");
    }

    @ParameterizedTest
    @CsvSource({
        "/verified/cam.flv, 403",
        "/shut/cam.flv, 403",
        "/shut/cam.flv?key=wrong, 403",
        "/shut/cam.flv?key=secret, 404",
        "/live/cam.flv?tracks=some, 400",
        "/live/cam.flv?video=x, 400",
        "/cam.mp4, 404",
        "/live/, 404",
    })
    void refusesWhatCannotBe(String target, int status) throws Exception {
        assertThat(HTTP.get(target).statusCode()).isEqualTo(status);
    }

    @Test
    void aPageOfAnySiteMayPlay() throws Exception {
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish("anysite");
            Frames.sendVideo(publisher, streamId, 0, Frames.header(0));
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            publisher.awaitHandled();
            HttpResponse<InputStream> got = HTTP.get("/live/anysite.flv", HttpResponse.BodyHandlers.ofInputStream());
            assertThat(got.headers().map()).containsEntry("access-control-allow-origin", List.of("*"));
            assertThat(got.headers().firstValue("content-type")).contains("video/x-flv");
            try (InputStream body = got.body()) {
                // Video and no audio, of which it is known that there is none.
                assertThat(body.readNBytes(13)).containsExactly('F', 'L', 'V', 1, 1, 0, 0, 0, 9, 0, 0, 0, 0);
                SERVER.awaitPlayers("live/anysite", 1);
                assertThat(SERVER.running().httpFlvCounters().viewers()).isPositive();
                publisher.command(0, "deleteStream", 0, null, streamId);
                publisher.awaitHandled();
                body.readAllBytes(); // it ends with the stream
            }
            SERVER.awaitPlayers("live/anysite", 0);
        }
    }

    @Test
    void aWebSocketCarriesTheSame() throws Exception {
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish("socket");
            Frames.sendVideo(publisher, streamId, 0, Frames.header(0));
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            publisher.awaitHandled();
            var body = HTTP.get("/live/socket.flv", HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            var messages = new WebSocketMessages();
            HTTP.webSocket("/live/socket.flv", messages);
            SERVER.awaitPlayers("live/socket", 2);
            publisher.command(0, "deleteStream", 0, null, streamId);
            publisher.awaitHandled();
            try (body) {
                messages.closed().get(60, TimeUnit.SECONDS);
                assertThat(messages.bytes()).isEqualTo(body.readAllBytes());
            }
        }
    }
}

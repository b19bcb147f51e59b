package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.WebSocketMessages;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Live streams as fragmented MP4, plain and through WebSockets: what arrives is what was published. */
class HttpMp4IT {
    private static final TestServer SERVER =
            TestServer.start("applications.shut.play-key=secret", "streams.max-lag=1m");
    private static final TestHttp HTTP = new TestHttp(SERVER);

    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "H264_EAC3", "AUDIO_ONLY", "VIDEO_ONLY"})
    void everyPacketArrives(MediaFile media) throws Exception {
        Path file = folder.resolve("got.mp4");
        play(media, "/live/" + media + ".mp4", file);
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Packets expected = ffmpeg.packets(media.path());
        Packets found = ffmpeg.packets(file);
        assertThat(found.tracks()).isEqualTo(expected.tracks());
        for (String track : expected.tracks()) {
            List<String> all = expected.hashes(track);
            List<String> hashes = found.hashes(track);
            assertThat(all).endsWith(hashes.toArray(String[]::new));
            // E-AC-3 says nothing of itself before its first frame, so that the picture before that is too early.
            int least = media == MediaFile.H264_EAC3 ? all.size() / 2 : all.size();
            assertThat(hashes.size())
                    .as("but for sound before the first picture")
                    .isGreaterThan(least - 4);
        }
        ffmpeg.run("-xerror", "-i", file.toString(), "-f", "null", "-");
    }

    @Test
    void aTrackCanBeChosen() throws Exception {
        Path file = folder.resolve("got.mp4");
        play(MediaFile.TWO_VIDEO_THREE_AUDIO, "/live/choice.mp4?video=1&audio=2", file);
        assertThat(Ffmpeg.bundled().packets(file).tracks()).containsExactlyInAnyOrder("video0:hevc", "audio0:ac3");
    }

    private void play(MediaFile media, String target, Path file) throws IOException {
        String path = target.substring(1, target.indexOf(".mp4"));
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish(path.substring(path.indexOf('/') + 1));
            List<FlvTag> tags = FlvTag.read(media.path());
            int begun = FirstTags.withAllTracks(tags);
            publisher.tags(streamId, tags.subList(0, begun));
            publisher.awaitHandled();
            var body = HTTP.getAsync(target, HttpResponse.BodyHandlers.ofFile(file));
            SERVER.awaitPlayers(path, 1);
            publisher.tags(streamId, tags.subList(begun, tags.size()));
            publisher.awaitHandled();
            // The server waits for tracks that may come yet, and the viewer is to have them all.
            await().until(() -> Files.exists(file) && Files.size(file) > 0);
            publisher.command(0, "deleteStream", 0, null, streamId);
            publisher.awaitHandled();
            assertThat(body.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWebSocketTellsWhatItCarries() throws Exception {
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish("socket");
            List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
            publisher.tags(streamId, tags);
            publisher.awaitHandled();
            var messages = new WebSocketMessages();
            HTTP.webSocket("/live/socket.mp4", messages);
            SERVER.awaitPlayers("live/socket", 1);
            publisher.command(0, "deleteStream", 0, null, streamId);
            publisher.awaitHandled();
            messages.closed().get(60, TimeUnit.SECONDS);
            String said = "{\"mime\":\"video/mp4; codecs=\\\"avc1.64000b,mp4a.40.2\\\"\"}";
            String all = new String(messages.bytes(), StandardCharsets.ISO_8859_1);
            assertThat(all).startsWith(said);
            assertThat(all.substring(said.length() + 4)).startsWith("ftyp").contains("moov", "moof", "mdat");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/live/nobody.mp4, 404",
        "/shut/cam.mp4, 403",
        "/shut/cam.mp4?key=secret, 404",
        "/live/cam.mp4?video=x, 400"
    })
    void refusesWhatCannotBe(String target, int status) throws Exception {
        assertThat(HTTP.get(target).statusCode()).isEqualTo(status);
    }
}

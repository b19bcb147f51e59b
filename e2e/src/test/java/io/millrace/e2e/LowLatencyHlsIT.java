package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests of players of low latency that wait at a real server while a stream goes on, and those that it refuses. Whatever needs no
 * sockets is in the unit tests of {@code server.hls}. Rules are those of RFC 8216bis, draft 16. What waits
 * has three segments of time, which is more than a slow machine needs to publish the next.
 */
class LowLatencyHlsIT {
    private static final TestServer SERVER = TestServer.configured("""
            rtmp: {bind: 127.0.0.1, port: 0}
            http: {enabled: true, port: 0}
            streams: {max-lag: 1m}
            hls:
              segment-duration: 3s
              end-after: 1h
              idle-timeout: 1h
            applications:
              shut: {play-key: "a&b"}
              none: {hls: never}
              "*": {hls-window: 1m}
            """);
    private static final TestHttp HTTP = new TestHttp(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** A publisher of 25 pictures a second, with a key frame each second, as fast as the test wants them. */
    private static final class Camera implements AutoCloseable {
        private final RawRtmpPeer peer;
        private final int streamId;
        private final List<FlvTag> pictures;
        private int sent;

        Camera(String path) throws IOException {
            peer = RawRtmpPeer.connect(SERVER.address(), path.substring(0, path.indexOf('/')));
            streamId = peer.publish(path.substring(path.indexOf('/') + 1));
            List<FlvTag> tags = FlvTag.read(MediaFile.VIDEO_ONLY.path());
            peer.tags(streamId, tags.stream().filter(tag -> !tag.isCodedFrame()).toList());
            pictures = tags.stream().filter(FlvTag::isCodedFrame).toList();
        }

        void send(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                FlvTag picture = pictures.get(sent % pictures.size());
                peer.tags(streamId, List.of(new FlvTag(picture.type(), 40L * sent, picture.body())));
                sent++;
            }
            peer.awaitHandled();
        }

        @Override
        public void close() throws IOException {
            peer.command(0, "deleteStream", 0, null, streamId);
            peer.awaitHandled();
            peer.close();
        }
    }

    /** Plays with its first segment whole, and some pictures of the next. */
    private static Camera playing(String path, String query) throws IOException {
        var camera = new Camera(path);
        camera.send(55);
        var master = HTTP.getAsync("/" + path + ".m3u8" + query);
        SERVER.awaitPlayers(path, 1);
        camera.send(90);
        assertThat(master.join().statusCode()).isEqualTo(200);
        return camera;
    }

    @Test
    void aPlaylistWaitsForWhatIsAskedFor() throws Exception {
        try (Camera camera = playing("live/wait", "")) {
            String before = HTTP.get("/live/wait.hls/v0.m3u8").body();
            long next = next(PlaylistRules.check(before));
            var waiting = HTTP.getAsync("/live/wait.hls/v0.m3u8?_HLS_msn=" + next);
            camera.send(90);
            String after = waiting.join().body();
            PlaylistRules.checkUpdate(before, after);
            assertThat(next(PlaylistRules.check(after))).isGreaterThan(next);
        }
    }

    @Test
    void aPartThatIsHintedAtComesWhenItIsThere() throws Exception {
        try (Camera camera = playing("live/hint", "")) {
            Playlist playlist =
                    PlaylistRules.check(HTTP.get("/live/hint.hls/v0.m3u8").body());
            var hinted = HTTP.getAsync("/live/hint.hls/"
                    + playlist.attributes("EXT-X-PRELOAD-HINT").get("URI"));
            camera.send(30);
            assertThat(hinted.join().statusCode()).isEqualTo(200);
            assertThat(hinted.join().body()).contains("moof");
        }
    }

    @Test
    @DisplayName("a key is asked for with each file, and each URI has it")
    void keys() throws Exception {
        try (Camera camera = playing("shut/cam", "?key=a%26b")) {
            String master = HTTP.get("/shut/cam.m3u8?key=a%26b").body();
            assertThat(master).contains("cam.hls/v0.m3u8?key=a%26b\n");
            Playlist playlist = PlaylistRules.check(
                    HTTP.get("/shut/cam.hls/v0.m3u8?key=a%26b").body());
            String segment = playlist.segments().getFirst().uri();
            assertThat(segment).endsWith(".m4s?key=a%26b");
            assertThat(HTTP.get("/shut/cam.hls/" + segment).statusCode()).isEqualTo(200);
            for (String target :
                    List.of("cam.m3u8", "cam.hls/v0.m3u8", "cam.hls/" + segment.replaceFirst("\\?.*", ""))) {
                assertThat(HTTP.get("/shut/" + target).statusCode()).isEqualTo(403);
                assertThat(HTTP.get("/shut/" + target + "?key=wrong").statusCode())
                        .isEqualTo(403);
            }
            camera.send(1);
        }
    }

    @Test
    void aViewerIsASessionThatAnOperatorCanEnd() throws Exception {
        try (Camera camera = playing("live/kick", "")) {
            String playlist = HTTP.get("/live/kick.hls/v0.m3u8").body();
            HTTP.get("/live/kick.hls/v0.m3u8?viewer=2");
            List<String> sessions = sessions("live/kick");
            assertThat(sessions).hasSize(2);
            assertThat(sessions.getFirst())
                    .contains("\"bytesSent\":" + playlist.length() + ",", "\"agent\":\"Java-http-client/");
            var end = HTTP.request("/api/v1/sessions/" + sessions.getFirst().replaceAll("\\D.*", ""))
                    .DELETE();
            assertThat(HTTP.send(end, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            assertThat(HTTP.get("/live/kick.hls/v0.m3u8").statusCode()).isEqualTo(403);
            assertThat(HTTP.get("/live/kick.m3u8").statusCode()).isEqualTo(403);
            assertThat(HTTP.get("/live/kick.hls/v0.m3u8?viewer=2").statusCode()).isEqualTo(200);
            assertThat(sessions("live/kick")).hasSize(1);
            camera.send(1);
        }
    }

    /** Those of HLS that play it, in JSON from the value of their ID on. */
    private static List<String> sessions(String stream) throws IOException, InterruptedException {
        String all = HTTP.get("/api/v1/sessions?stream=" + stream).body();
        return Stream.of(all.split("\"id\":"))
                .filter(session -> session.contains("\"carrier\":\"hls\""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/live/bad.hls/v0.m3u8?_HLS_part=0, 400",
        "/live/bad.hls/v0.m3u8?_HLS_msn=x, 400",
        "/live/bad.hls/v0.m3u8?_HLS_msn=-1, 400",
        "/live/bad.hls/v0.m3u8?_HLS_msn=99999999999999999999, 400",
        "/live/bad.hls/v0.m3u8?_HLS_msn=999999999999999999, 400",
        "/live/bad.hls/v7.m3u8, 404",
        "/live/bad.hls/v0-0-0.m4s, 404",
        "/live/bad.hls/v0-0-i0.mp4, 404",
        "/live/bad.hls/nothing, 404",
        "/live/bad.hls/..%2f..%2fsecret, 400",
        "/live/bad.m3u8?format=avi, 400",
        "/live/nobody.m3u8, 404",
        "/none/cam.m3u8, 404",
    })
    void refusesWhatCannotBe(String target, int status) throws Exception {
        if (target.contains("bad")) {
            synchronized (SERVER) {
                if (!SERVER.running().hub().isPublished("live/bad")) {
                    playing("live/bad", ""); // goes on publishing nothing, until the server ends
                }
            }
        }
        HttpResponse<String> got = HTTP.get(target);
        assertThat(got.statusCode()).isEqualTo(status);
    }

    /** The number of the first segment that is not finished. */
    private static long next(Playlist playlist) {
        return playlist.firstMsn()
                + playlist.segments().stream()
                        .filter(Playlist.Segment::isFinished)
                        .count();
    }
}

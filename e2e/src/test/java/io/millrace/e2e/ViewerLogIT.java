package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who plays by HTTP is in the log, under the ID of its session. */
class ViewerLogIT {
    private static final int SECONDS_AT_ONCE = 8;
    private static final AtomicInteger FILES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static final String SOCKET =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @ParameterizedTest
    @CsvSource({
        "http-flv, .flv, false",
        "websocket-flv, .flv, true",
        "http-mp4, .mp4, false",
        "websocket-mp4, .mp4, true"
    })
    void viewersAreLoggedFromTheirBeginningToTheirEnd(String kind, String ending, boolean socket) throws IOException {
        String path = "live/logged-by-" + kind;
        try (var server = TestServer.start("applications.*.play-key=secret", "applications.*.hls=always");
                var publisher = LivePublisher.start(server, "logged-by-" + kind, clip(), SECONDS_AT_ONCE)) {
            assertThat(publisher).isNotNull();
            await().until(() -> server.running().hub().isPublished(path));
            int port;
            try (var viewer = viewer(server, "/" + path + ending + "?key=secret", socket ? SOCKET : "")) {
                port = viewer.getLocalPort();
                assertThat(viewer.getInputStream().read()).isEqualTo('H');
                await().untilAsserted(() ->
                        assertThat(ServerLog.lines("plays " + path)).hasSize(1));
            }
            await().untilAsserted(() ->
                    assertThat(ServerLog.lines("(player of " + path)).hasSize(1));
            String name = "#\\d+ 127\\.0\\.0\\.1:" + port;
            assertThat(ServerLog.lines("plays " + path).getFirst())
                    .matches(name + " plays " + path + " by " + kind + " \\(a\\?viewer\\)");
            assertThat(ServerLog.lines("(player of " + path).getFirst())
                    .matches(name + " closed \\(player of " + path + "\\): .+; sent \\d+ bytes in \\d+ s");
            assertThat(ServerLog.lines(path))
                    .noneMatch(line -> line.contains("secret") || line.contains("in the middle of a request"));
        }
    }

    @Test
    void viewersByHlsAreLoggedToo() throws Exception {
        String path = "live/logged-by-hls";
        try (var server = TestServer.start("hls.segment-duration=1s", "applications.*.hls=always");
                var publisher = LivePublisher.start(server, "logged-by-hls", clip(), SECONDS_AT_ONCE)) {
            assertThat(publisher).isNotNull();
            await().until(() -> server.running().hub().isPublished(path));
            var http = new TestHttp(server);
            try (var viewer = viewer(server, "/" + path + ".hls/v0.m3u8?key=secret", "")) {
                assertThat(viewer.getInputStream().read()).isEqualTo('H');
            }
            await().untilAsserted(
                            () -> assertThat(ServerLog.lines("plays " + path)).hasSize(1));
            String line = ServerLog.lines("plays " + path).getFirst();
            var id = Pattern.compile("#(\\d+) 127.* plays " + path + " by hls \\(a\\?viewer\\)")
                    .matcher(line);
            assertThat(id.matches()).as(line).isTrue();
            HttpRequest.Builder kick =
                    http.request("/api/v1/sessions/" + id.group(1)).DELETE();
            assertThat(http.send(kick, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
            await().untilAsserted(
                            () -> assertThat(ServerLog.lines("closed (player of " + path + "): kicked for a minute"))
                                    .hasSize(1));
            assertThat(ServerLog.lines(path)).noneMatch(logged -> logged.contains("secret"));
        }
    }

    private static List<FlvTag> clip() {
        Path file = folder.resolve(FILES.incrementAndGet() + ".flv");
        return FlvTag.read(Ffmpeg.bundled().repeat(MediaFile.H264_AAC_B_FRAMES.path(), 60, file));
    }

    private static Socket viewer(TestServer server, String target, String more) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(),
                server.running().httpAddress().orElseThrow().getPort());
        String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a\tviewer\r\n" + more + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}

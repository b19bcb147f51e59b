package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Chromium plays through TLS, where it speaks HTTP/2: all that a page plays shares one connection. */
class BrowserTlsIT {
    private static final Running RUNNING = new Running();

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static PlayerPages pages;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = RUNNING.add(Chromium.start());
        pages = RUNNING.add(PlayerPages.start());
        var certificate = CertificateFiles.selfSigned(folder, "server", "IP:127.0.0.1");
        server = RUNNING.add(TestServer.start(
                "tls.certificate=" + certificate.certificate(),
                "tls.key=" + certificate.key(),
                "hls.segment-duration=1s",
                "applications.*.hls=always",
                "applications.*.hls-window=1m",
                "streams.max-lag=1m"));
        List<FlvTag> tags = FlvTag.read(
                Ffmpeg.bundled().repeat(MediaFile.H264_AAC_B_FRAMES.path(), 60, folder.resolve("two-minutes.flv")));
        RUNNING.add(LivePublisher.start(server, "cam", tags, 20));
    }

    @AfterAll
    static void stop() throws Exception {
        RUNNING.close();
    }

    /** An answer without end, requests that wait, and those that come and go, until the answer without end is no longer wanted. */
    @Test
    void flvAndHlsShareOneConnection() throws Exception {
        var http = new TestHttp(server);
        try (var page = chromium.open(pages.player())) {
            page.evaluate("another()");
            page.evaluate("frames[0].playFlv('%s')".formatted(server.httpUrl("https", "/live/cam.flv?compat=1")));
            page.evaluate("frames[0].plays(0.1)");
            page.evaluate("playHls('%s', true)".formatted(server.httpUrl("https", "/live/cam.m3u8")));
            page.evaluate("Promise.all([plays(2), frames[0].plays(2)])");
            page.evaluate("until(() => seen.parts > 2 && hls.latency > 0)");
            assertThat(sessions(http)).contains("\"carrier\":\"http-flv\"", "\"carrier\":\"hls\"");

            page.evaluate("frames[0].stopFlv()");
            await("the end of FLV").until(() -> !sessions(http).contains("\"carrier\":\"http-flv\""));
            page.evaluate("plays(2)");
            List<Chromium.Answer> answers = page.answers().stream()
                    .filter(answer -> answer.url().startsWith("https:"))
                    .toList();
            assertThat(answers)
                    .extracting(answer -> answer.url().replaceFirst("[^?]*(\\.\\w+).*", "$1"))
                    .contains(".flv", ".m3u8", ".mp4", ".m4s");
            assertThat(answers).extracting(Chromium.Answer::protocol).containsOnly("h2");
            assertThat(answers)
                    .extracting(Chromium.Answer::connection)
                    .containsOnly(answers.getFirst().connection());
        }
    }

    @Test
    void aPagePlaysMp4FromAWebSocket() {
        try (var page = chromium.open(pages.player())) {
            page.evaluate("playMp4('%s')".formatted(server.httpUrl("wss", "/live/cam.mp4")));
            page.evaluate("plays(1)");
        }
    }

    /** Figures, events and the picture come from where the page does. */
    @Test
    void theConsoleShowsAStream() {
        try (var page = chromium.open(server.httpUrl("https", "/#/streams/live/cam"))) {
            page.await("document.querySelector('video')?.videoWidth > 0");
            assertThat(list(page, "performance.getEntriesByType('resource').map(entry => entry.nextHopProtocol)"))
                    .containsOnly("h2");
            assertThat(page.problems()).isEmpty();
        }
    }

    private static List<String> list(Chromium.Page page, String expression) {
        return page.evaluate(expression).valueStream().map(JsonNode::asString).toList();
    }

    private static String sessions(TestHttp http) throws Exception {
        return http.get("/api/v1/sessions?stream=live/cam").body();
    }
}

package io.millrace.server.httpvod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.MillraceServer;
import io.millrace.server.auth.Authorizer;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings over HTTP, with a client that is not ours. */
final class HttpVodServiceTest {
    private static final String BODY = "0123456789";
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @BeforeEach
    void record() throws IOException {
        write("cam.mp4", BODY);
    }

    @AfterEach
    void close() {
        client.shutdownNow();
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve("live").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    // ---- who may ----

    @Test
    void whoeverDecidesIsAskedAboutTheStreamOfTheRecording() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        Authorizer authorizer = request -> {
            asked.add(request.streamName());
            return Decision.ALLOW;
        };
        write("cam-2026-01-02T03-04-05Z.mp4", BODY);
        write("film.mp4", BODY);
        var named = config().with("applications.live.record-name", "{name}-{time}");
        try (var server = MillraceServer.start(named, authorizer)) {
            assertThat(get(server, "cam-2026-01-02T03-04-05Z.mp4").body()).isEqualTo(BODY);
            assertThat(get(server, "film.mp4").body()).isEqualTo(BODY);
        }
        assertThat(asked).containsExactly("cam", "film");
    }

    @Test
    void whoeverDecidesIsAskedAboutTheOneStreamWhoseSecondRecordingItIs() throws Exception {
        Authorizer authorizer =
                request -> request.streamName().equals("cam") ? Decision.ALLOW : Decision.deny("not theirs");
        write("cam~2.mp4", BODY);
        write("cam-2.mp4", BODY);
        try (var server = MillraceServer.start(config(), authorizer)) {
            assertThat(get(server, "cam~2.mp4").body()).isEqualTo(BODY);
            assertThat(get(server, "cam%7E2.mp4").body()).isEqualTo(BODY);
            assertThat(get(server, "cam-2.mp4").statusCode()).isEqualTo(403);
        }
    }

    // ---- parts ----

    @ParameterizedTest
    @CsvSource({
        "bytes=2-4, 206, 234, bytes 2-4/10",
        "bytes=-3, 206, 789, bytes 7-9/10",
        "bytes=8-99, 206, 89, bytes 8-9/10",
        "'bytes=0-1,3-4', 200, 0123456789,",
        "lines=0-1, 200, 0123456789,",
        "bytes=10-, 416, '', bytes */10",
        "bytes=-0, 416, '', bytes */10",
    })
    @DisplayName("RFC9110 §14: a part, the whole, or neither")
    void partIsWhatWasAskedFor(String range, int status, String body, String contentRange) throws Exception {
        try (var server = MillraceServer.start(config())) {
            HttpResponse<String> answer = get(server, "cam.mp4", "Range", range);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(body.length());
            assertThat(answer.headers().firstValue("content-range").orElse(null))
                    .isEqualTo(contentRange);
            assertThat(answer.headers().firstValue("accept-ranges")).hasValue("bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"bytes=2-4", "bytes=10-", "''"})
    @DisplayName("RFC9110 §9.3.2, §14.2: HEAD has no body, and knows no parts")
    void headIsThatOfTheWhole(String range) throws Exception {
        try (var server = MillraceServer.start(config())) {
            var head = HttpRequest.newBuilder(uri(server, "cam.mp4")).HEAD();
            if (!range.isEmpty()) {
                head.header("Range", range);
            }
            HttpResponse<String> answer = client.send(head.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(BODY.length());
            assertThat(answer.headers().firstValue("content-range")).isEmpty();
            assertThat(answer.body()).isEmpty();
            assertThat(get(server, "cam.mp4").body()).isEqualTo(BODY); // on the same connection
        }
    }

    @Test
    void anEmptyFileIsEmptyWhateverPartIsAskedFor() throws Exception {
        write("empty.mp4", "");
        try (var server = MillraceServer.start(config())) {
            HttpResponse<String> answer = get(server, "empty.mp4", "Range", "bytes=0-");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    // ---- while it lasts ----

    @Test
    void whatIsBeingRecordedIsAsLongAsItIsAtThatMoment() throws Exception {
        try (var server = MillraceServer.start(config())) {
            HttpResponse<InputStream> begun =
                    client.send(HttpRequest.newBuilder(uri(server, "cam.mp4")).build(), BodyHandlers.ofInputStream());
            Files.writeString(directory.resolve("live/cam.mp4"), "abc", StandardOpenOption.APPEND);
            assertThat(begun.headers().firstValueAsLong("content-length")).hasValue(BODY.length());
            assertThat(new String(begun.body().readAllBytes(), UTF_8)).isEqualTo(BODY);
            HttpResponse<String> rest = get(server, "cam.mp4", "Range", "bytes=" + BODY.length() + "-");
            assertThat(rest.body()).isEqualTo("abc");
            assertThat(rest.headers().firstValue("content-range")).hasValue("bytes 10-12/13");
            String tag = begun.headers().firstValue("etag").orElseThrow();
            assertThat(get(server, "cam.mp4", "Range", "bytes=2-4", "If-Range", tag)
                            .statusCode())
                    .as("another version")
                    .isEqualTo(200);
        }
    }

    @Test
    @Timeout(60)
    void aReaderThatGoesLeavesItsPlaceToTheNext() throws Exception {
        writeLarge("large.mp4");
        var one = config().with("streams.max-players", "1");
        try (var server = MillraceServer.start(one)) {
            try (var reader = new Socket("127.0.0.1", port(server))) {
                reader.setSoLinger(true, 0); // breaks off in the end
                reader.getOutputStream().write("GET /recordings/live/large.mp4 HTTP/1.1\r\n\r\n".getBytes(UTF_8));
                assertThat(reader.getInputStream().read()).isEqualTo('H');
                HttpResponse<String> refused = get(server, "cam.mp4");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
                assertThat(server.metrics().playersRefusedTotal()).isEqualTo(1);
                assertThat(server.httpVodCounters().ended.sum()).isZero();
            }
            HttpResponse<String> next = get(server, "cam.mp4");
            while (next.statusCode() == 503) { // the server need not have heard of it yet
                next = get(server, "cam.mp4");
            }
            assertThat(next.body()).isEqualTo(BODY);
            assertThat(server.httpVodCounters().ended.sum()).isPositive();
        }
    }

    /** More than sockets take before anybody reads. */
    private void writeLarge(String name) throws IOException {
        try (var file =
                new RandomAccessFile(directory.resolve("live").resolve(name).toFile(), "rw")) {
            file.setLength(256L << 20);
        }
    }

    // ---- versions ----

    @Test
    @DisplayName("RFC9110 §13.1.5: a part of another version is of no use, and a date does not tell versions apart")
    void partIsOfTheVersionThatTheClientHas() throws Exception {
        try (var server = MillraceServer.start(config())) {
            HttpResponse<String> whole = get(server, "cam.mp4");
            String tag = whole.headers().firstValue("etag").orElseThrow();
            String date = whole.headers().firstValue("last-modified").orElseThrow();
            assertThat(date).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
            assertThat(part(server, "If-Range", tag)).isEqualTo(206);
            for (String other : List.of("\"other\"", "W/" + tag, date, "x")) {
                assertThat(part(server, "If-Range", other)).as(other).isEqualTo(200);
            }
            assertThat(part(server, "If-Match", "\"other\", " + tag)).isEqualTo(206);
            assertThat(part(server, "If-Match", "*")).isEqualTo(206);
            assertThat(part(server, "If-Match", "W/" + tag)).isEqualTo(412);
            assertThat(part(server, "If-Unmodified-Since", date)).isEqualTo(206);
            assertThat(part(server, "If-Unmodified-Since", "Fri, 02 Jan 2026 03:04:04 GMT"))
                    .isEqualTo(412);
            assertThat(part(server, "If-Unmodified-Since", "x")).isEqualTo(206);
            assertThat(part(server, "If-None-Match", "W/" + tag)).isEqualTo(304);
            assertThat(part(server, "If-Modified-Since", date)).isEqualTo(304);
            assertThat(part(server, "If-Modified-Since", "Friday, 02-Jan-26 03:04:05 GMT"))
                    .isEqualTo(304);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-None-Match", "If-Match"})
    void whatHasNoBodyEndsWithItsHead(String header) throws Exception {
        try (var server = MillraceServer.start(config())) {
            String tag = get(server, "cam.mp4").headers().firstValue("etag").orElseThrow();
            String value = header.equals("If-Match") ? "\"other\"" : tag;
            HttpResponse<String> answer = get(server, "cam.mp4", header, value);
            assertThat(answer.statusCode()).isIn(304, 412);
            assertThat(answer.headers().firstValue("etag")).hasValue(tag);
            assertThat(answer.body()).isEmpty();
            assertThat(get(server, "cam.mp4").body()).isEqualTo(BODY); // on the same connection
        }
    }

    // ---- helpers ----

    private int part(MillraceServer server, String header, String value) throws Exception {
        return get(server, "cam.mp4", "Range", "bytes=2-4", header, value).statusCode();
    }

    private HttpResponse<String> get(MillraceServer server, String file, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(server, file));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static int port(MillraceServer server) {
        return server.httpAddress().orElseThrow().getPort();
    }

    private static URI uri(MillraceServer server, String file) {
        return URI.create("http://127.0.0.1:" + port(server) + "/recordings/live/" + file);
    }

    private ServerConfig config() {
        return ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0")
                .with("recordings.directory", directory.toString());
    }
}

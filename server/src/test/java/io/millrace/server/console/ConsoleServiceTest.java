package io.millrace.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.MillraceServer;
import io.millrace.server.api.ApiService;
import io.millrace.server.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a browser gets of the console, and what stands in its files. */
final class ConsoleServiceTest {
    private static final int MOST_BYTES = 300_000;

    private static MillraceServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        server = MillraceServer.start(ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.enabled", "true")
                .with("http.port", "0")
                .with("api.token", "secret"));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        server.close();
    }

    static Stream<String> paths() {
        return Stream.concat(Stream.of("/"), ConsoleService.FILES.stream().map(name -> "/console/" + name));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void fileIsServedToAnybodyAsWhatItIs(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type(path));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(text(answer.body())).isEqualTo(file(path.substring(path.lastIndexOf('/') + 1)));
    }

    @Test
    void policyAllowsNothingButWhatIsHere() throws Exception {
        String here = "127.0.0.1:" + uri("/").getPort();

        assertThat(get("/").headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://"
                        + here + "; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'"
                        + "; base-uri 'none'; form-action 'none'");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void fileThatTheBrowserHasIsNotSentAgain(String path) throws Exception {
        String tag = get(path).headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> again = get(path, "If-None-Match", "\"other\", " + tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void pageLoadTransfersLittle() throws Exception {
        int all = 0;
        for (String path : paths().toList()) {
            HttpResponse<byte[]> answer = get(path, "Accept-Encoding", "gzip");
            assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(text(uncompressed(answer))).isEqualTo(file(path.substring(path.lastIndexOf('/') + 1)));
            all += answer.body().length;
        }

        assertThat(all).isLessThan(MOST_BYTES);
    }

    @Test
    void nothingElseIsThere() throws Exception {
        assertThat(get("/console/index.html").statusCode()).isEqualTo(404);
        assertThat(get("/console/").statusCode()).isEqualTo(404);
        assertThat(get("/console/ConsoleService.class").statusCode()).isEqualTo(404);
    }

    @Test
    void allFilesAreServed() throws Exception {
        Path directory = Path.of(Objects.requireNonNull(ConsoleService.class.getResource(ConsoleService.PAGE))
                        .toURI())
                .getParent();
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> resources = files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".class") && !name.equals(ConsoleService.PAGE))
                    .collect(Collectors.toSet());
            assertThat(ConsoleService.FILES).containsExactlyInAnyOrderElementsOf(resources);
        }
    }

    @Test
    void pageHasNoScriptOrStyleInIt() {
        assertThat(file(ConsoleService.PAGE))
                .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                .doesNotContain("<style", " style=", "javascript:")
                .doesNotContainPattern("\\son[a-z]+\\s*=");
    }

    @ParameterizedTest
    @MethodSource("files")
    void scriptsReadNoTextAsCode(String name) {
        assertThat(file(name))
                .doesNotContain(
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "DOMParser",
                        "setHTML",
                        "srcdoc")
                .doesNotContainPattern("\\beval\\s*\\(|new Function|setAttribute\\(\"style\"");
    }

    /** The name of a name space is no address; examples are of the domain that is for them [RFC2606]. */
    @ParameterizedTest
    @MethodSource("files")
    void noFileNamesAnotherHost(String name) {
        String text = file(name).replace("http://www.w3.org/2000/svg", "").replace("rtmp://other.example/live", "");

        assertThat(matches(text, "(?:[a-z]+:)?//[A-Za-z0-9][^\\s\"'`]*")
                        .filter(found ->
                                found.group().contains("://") || name.endsWith("html") || name.endsWith("css")))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    @Test
    void everyOperationThatScriptsAskForIsInTheDescriptionOfTheApi() throws Exception {
        JsonNode paths;
        try (InputStream in = Objects.requireNonNull(ApiService.class.getResourceAsStream("openapi.json"))) {
            paths = JsonMapper.shared().readTree(in).path("paths");
        }
        Set<String> asked = files().flatMap(name -> matches(file(name), "\"((?:GET|POST|PUT|PATCH|DELETE) /[^\"]*)\""))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).contains("GET /server", "GET /events", "DELETE /sessions/{id}");
        assertThat(asked).allSatisfy(operation -> {
            String[] parts = operation.split(" ", 2);
            assertThat(paths.path(parts[1]).has(parts[0].toLowerCase(Locale.ROOT)))
                    .as(operation)
                    .isTrue();
        });
    }

    static Stream<String> files() {
        return Stream.concat(Stream.of(ConsoleService.PAGE), ConsoleService.FILES.stream());
    }

    private static Stream<MatchResult> matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }

    private static String file(String name) {
        String file = name.isEmpty() ? ConsoleService.PAGE : name;
        try (InputStream in = Objects.requireNonNull(ConsoleService.class.getResourceAsStream(file), file)) {
            return text(in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] uncompressed(HttpResponse<byte[]> answer) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return in.readAllBytes();
        }
    }

    private static URI uri(String path) {
        return URI.create(
                "http://127.0.0.1:" + server.httpAddress().orElseThrow().getPort() + path);
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}

package io.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What may not be, or makes no sense, is answered with the right status and a little JSON, and nothing else happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadRequestsTest {
    private static final String TOKEN = "right";
    private static final Map<String, String> RIGHT = Map.of("Authorization", "Bearer " + TOKEN);
    private static final Map<String, String> RIGHT_JSON =
            Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");

    private ApiScene open;
    private ApiScene locked;

    @BeforeAll
    void start() throws Exception {
        open = ApiScene.start();
        open.publisher("cam");
        locked = ApiScene.start(ApiScene.CONFIG.with("api.token", TOKEN));
        locked.publisher("cam");
    }

    @AfterAll
    void stop() {
        open.close();
        locked.close();
    }

    @AfterEach
    void nothingHappened() {
        for (ApiScene scene : new ApiScene[] {open, locked}) {
            assertThat(scene.server.hub().isPublished("live/cam")).isTrue();
            assertThat(scene.server.transportCounters().open()).isEqualTo(2);
            assertThat(scene.server.rtmpCounters().reconnectsAsked.sum()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /server",
        "GET, /streams/live/cam",
        "DELETE, /streams/live/cam/publisher",
        "DELETE, /sessions/1",
        "POST, /drain",
        "GET, /config",
        "GET, /events",
        "GET, /openapi.json"
    })
    void nothingIsDoneWithoutTheRightToken(String method, String path) throws Exception {
        for (String token : new String[] {"", "Bearer wrong", "Bearer right2", "Basic right"}) {
            HttpResponse<String> answer = locked.send(
                    method,
                    path,
                    method.equals("POST") ? "{}" : "",
                    Map.of("Authorization", token, "Content-Type", "application/json"));
            assertProblem(answer, 401);
            assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org", "null", "http://127.0.0.1"})
    void nothingIsDoneForPagesOfOtherSites(String origin) throws Exception {
        HttpResponse<String> answer = open.send("DELETE", "/streams/live/cam/publisher", "", Map.of("Origin", origin));
        assertProblem(answer, 403);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertProblem(
                locked.send("DELETE", "/sessions/1", "", Map.of("Origin", origin, "Authorization", "Bearer " + TOKEN)),
                403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void nothingIsDoneForWhomAProxyLetsIn(String header) throws Exception {
        assertProblem(open.send("GET", "/server", "", Map.of(header, "192.0.2.1")), 403);
    }

    @Test
    void nothingIsDoneUnderAnotherName() throws Exception {
        assertThat(raw("DELETE /api/v1/sessions/1 HTTP/1.1\r\nHost: rebound.example.org\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(raw("GET /api/v1/server HTTP/1.0\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/streams/../../config",
                "GET /api/v1/streams/..%2f..%2fetc%2fpasswd",
                "GET /api/v1/%2e%2e/%2e%2e/etc/passwd",
                "GET /api/v1/streams/live%00cam",
                "GET /api/v1/streams//cam",
                "GET /api/v1/streams/live%5c..%5ccam",
                "GET /api/v1/streams/%zz"
            })
    void pathsThatLeadElsewhereAreRefused(String request) throws Exception {
        assertThat(raw(request + " HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /streams/live/none",
        "DELETE, /streams/live/none/publisher",
        "GET, /sessions/999999",
        "GET, /sessions/-1",
        "GET, /sessions/1.5",
        "DELETE, /sessions/999999999999999999999999",
        "GET, /none",
        "GET, /streams/%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    })
    void whatIsNotThereIsNotFound(String method, String path) throws Exception {
        HttpResponse<String> answer = locked.send(method, path, "", RIGHT);
        assertProblem(answer, 404);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void whatCannotBeThePathOfAStreamIsNotFound() throws Exception {
        String path = "/streams/live/" + "x".repeat(300);
        assertProblem(locked.send("POST", path + "/recording", "{}", RIGHT_JSON), 404);
        assertProblem(locked.send("DELETE", path + "/recording", "", RIGHT), 404);
        assertProblem(locked.send("GET", path, "", RIGHT), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /server",
        "PUT, /streams/live/cam",
        "DELETE, /streams",
        "GET, /reconnect",
        "OPTIONS, /drain",
        "TRACE, /server"
    })
    void wrongMethodsAreNotAllowed(String method, String path) throws Exception {
        HttpResponse<String> answer = locked.send(method, path, "", RIGHT);
        assertProblem(answer, 405);
        assertThat(answer.headers().firstValue("allow")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/streams?limit=0",
                "/streams?limit=1001",
                "/streams?limit=x",
                "/streams?offset=-1",
                "/streams?offset=99999999999",
                "/streams?aplication=live",
                "/server?verbose=1"
            })
    void wrongParametersAreRefused(String path) throws Exception {
        assertProblem(locked.send("GET", path, "", RIGHT), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{",
                "[]",
                "null",
                "\"all\"",
                "{\"all\": true} {}",
                "{\"all\": \"true\"}",
                "{\"all\": 1}",
                "{\"all\": false}",
                "{}",
                "{\"all\": true, \"all\": true}",
                "{\"all\": true, \"application\": \"live\"}",
                "{\"application\": 7}",
                "{\"application\": [\"live\"]}",
                "{\"session\": \"1\"}",
                "{\"session\": 1.5}",
                "{\"session\": 99999999999999999999}",
                "{\"all\": true, \"tcUrl\": \"http://example.org/\"}",
                "{\"all\": true, \"tcUrl\": \"rtmp://exa mple/\"}",
                "{\"all\": true, \"closeOthersAfterMillis\": -1}",
                "{\"all\": true, \"closeOthersAfterMillis\": 86400001}",
                "{\"all\": true, \"closeOthersAfterMillis\": 9223372036854775807}",
                "{\"all\": true, \"@class\": \"java.lang.Runtime\"}"
            })
    void wrongBodiesAreRefused(String body) throws Exception {
        HttpResponse<String> answer = locked.send("POST", "/reconnect", body, RIGHT_JSON);
        assertProblem(answer, 400);
        assertThat(answer.body()).doesNotContain("io.millrace", "tools.jackson");
    }

    @Test
    void unknownPropertyIsNamed() throws Exception {
        assertThat(locked.send("POST", "/drain", "{\"tcUrI\": \"/live\"}", RIGHT_JSON)
                        .body())
                .contains("tcUrI");
    }

    @Test
    void deepBodiesAreRefused() throws Exception {
        String deep = "{\"all\":".repeat(10_000 / 8) + "[".repeat(10_000);
        assertProblem(locked.send("POST", "/reconnect", deep, RIGHT_JSON), 400);
    }

    @Test
    void largeBodiesAreRefused() throws Exception {
        String large = "{\"description\": \"" + "x".repeat(64 * 1024) + "\"}";
        assertProblem(locked.send("POST", "/drain", large, RIGHT_JSON), 413);
    }

    @Test
    void bodiesThatDoNotSayThatTheyAreJsonAreRefused() throws Exception {
        assertProblem(open.send("POST", "/drain", "{}", Map.of("Content-Type", "text/plain")), 415);
        assertProblem(
                open.send("POST", "/drain", "a=b", Map.of("Content-Type", "application/x-www-form-urlencoded")), 415);
        assertProblem(open.send("POST", "/drain", "{}", Map.of()), 415);
    }

    @Test
    void bodiesMustBeThereWhereTheyAreAskedForAndNowhereElse() throws Exception {
        assertProblem(open.send("POST", "/drain", ""), 400);
        assertProblem(open.send("DELETE", "/sessions/1", "{}", Map.of("Content-Type", "application/json")), 400);
    }

    private String raw(String head) throws IOException {
        try (var socket = new Socket("127.0.0.1", open.http().getPort())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode problem = ApiScene.JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isNotBlank();
        assertThat(answer.body()).hasSizeLessThan(600);
    }
}

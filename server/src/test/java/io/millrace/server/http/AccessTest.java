package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.AccessCounters.Reason;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
    private static final String SECRET = "s3cret-of-the-house";

    private final ServerConfig local = ServerConfig.defaults().with("http.enabled", "true");
    private final Access withoutToken = new Access(local);
    private final Access withToken = new Access(local.with("api.token", SECRET).with("http.bind", "0.0.0.0"));

    // ---- with a token ----

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + SECRET, "bearer " + SECRET, "BEARER   " + SECRET})
    void whoHasTheTokenMayFromAnywhere(String authorization) {
        assertThat(withToken.refuse(from("192.0.2.7", Map.of("host", "example.org", "authorization", authorization))))
                .isEmpty();
        assertThat(withToken.counters().refused(Reason.TOKEN).sum()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", SECRET, "Basic " + SECRET, "Bearer " + SECRET + "x", "Bearer S3CRET"})
    void withoutTheTokenNobodyMayEvenOnThisMachine(String authorization) {
        HttpResponse refusal =
                refusal(withToken, from("127.0.0.1", Map.of("host", "localhost", "authorization", authorization)));
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(text(refusal)).contains("api.token").doesNotContain(SECRET);
        assertThat(withToken.counters().refused(Reason.TOKEN).sum()).isEqualTo(1);
    }

    @Test
    void tokenIsNotReadFromTheAddressWhichLogsAndBrowsersKeep() {
        var request = new HttpRequest(
                "GET",
                "/api/v1/server",
                Map.of("access_token", SECRET, "token", SECRET),
                Map.of("host", "localhost"),
                new InetSocketAddress("127.0.0.1", 5000),
                false,
                Bytes.EMPTY);
        assertThat(refusal(withToken, request).status()).isEqualTo(401);
    }

    // ---- without one ----

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.8.9.10", "[::1]:8080", "[::1]"})
    void whoIsOnThisMachineMayWithoutToken(String host) {
        assertThat(withoutToken.refuse(from("127.0.0.1", Map.of("host", host)))).isEmpty();
        assertThat(withoutToken.refuse(from("::1", Map.of("host", host)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "10.0.0.1", "2001:db8::1", "0.0.0.0"})
    void whoIsOnAnotherMachineMayNot(String client) {
        assertForbidden(Reason.OTHER_MACHINE, from(client, Map.of("host", "localhost")), "another machine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "127.0.0.1@example.org",
                "localhost:8080, example.org",
                "[::1].example.org",
                "localhost:"
            })
    void nameThatMayMeanUsForAMomentOnlyMayNot(String host) {
        assertForbidden(Reason.HOST, from("127.0.0.1", host.isEmpty() ? Map.of() : Map.of("host", host)), "localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})
    void whatAProxyPassesOnMayNot(String header) {
        assertForbidden(Reason.PROXY, from("127.0.0.1", Map.of("host", "localhost", header, "127.0.0.1")), header);
    }

    @ParameterizedTest
    @CsvSource({
        "http.bind, 0.0.0.0, http.bind",
        "http.bind, '', http.bind",
        "rtmp.carriers, 'rtmp, http', rtmp.bind",
        "listeners.web.carriers, https, listeners.web.bind"
    })
    void nobodyMayWithoutTokenOnceHttpListensElsewhereToo(String key, String value, String told) {
        var access = new Access(local.with(key, value));
        HttpResponse refusal = refusal(access, from("127.0.0.1", Map.of("host", "localhost")));
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(text(refusal)).contains("api.token", told);
        assertCounted(access, Reason.OPEN_ADDRESS);
    }

    @Test
    void rtmpMayListenElsewhere() {
        var access = new Access(local.with("rtmp.bind", "0.0.0.0")
                .with("listeners.web.carriers", "http")
                .with("listeners.web.bind", "localhost"));
        assertThat(access.refuse(from("127.0.0.1", Map.of("host", "localhost"))))
                .isEmpty();
    }

    // ---- pages of other sites ----

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://localhost:8080", "HTTP://LOCALHOST:8080"})
    void pagesOfOurOwnMay(String origin) {
        assertThat(withoutToken.refuse(from("127.0.0.1", Map.of("host", "localhost:8080", "origin", origin))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org", "http://localhost", "http://localhost:3000", "null", "", "file://"})
    void pagesOfOthersMayNotWhateverTheyKnow(String origin) {
        Map<String, String> headers =
                Map.of("host", "localhost:8080", "origin", origin, "authorization", "Bearer " + SECRET);
        assertForbidden(Reason.ORIGIN, from("127.0.0.1", headers), "other sites");
        assertThat(refusal(withToken, from("127.0.0.1", headers)).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/json, true",
        "POST, 'Application/JSON; charset=utf-8', true",
        "POST, text/plain, false",
        "PUT, application/x-www-form-urlencoded, false",
        "POST, '', false",
        "DELETE, application/jsonp, false"
    })
    void bodiesMustSayThatTheyAreJson(String method, String type, boolean may) {
        var request = new HttpRequest(
                method,
                "/api/v1/reconnect",
                Map.of(),
                type.isEmpty() ? Map.of("host", "localhost") : Map.of("host", "localhost", "content-type", type),
                new InetSocketAddress("127.0.0.1", 5000),
                false,
                Bytes.utf8("{}"));
        Optional<HttpResponse> refusal = withoutToken.refuse(request);
        assertThat(refusal.map(HttpResponse::status)).isEqualTo(may ? Optional.empty() : Optional.of(415));
        assertThat(withoutToken.counters().refused(Reason.CONTENT_TYPE).sum()).isEqualTo(may ? 0 : 1);
    }

    @Test
    void refusalsAreJsonThatNobodyKeepsOrTakesForSomethingElse() {
        HttpResponse refusal = Problem.of(404, "There is no \"a\\b\"\r\n\u00e9.");
        assertThat(text(refusal))
                .isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no \\\"a\\\\b\\\"???.\"}\n");
        assertThat(refusal.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .doesNotContainKey("Access-Control-Allow-Origin");
    }

    private void assertForbidden(Reason reason, HttpRequest request, String told) {
        HttpResponse refusal = refusal(withoutToken, request);
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(text(refusal)).contains(told);
        assertCounted(withoutToken, reason);
    }

    /** Once, and nothing else. */
    private static void assertCounted(Access access, Reason reason) {
        Map<String, Long> counts = access.counters().byReason();
        assertThat(counts.get(reason.label())).isEqualTo(1);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }

    private static HttpResponse refusal(Access access, HttpRequest request) {
        return access.refuse(request).orElseThrow();
    }

    private static String text(HttpResponse response) {
        return response.body().getFirst().toUtf8();
    }

    private static HttpRequest from(String client, Map<String, String> headers) {
        return new HttpRequest(
                "GET",
                "/api/v1/server",
                Map.of(),
                new LinkedHashMap<>(headers),
                new InetSocketAddress(client, 5000),
                false,
                Bytes.EMPTY);
    }
}

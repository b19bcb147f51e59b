package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
    private static final List<String> PATTERNS = List.of(
            "/",
            "/metrics",
            "/sessions/{id}",
            "/streams",
            "/streams/{path...}",
            "/streams/{path...}/recording",
            "/recordings/{application}/{file...}",
            "/{path...}.hls/{file}",
            "/{path...}.flv");

    @ParameterizedTest
    @CsvSource({
        "GET, /, GET / {}",
        "GET, /metrics, GET /metrics {}",
        "HEAD, /metrics, GET /metrics {}",
        "GET, /sessions/7, GET /sessions/{id} {id=7}",
        "GET, /streams/live/cam, GET /streams/{path...} {path=live/cam}",
        "GET, /streams/live/cam/, GET /streams/{path...} {path=live/cam/}",
        "GET, /streams/a/recording, GET /streams/{path...} {path=a/recording}",
        "POST, /streams/a/b/recording, POST /streams/{path...}/recording {path=a/b}",
        "GET, /recordings/live/a/b.flv, 'GET /recordings/{application}/{file...} {application=live, file=a/b.flv}'",
        "GET, /live/cam.flv, GET /{path...}.flv {path=live/cam}",
        "GET, /live/.flv, GET /{path...}.flv {path=live/}",
        "GET, /live/a.hls/b.hls/x.m4s, 'GET /{path...}.hls/{file} {path=live/a.hls/b, file=x.m4s}'",
    })
    void requestGoesToTheFirstThatFits(String method, String path, String handled) {
        assertThat(ask(routes(), method, path)).isEqualTo(handled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/none", "/metrics/", "/Metrics", "/streams/", "/sessions/", "/sessions/7/8", "/.flv", "/a.hls/"
            })
    void whatFitsNoneIsNotFound(String path) {
        assertThat(ask(routes(), "GET", path)).isEqualTo("404 ");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /metrics, '405 GET, HEAD'",
        "DELETE, /streams/a/recording, '405 GET, HEAD, POST'",
        "get, /metrics, '405 GET, HEAD'",
        "HEAD, /only/posted, 405 POST",
    })
    void whatFitsWithAnotherMethodSaysWithWhich(String method, String path, String answer) {
        assertThat(ask(routes(), method, path)).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/{a...}/{b...}", "/x{a...}"})
    void patternThatCannotBeWalkedIsRefused(String pattern) {
        assertThatThrownBy(() -> new Routes().add("GET", pattern, (exchange, variables) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void matchesWhatARegularExpressionWould(long seed) {
        var random = new Random(seed);
        String[] words = {"streams", "recordings", "recording", "a.flv", ".flv", "b.hls", ".hls", "c", "{id}", "..."};
        var path = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            path.append('/').append(words[random.nextInt(words.length)]);
        }
        path.append(random.nextInt(5) == 0 ? "/" : "");
        for (String pattern : PATTERNS) {
            assertThat(RoutePattern.of(pattern).match(RoutePattern.parts(path.toString())))
                    .as(pattern + " of " + path)
                    .isEqualTo(expected(pattern, path.toString()));
        }
    }

    private static Optional<Map<String, String>> expected(String pattern, String path) {
        List<String> names = new ArrayList<>();
        var regex = new StringBuilder();
        Matcher variable = Pattern.compile("\\{(\\w+)(\\.\\.\\.)?}").matcher(pattern);
        int literal = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(pattern.substring(literal, variable.start())));
            regex.append(variable.group(2) == null ? "([^/]+)" : "(.+)");
            names.add(variable.group(1));
            literal = variable.end();
        }
        Matcher found = Pattern.compile(regex + Pattern.quote(pattern.substring(literal)))
                .matcher(path);
        Map<String, String> values = new LinkedHashMap<>();
        if (!found.matches()) {
            return Optional.empty();
        }
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), found.group(i + 1));
        }
        return Optional.of(values);
    }

    @Test
    void thereMayBeNone() {
        assertThat(ask(new Routes(), "GET", "/")).isEqualTo("404 ");
    }

    // ---- helpers ----

    private static Routes routes() {
        var routes = new Routes();
        routes.add("POST", "/only/posted", (exchange, variables) -> {});
        for (String pattern : PATTERNS) {
            String method = pattern.endsWith("/recording") ? "POST" : "GET";
            routes.add(
                    method,
                    pattern,
                    (exchange, variables) -> ((Asked) exchange).answer = method + " " + pattern + " " + variables);
        }
        return routes;
    }

    /** Which handler got it, or the status and what is allowed. */
    private static String ask(Routes routes, String method, String path) {
        var asked = new Asked(new HttpRequest(
                method, path, Map.of(), Map.of(), new InetSocketAddress("127.0.0.1", 1), false, Bytes.EMPTY));
        routes.handle(asked);
        return asked.answer;
    }

    private static final class Asked implements HttpExchange {
        private final HttpRequest request;
        private String answer = "";

        Asked(HttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpRequest request() {
            return request;
        }

        @Override
        public void respond(HttpResponse response) {
            answer = response.status() + " " + response.headers().getOrDefault("Allow", "");
        }

        @Override
        public ScheduledExecutorService loop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpOutput stream(int status, Map<String, String> headers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpOutput webSocket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void whenGone(Runnable task) {
            throw new UnsupportedOperationException();
        }
    }
}

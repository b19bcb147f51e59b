package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers ask before they send a request with headers of a page of another site. */
class PreflightIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/live/cam.m3u8",
                "/live/cam.hls/v0.m3u8",
                "/live/cam.flv",
                "/live/cam.mp4",
                "/recordings/live/cam.mp4"
            })
    void pagesOfOtherSitesMaySendHeaders(String target) throws Exception {
        try (var server = TestServer.start()) {
            HttpResponse<String> answer = preflight(server, target, "authorization,x-one");
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                    .contains("GET, HEAD");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                    .contains("authorization,x-one");
        }
    }

    @Test
    void namesThatAreNoneAreNotRepeated() throws Exception {
        try (var server = TestServer.start()) {
            HttpResponse<String> answer = preflight(server, "/live/cam.flv", "x; <script>");
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-headers");
        }
    }

    @Test
    void onlyPagesOfTheSiteInTheConfigurationMay() throws Exception {
        try (var server = TestServer.start("http.allowed-origin=https://example.com")) {
            assertThat(preflight(server, "/live/cam.flv", "authorization")
                            .headers()
                            .firstValue("Access-Control-Allow-Origin"))
                    .contains("https://example.com");
        }
        try (var server = TestServer.start("http.allowed-origin=")) {
            HttpResponse<String> answer = preflight(server, "/live/cam.flv", "authorization");
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    /** The API is for programs, and for pages of the server itself. */
    @Test
    void theApiIsForNoOtherSite() throws Exception {
        try (var server = TestServer.start()) {
            HttpResponse<String> answer = preflight(server, "/api/v1/server", "authorization");
            assertThat(answer.statusCode()).isNotEqualTo(204);
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    private static HttpResponse<String> preflight(TestServer server, String target, String headers) throws Exception {
        var http = new TestHttp(server);
        return http.send(
                http.request(target)
                        .method("OPTIONS", BodyPublishers.noBody())
                        .headers(
                                "Origin",
                                "https://example.com",
                                "Access-Control-Request-Method",
                                "GET",
                                "Access-Control-Request-Headers",
                                headers),
                BodyHandlers.ofString());
    }
}

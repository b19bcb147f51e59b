package io.millrace.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.testkit.WebSocketMessages;
import io.millrace.transport.http.HttpDone;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import io.millrace.transport.http.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP with a client that is not ours. */
final class HttpServerTest extends HttpServerFixture {
    private static final Set<Carrier> EVERYTHING = Set.of(Carrier.values());
    private static final byte[] LARGE = new byte[3 << 20];

    static {
        new Random(1).nextBytes(LARGE);
    }

    @TempDir
    private static Path folder;

    private static ServerTls tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = Certificates.in(folder).tls();
    }

    /** What a client can be of: the versions of HTTP, with and without TLS. */
    private enum Kind {
        HTTP1("http", HttpClient.Version.HTTP_1_1),
        HTTPS1("https", HttpClient.Version.HTTP_1_1),
        HTTPS2("https", HttpClient.Version.HTTP_2);

        private final String scheme;
        private final HttpClient.Version version;

        Kind(String scheme, HttpClient.Version version) {
            this.scheme = scheme;
            this.version = version;
        }
    }

    // ---- requests and answers ----

    @ParameterizedTest
    @EnumSource
    void answersWithWhatTheHandlerSays(Kind kind) throws Exception {
        Function<HttpRequest, HttpResponse> echo = request -> HttpResponse.text(
                        request.body().isEmpty() ? 200 : 201,
                        "text/plain",
                        request.method() + " " + request.path() + " " + request.query() + " "
                                + request.header("x-test").orElse("-") + " "
                                + request.body().toUtf8() + " " + request.tls())
                .with("X-Answer", "yes");
        try (var server = server(exchange -> exchange.respond(echo.apply(exchange.request())));
                var client = client(kind)) {
            var got = client.send(
                    request(kind, server, "/a%20b/c?x=1&y=%C3%A4&x=2")
                            .header("X-Test", "t")
                            .build(),
                    ofString());
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.version()).isEqualTo(kind.version);
            assertThat(got.headers().firstValue("x-answer")).contains("yes");
            assertThat(got.body())
                    .startsWith("GET /a b/c {")
                    .contains("x=1", "y=ä")
                    .endsWith("} t  " + kind.scheme.equals("https"));

            var posted = client.send(
                    request(kind, server, "/")
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("body"))
                            .build(),
                    ofString());
            assertThat(posted.statusCode()).isEqualTo(201);
            assertThat(posted.body()).startsWith("POST / {} - body");
            await().until(() -> done.size() == 2);
            assertThat(done).extracting(HttpDone::status).containsExactly(200, 201);
            assertThat(server.httpCounters().open()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsAskedForIfItsClientWaits(Kind kind) throws Exception {
        HttpSettings hasty = settings(Duration.ofSeconds(3), Duration.ofSeconds(10)); // the client waits for 5 s
        HttpHandler echo = exchange -> exchange.respond(
                HttpResponse.text(200, "text/plain", exchange.request().body().toUtf8()));
        try (var server = server(echo, hasty, EVERYTHING, tls);
                var client = client(kind)) {
            var got = client.send(
                    request(kind, server, "/")
                            .expectContinue(true)
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("body"))
                            .build(),
                    ofString());
            assertThat(got.body()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesArriveWhole(Kind kind) throws Exception {
        Bytes half = Bytes.wrap(LARGE, 0, LARGE.length / 2);
        Bytes rest = Bytes.wrap(LARGE).from(LARGE.length / 2);
        var response = new HttpResponse(200, Map.of(), List.of(half, Bytes.EMPTY, rest), java.util.Optional.empty());
        try (var server = server(exchange -> exchange.respond(response));
                var client = client(kind)) {
            for (int i = 0; i < 3; i++) {
                var got = client.send(
                        request(kind, server, "/").build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
                assertThat(got.body()).isEqualTo(LARGE);
                assertThat(got.headers().firstValueAsLong("content-length")).hasValue(LARGE.length);
            }
            await().until(() -> server.httpCounters().bodyBytes.sum() == 3L * LARGE.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerGoesOnUntilItIsEnded(Kind kind) throws Exception {
        var output = new CompletableFuture<HttpOutput>();
        var loop = new AtomicReference<HttpExchange>();
        try (var server = server(exchange -> {
                    loop.set(exchange);
                    output.complete(exchange.stream(200, Map.of("Content-Type", "text/event-stream")));
                });
                var client = client(kind)) {
            var got = client.send(
                    request(kind, server, "/").build(), java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            HttpOutput out = output.get(60, TimeUnit.SECONDS);
            try (InputStream in = got.body()) {
                for (String word : List.of("one", "two", "three")) {
                    loop.get().loop().execute(() -> out.send(Bytes.utf8(word)));
                    assertThat(new String(in.readNBytes(word.length()), UTF_8)).isEqualTo(word);
                }
                loop.get().loop().execute(() -> out.end("enough"));
                assertThat(in.read()).isEqualTo(-1);
            }
            assertThat(out.bytesSent()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoGoesIsMissed(Kind kind) throws Exception {
        var gone = new CompletableFuture<String>();
        var closed = new CompletableFuture<String>();
        try (var server = server(exchange -> {
                    if (exchange.request().path().equals("/held")) {
                        exchange.whenGone(() -> gone.complete("held"));
                    } else {
                        HttpOutput out = exchange.stream(200, Map.of());
                        out.whenClosed(reason -> closed.complete("streamed"));
                        out.send(Bytes.utf8("x"));
                    }
                });
                var client = client(kind)) {
            var held = client.sendAsync(request(kind, server, "/held").build(), ofString());
            var streamed = client.send(
                    request(kind, server, "/streamed").build(),
                    java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            assertThat(streamed.body().read()).isEqualTo('x');
            await().until(() -> server.httpCounters().open() == 2);
            held.cancel(true);
            streamed.body().close();
            assertThat(gone.get(60, TimeUnit.SECONDS)).isEqualTo("held");
            assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo("streamed");
            await().until(() -> server.httpCounters().open() == 0);
            assertThat(done).extracting(HttpDone::status).containsExactlyInAnyOrder(HttpDone.CLIENT_GONE, 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHeadAloneIsSentToWhoAsksForIt(Kind kind) throws Exception {
        try (var server = server(exchange -> {
                    if (exchange.request().path().equals("/whole")) {
                        exchange.respond(HttpResponse.text(200, "text/plain", "body"));
                    } else {
                        exchange.stream(200, Map.of()).send(Bytes.utf8("body"));
                    }
                });
                var client = client(kind)) {
            for (String path : List.of("/whole", "/streamed", "/whole")) {
                var got = client.send(request(kind, server, path).HEAD().build(), ofString());
                assertThat(got.statusCode()).isEqualTo(200);
                assertThat(got.body()).isEmpty();
                assertThat(got.headers().firstValue("content-length").orElse("-"))
                        .isEqualTo(path.equals("/whole") ? "4" : "-");
            }
        }
    }

    @Test
    void compressedBodiesGoToWhoReadsThem() throws Exception {
        var response = HttpResponse.text(200, "text/plain", "plain").withGzip(Bytes.utf8("squeezed"));
        try (var server = server(exchange -> exchange.respond(response));
                var client = client(Kind.HTTP1)) {
            for (var accepted : Map.of(
                            "gzip", "squeezed", "br, gzip;q=0.5", "squeezed", "gzip;q=0", "plain", "br", "plain")
                    .entrySet()) {
                var got = client.send(
                        request(Kind.HTTP1, server, "/")
                                .header("Accept-Encoding", accepted.getKey())
                                .build(),
                        ofString());
                assertThat(got.body()).as(accepted.getKey()).isEqualTo(accepted.getValue());
                assertThat(got.headers().firstValue("vary")).contains("Accept-Encoding");
            }
        }
    }

    @Test
    void aHandlerThatThrowsIsAFaultOfOurs() throws Exception {
        try (var server = server(exchange -> {
                    throw new IllegalStateException("on purpose");
                });
                var client = client(Kind.HTTP1)) {
            var got = client.send(request(Kind.HTTP1, server, "/").build(), ofString());
            assertThat(got.statusCode()).isEqualTo(500);
            assertThat(got.body()).isEmpty();
            await().until(() -> server.httpCounters().failed.sum() == 1); // when the answer has left, which has arrived
        }
    }

    @Test
    void aSourceThatThrowsEndsItsAnswerByAFaultOfOurs() throws Exception {
        var reason = new CompletableFuture<String>();
        try (var server = server(exchange -> {
                    HttpOutput out = exchange.stream(200, Map.of());
                    out.whenClosed(reason::complete);
                    out.play(new FaultySource());
                });
                var client = client(Kind.HTTP1)) {
            assertThatThrownBy(
                            () -> client.send(request(Kind.HTTP1, server, "/").build(), ofString()))
                    .isInstanceOf(IOException.class);
            assertThat(reason.get(60, TimeUnit.SECONDS)).isEqualTo("a fault of ours");
        }
    }

    // ---- many answers on one connection ----

    @Test
    void whoTakesNothingOfOneAnswerGetsTheOthers() throws Exception {
        HttpSettings hasty = settings(Duration.ofSeconds(30), Duration.ofMillis(200));
        Bytes bytes = Bytes.wrap(new byte[64 << 20]);
        try (var server = server(
                        exchange -> {
                            if (exchange.request().path().equals("/large")) {
                                exchange.stream(200, Map.of()).play(new PartsSource(List.of(bytes), () -> {}));
                            } else {
                                exchange.respond(HttpResponse.text(200, "text/plain", "other"));
                            }
                        },
                        hasty,
                        EVERYTHING,
                        tls);
                var client = client(Kind.HTTPS2)) {
            var large = client.send(
                    request(Kind.HTTPS2, server, "/large").build(),
                    java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            await().until(() -> server.counters().stalled.sum() == 1);
            var other = client.send(request(Kind.HTTPS2, server, "/other").build(), ofString());
            assertThat(other.body()).isEqualTo("other");
            assertThat(server.counters().accepted.sum()).isOne();
            large.body().close();
        }
    }

    // ---- WebSockets ----

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void aWebSocketCarriesBytes(String scheme) throws Exception {
        var listener = new WebSocketMessages();
        var closed = new CompletableFuture<String>();
        Kind kind = scheme.equals("ws") ? Kind.HTTP1 : Kind.HTTPS1;
        try (var server = server(exchange -> {
                    assertThat(exchange.request().wantsWebSocket()).isTrue();
                    HttpOutput out = exchange.webSocket();
                    out.whenClosed(reason -> closed.complete("closed"));
                    out.play(new PartsSource(List.of(Bytes.wrap(LARGE)), () -> {}));
                });
                var client = client(kind)) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create(
                                    scheme + "://localhost:" + server.address().getPort() + "/x"),
                            listener)
                    .get(60, TimeUnit.SECONDS);
            await().until(() -> listener.size() == LARGE.length);
            assertThat(listener.bytes()).isEqualTo(LARGE);
            socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2})).get(60, TimeUnit.SECONDS);
            assertThat(listener.pong().get(60, TimeUnit.SECONDS)).isEqualTo(2);
            socket.sendText("nobody listens", true).get(60, TimeUnit.SECONDS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
            assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(listener.closed().get(60, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }
    }

    // ---- one port ----

    @Test
    void pagesAndTheTunnelShareAPort() throws Exception {
        try (var server = server(exchange -> exchange.respond(HttpResponse.text(200, "text/plain", "page")));
                var client = client(Kind.HTTP1)) {
            assertThat(client.send(request(Kind.HTTP1, server, "/").build(), ofString())
                            .body())
                    .isEqualTo("page");
            try (var socket = connect(server)) {
                socket.getOutputStream()
                        .write("POST /fcs/ident2 HTTP/1.1\r\nContent-Length: 1\r\n\r\n0".getBytes(UTF_8));
                assertThat(line(socket)).isEqualTo("HTTP/1.1 404 Not Found");
            }
            try (var socket = connect(server)) {
                socket.getOutputStream().write("POST /open/1 HTTP/1.1\r\nContent-Length: 1\r\n\r\n0".getBytes(UTF_8));
                assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
                assertThat(line(socket)).isEqualTo("Content-Type: application/x-fcs");
            }
        }
    }

    // ---- helpers ----

    private TcpListener server(HttpHandler handler) throws IOException {
        return server(handler, settings(Duration.ofSeconds(30), Duration.ofSeconds(10)), EVERYTHING, tls);
    }

    private static java.net.http.HttpResponse.BodyHandler<String> ofString() {
        return java.net.http.HttpResponse.BodyHandlers.ofString();
    }

    private static java.net.http.HttpRequest.Builder request(Kind kind, TcpListener server, String target) {
        return java.net.http.HttpRequest.newBuilder(
                URI.create(kind.scheme + "://localhost:" + server.address().getPort() + target));
    }

    private static HttpClient client(Kind kind) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new Anyone()}, null);
        return HttpClient.newBuilder()
                .version(kind.version)
                .sslContext(trusting)
                .build();
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package io.millrace.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpDone;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpResponse;
import io.millrace.transport.http.HttpSettings;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP of bytes that no client sends, and of clients that send or take nothing. */
final class HttpHostileTest extends HttpServerFixture {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    // Frames of HTTP/2: length, type, flags, stream, and what is in them.
    private static final String SETTINGS = "000000" + "04" + "00" + "00000000";
    private static final String UNLIMITED = // windows: of each stream, of all together
            "000006" + "04" + "00" + "00000000" + "00047fffffff" + "000004" + "08" + "00" + "00000000" + "7fff0000";
    private static final String GET = "000003" + "01" + "05" + "00000001" + "828684"; // http, /
    private static final String GOAWAY = "\0\0\10\7"; // its length and type

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /../etc/passwd HTTP/1.1",
                "GET /a/%2e%2e/b HTTP/1.1",
                "GET /a%2f..%2fb HTTP/1.1",
                "GET /a/..%5c..%5cb HTTP/1.1",
                "GET /a%00b HTTP/1.1",
                "GET //a HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET a HTTP/1.1",
                "GET * HTTP/1.1",
                "GARBAGE",
            })
    void whatIsNoPathIsABadRequest(String line) throws Exception {
        try (var server = server(exchange -> exchange.respond(HttpResponse.of(200)));
                var socket = connect(server)) {
            socket.getOutputStream().write((line + "\r\nHost: x\r\n\r\n").getBytes(UTF_8));
            assertThat(line(socket)).isEqualTo("HTTP/1.1 400 Bad Request");
            socket.getInputStream().readAllBytes(); // it is closed
            assertThat(server.httpCounters().malformed.sum()).isEqualTo(1);
            assertThat(server.httpCounters().requests.sum()).isZero();
        }
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        String many = "X: y\r\n".repeat(10_000);
        try (var server = server(exchange -> exchange.respond(HttpResponse.of(200)))) {
            assertThat(answer(server, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
                    .contains(" 414 ");
            assertThat(answer(server, "GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                    .contains(" 431 ");
            assertThat(answer(server, "GET / HTTP/1.1\r\n" + many + "\r\n")).contains(" 431 ");
            assertThat(answer(server, "POST / HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n"))
                    .contains(" 413 ");
            String chunk = "100000\r\n" + "b".repeat(0x100000) + "\r\n";
            assertThat(answer(server, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
                    .contains(" 413 ");
        }
    }

    @Test
    void silentClientsAreClosed() throws Exception {
        HttpSettings hasty = settings(Duration.ofSeconds(3), LIMIT);
        try (var server = server(exchange -> exchange.respond(HttpResponse.of(204)), hasty);
                var silent = connect(server);
                var slow = connect(server);
                var idle = connect(server)) {
            slow.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(UTF_8));
            silent.getOutputStream().write("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n".getBytes(UTF_8));
            idle.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            assertThat(line(idle)).contains("204");
            for (Socket socket : List.of(silent, slow, idle)) {
                socket.getInputStream().readAllBytes(); // until it is closed
            }
        }
    }

    /** As browsers do, which open sockets in advance. */
    @Test
    void whoSaysNothingAtAllIsClosedAndNotComplainedOf() throws Exception {
        Set<Carrier> http = EnumSet.of(Carrier.HTTP);
        var hasty = new ListenerSettings(Loopback.ANY_PORT, http, null, List.of(), Duration.ofMillis(1));
        try (var server = server(exchange -> exchange.respond(HttpResponse.of(204)), settings(LIMIT, LIMIT), hasty);
                var client = connect(server)) {
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            assertThat(server.counters().refused.sum()).isZero();
        }
    }

    @Test
    void whatNobodyAnswersIsAnsweredInTheEnd() throws Exception {
        HttpHandler forgetful = exchange -> {
            if (!exchange.request().path().equals("/forgotten")) {
                exchange.respond(HttpResponse.of(204));
            }
        };
        try (var server = server(forgetful, settings(LIMIT, Duration.ofMillis(1), LIMIT));
                var client = connect(server)) {
            client.getOutputStream().write("GET /forgotten HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            assertThat(line(client)).contains(" 503 ");
            while (!line(client).isEmpty()) {} // to the end of its head
            assertThat(line(client)).contains(" 204 ");
        }
    }

    /** As one does that asks others, for long, who may play. Its socket is at the next request by then. */
    @Test
    void whoAnswersTooLateAnswersAClientThatHasGone() throws Exception {
        var forgotten = new AtomicReference<HttpExchange>();
        var told = new LinkedBlockingQueue<String>();
        HttpHandler late = exchange -> {
            HttpExchange before = forgotten.getAndSet(null);
            if (exchange.request().path().equals("/late")) {
                exchange.whenGone(() -> told.add("given up"));
                forgotten.set(exchange);
                return;
            }
            if (before != null) {
                before.whenGone(() -> told.add("gone"));
                before.stream(200, Map.of()).whenClosed(told::add);
                HttpOutput socket = before.webSocket();
                socket.whenClosed(told::add);
                socket.send(Bytes.utf8("to nobody"));
                socket.end("");
                before.respond(HttpResponse.of(202));
            }
            exchange.respond(HttpResponse.of(204));
        };
        try (var server = server(late, settings(LIMIT, Duration.ofMillis(1), LIMIT));
                var client = connect(server)) {
            String old = "GET /late HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"; // what ends only with its socket
            client.getOutputStream().write((old + "GET / HTTP/1.1\r\n\r\n".repeat(2)).getBytes(UTF_8));
            for (String status : List.of("503", "204", "204")) {
                assertThat(line(client)).contains(" " + status + " ");
                while (!line(client).isEmpty()) {} // to the end of its head
            }
            assertThat(told).containsExactly("given up", "gone", "nobody answered in time", "nobody answered in time");
            await().until(() -> done.size() == 3); // which is told when the last answer is out
            assertThat(done).extracting(HttpDone::status).containsExactly(503, 204, 204);
        }
    }

    @Test
    void whoTakesNothingIsClosed() throws Exception {
        HttpSettings hasty = settings(LIMIT, Duration.ofMillis(1));
        try (var server = server(
                        exchange -> exchange.respond(HttpResponse.of(200, "x/y", Bytes.wrap(new byte[64 << 20]))),
                        hasty);
                var client = connect(server)) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            await().until(() -> server.counters().stalled.sum() == 1);
            await().until(() -> server.httpCounters().open() == 0);
            assertThat(done)
                    .singleElement()
                    .satisfies(end -> assertThat(end.bodyBytes()).isLessThan(64 << 20));
        }
    }

    /** By HTTP/2 it is the answer that ends, and then the connection, though its peer does not read that either. */
    @Test
    void whoTakesNothingOfAConnectionIsClosed() throws Exception {
        HttpSettings hasty = settings(Duration.ofMillis(100), Duration.ofMillis(1));
        try (var server = server(
                        exchange -> exchange.respond(HttpResponse.of(200, "x/y", Bytes.wrap(new byte[64 << 20]))),
                        hasty);
                var client = connect(server)) {
            client.getOutputStream().write(http2(UNLIMITED + GET));
            await().until(() -> server.counters().stalled.sum() == 1);
            await().until(() -> server.counters().open() == 0);
        }
    }

    @Test
    void aConnectionOnWhichSomethingGoesOnIsNotIdle() throws Exception {
        HttpSettings hasty = settings(Duration.ofMillis(100), Duration.ofMillis(1));
        var output = new CompletableFuture<Consumer<String>>();
        try (var server = server(
                        exchange -> {
                            HttpOutput out = exchange.stream(200, Map.of());
                            output.complete(text -> exchange.loop().execute(() -> out.send(Bytes.utf8(text))));
                        },
                        hasty);
                var client = connect(server);
                var idle = connect(server)) {
            client.getOutputStream().write(http2(SETTINGS + GET));
            Consumer<String> out = output.get(60, TimeUnit.SECONDS);
            idle.getOutputStream().write(http2(SETTINGS));
            idle.getInputStream().readAllBytes(); // until it is closed, which the other would have been by now
            out.accept("still there");
            assertThat(upTo(client, "still there")).doesNotContain(GOAWAY);
        }
    }

    @Test
    void garbageEndsAWebSocket() throws Exception {
        var closed = new CompletableFuture<String>();
        try (var server = server(exchange -> exchange.webSocket().whenClosed(reason -> closed.complete("closed")));
                var socket = connect(server)) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(line(socket)).isEqualTo("HTTP/1.1 101 Switching Protocols");
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0});
            assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo("closed");
            socket.getInputStream().readAllBytes(); // until it is closed
        }
    }

    /** On a port where requests may also be those of the tunnel. */
    private TcpListener server(HttpHandler handler) throws IOException {
        return server(handler, settings(LIMIT, LIMIT), Set.of(Carrier.RTMP, Carrier.RTMPT, Carrier.HTTP), null);
    }

    private TcpListener server(HttpHandler handler, HttpSettings settings) throws IOException {
        return server(handler, settings, Set.of(Carrier.HTTP), null);
    }

    /** What comes, as characters, until {@code text} has come. */
    private static String upTo(Socket client, String text) throws IOException {
        var got = new StringBuilder();
        while (got.indexOf(text) < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("the end, after " + got).isNotNegative();
            got.append((char) next);
        }
        return got.toString();
    }

    /** The connection preface, and frames in hexadecimal digits. */
    private static byte[] http2(String frames) {
        return ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + new String(HexFormat.of().parseHex(frames), ISO_8859_1))
                .getBytes(ISO_8859_1);
    }
}

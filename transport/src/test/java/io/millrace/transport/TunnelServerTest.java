package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.transport.HttpPeer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP tunnel, byte by byte, as clients of others see it. */
@ExtendWith(LeakCheck.class)
final class TunnelServerTest {
    private static final byte[] NOTHING = {0};
    private static final int MIB = 1 << 20;

    private Loopback loopback;
    private HttpPeer peer;

    @BeforeEach
    void listen() throws IOException {
        loopback = loopback(TransportSettings.defaults(), Recorder::new);
        peer = new HttpPeer(loopback.connect());
    }

    @AfterEach
    void close() throws IOException {
        loopback.close();
    }

    // ---- what the answers look like ----

    @Test
    @DisplayName("IP-96: answers are spelled as librtmp compares them, and session ids fit into FFmpeg's 64 bytes")
    void answersAreSpelledAsLibrtmpComparesThem() throws Exception {
        String headers = "Content-Type: application/x-fcs\r\nContent-Length: %d\r\nConnection: Keep-Alive\r\n"
                + "Cache-Control: no-cache\r\n\r\n";
        Answer opened = peer.post("/open/1", NOTHING);
        assertThat(opened.head()).isEqualTo("HTTP/1.1 200 OK\r\n" + headers.formatted(23));
        assertThat(new String(opened.body(), US_ASCII)).matches("[A-Za-z0-9_-]{22}\n");

        String id = new String(opened.body(), US_ASCII).strip();
        Answer idle = peer.post("/idle/" + id + "/0", NOTHING);
        assertThat(idle.head()).isEqualTo("HTTP/1.1 200 OK\r\n" + headers.formatted(1));
        assertThat(idle.body()).containsExactly(1);

        Answer unknown = peer.post("/fcs/ident2", NOTHING);
        assertThat(unknown.head()).isEqualTo("HTTP/1.1 404 Not Found\r\n" + headers.formatted(0));

        Answer closed = peer.post("/close/" + id + "/1", NOTHING);
        assertThat(closed.head()).isEqualTo("HTTP/1.1 200 OK\r\n" + headers.formatted(1));
        assertThat(closed.body()).containsExactly(0);
    }

    @Test
    void whatIsNoTunnelRequestIsRefusedAndTheSocketGoesOn() throws Exception {
        for (String path : List.of(
                "/",
                "/open",
                "/open/1/2",
                "/send",
                "/send/",
                "/send/x",
                "/idle/x/-1",
                "/idle/x/1/2",
                "/send/x/9999999999999999999",
                "/nothing/x/1",
                "*",
                "http://there/open/1",
                "/fcs/ident",
                "//////")) {
            assertThat(peer.post(path, NOTHING).status()).as(path).isEqualTo(404);
        }
        peer.write("GET /open/1 HTTP/1.1\r\nHost: there\r\n\r\n");
        Answer get = peer.answer();
        assertThat(get.head()).startsWith("HTTP/1.1 405 Method Not Allowed\r\n").contains("Allow: POST\r\n");
        assertThat(loopback.counters().of(Carrier.RTMPT).opened.sum()).isZero();
        assertThat(loopback.counters().httpRefusals.sum()).isEqualTo(15);
        assertThat(peer.post("/fcs/ident2", NOTHING).status()).isEqualTo(404); // asked in good faith
        assertThat(loopback.counters().httpRefusals.sum()).isEqualTo(15);
        assertThat(peer.open()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "413, POST /open/1 HTTP/1.1|Content-Length: 1073741824||",
        "400, POST /open/1 HTTP/1.1|Content-Length: many||",
        "400, POST|||",
        "431, POST /open/1 HTTP/1.1|X: LONG||",
        "414, POST /LONG HTTP/1.1||"
    })
    void whatCannotBeReadIsAnsweredAndClosed(int status, String request) throws Exception {
        peer.write(request.replace("|", "\r\n").replace("LONG", "x".repeat(10_000)));
        Answer answer = peer.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).contains("Connection: close\r\n");
        assertThat(peer.isClosed()).isTrue();
        assertThat(loopback.counters().httpRefusals.sum()).isEqualTo(1);
    }

    @Test
    void bodyWithoutEndIsCutAndItsSessionEnds() throws Exception {
        String id = peer.open();
        peer.write("POST /send/" + id + "/0 HTTP/1.1\r\nHost: there\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "100000\r\n" + "x".repeat(MIB) + "\r\n";
        var writer = Background.run(() -> {
            try {
                for (int i = 0; i < 17; i++) {
                    peer.write(chunk);
                }
            } catch (IOException closed) {
                // as it may be
            }
        });
        assertThat(peer.answer().status()).isEqualTo(413);
        assertThat(loopback.accepted().awaitEnd().orderly()).isFalse();
        peer.close();
        writer.join();
    }

    @Test
    void clientThatWantsTheSocketClosedGetsItClosed() throws Exception {
        peer.write("POST /open/1 HTTP/1.1\r\nHost: there\r\nConnection: close\r\nContent-Length: 1\r\n\r\n0");
        assertThat(peer.answer().head()).contains("Connection: close\r\n");
        assertThat(peer.isClosed()).isTrue();
    }

    // ---- sessions ----

    @Test
    void bodiesGoUpAndWhatIsSentComesDown() throws Exception {
        String id = peer.open();
        Recorder session = loopback.accepted();
        session.onLoop(() -> session.send("welcome"));
        assertThat(peer.post("/send/" + id + "/0", "hello ").text()).isEqualTo("welcome");
        assertThat(peer.post("/send/" + id + "/1", "world").text()).isEmpty();
        assertThat(session.receivedBytes()).asString(US_ASCII).isEqualTo("hello world");
        assertThat(session.connection.carrier()).isEqualTo(Carrier.RTMPT);
        assertThat(session.connection.bytesReceived()).isEqualTo(11);
        assertThat(session.connection.bytesSent()).isEqualTo(7);
        assertThat(session.connection.waitingBytes()).isZero();
        assertThat(loopback.counters().of(Carrier.RTMPT).bytesReceived.sum()).isEqualTo(11);
    }

    @Test
    void requestsAreTakenByTheirNumbersWhateverSocketTheyComeOn() throws Exception {
        String id = peer.open();
        var sockets = new ArrayList<HttpPeer>();
        for (int i = 0; i < 4; i++) {
            sockets.add(new HttpPeer(loopback.connect()));
        }
        for (int n : new int[] {3, 1, 2}) {
            sockets.get(n).ask("/send/" + id + "/" + n, ("part " + n + ".").getBytes(US_ASCII));
        }
        sockets.get(0).ask("/send/" + id + "/0", "part 0.".getBytes(US_ASCII));
        for (HttpPeer socket : sockets) {
            assertThat(socket.answer().status()).isEqualTo(200);
        }
        assertThat(loopback.accepted().receivedBytes()).asString(US_ASCII).isEqualTo("part 0.part 1.part 2.part 3.");
    }

    @Test
    void repeatedAndFarOffNumbersAreRefusedAndTheSessionGoesOn() throws Exception {
        String id = peer.open();
        assertThat(peer.post("/send/" + id + "/0", "a").status()).isEqualTo(200);
        assertThat(peer.post("/send/" + id + "/0", "again").status()).isEqualTo(404);
        assertThat(peer.post("/send/" + id + "/1000000", "far").status()).isEqualTo(404);
        assertThat(peer.post("/send/" + id + "/1", "b").status()).isEqualTo(200);
        assertThat(loopback.accepted().receivedBytes()).asString(US_ASCII).isEqualTo("ab");
    }

    @Test
    void guessedIdIsRefusedAndCostsNothing() throws Exception {
        peer.open();
        assertThat(peer.post("/send/AAAAAAAAAAAAAAAAAAAAAA/0", "a").status()).isEqualTo(404);
        assertThat(loopback.counters().httpRefusals.sum()).isEqualTo(1);
        assertThat(loopback.counters().of(Carrier.RTMPT).opened.sum()).isEqualTo(1);
        assertThat(loopback.accepted().hasEnded()).isFalse();
    }

    @Test
    void manyRequestsInOneWriteAreAnsweredInOrder() throws Exception {
        String id = peer.open();
        var requests = new StringBuilder();
        var expected = new StringBuilder();
        for (int n = 0; n < 2000; n++) {
            requests.append(HttpPeer.request("/send/" + id + "/" + n, 4)).append("%04d".formatted(n));
            expected.append("%04d".formatted(n));
        }
        var writer = Background.run(() -> {
            try {
                peer.write(requests.toString());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int n = 0; n < 2000; n++) {
            assertThat(peer.answer().status()).isEqualTo(200);
        }
        writer.join();
        assertThat(loopback.accepted().receivedBytes()).asString(US_ASCII).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/close/%s", "/close/%s/0"})
    void closeEndsTheSessionInGoodOrder(String path) throws Exception {
        String id = peer.open();
        assertThat(peer.post(path.formatted(id), NOTHING).body()).containsExactly(0);
        assertThat(loopback.accepted().awaitEnd()).isEqualTo(new Recorder.End(ConnectionHandler.ENDED_BY_PEER, true));
        assertThat(peer.post("/idle/" + id + "/1", NOTHING).status()).isEqualTo(404);
        assertThat(loopback.counters().of(Carrier.RTMPT).open()).isZero();
    }

    @Test
    void closeWithoutANumberComesAfterTheLastThatMayWait() throws Exception {
        try (var oneByOne = loopback(1, TransportSettings.defaults(), Recorder::new)) {
            var client = new HttpPeer(oneByOne.connect());
            String id = client.open();
            String head = " HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n";
            var last = new HttpPeer(oneByOne.connect());
            last.write("POST /send/" + id + "/" + (ServerTunnel.MAX_AHEAD - 1) + head);
            last.awaitContinue(); // it has come
            var closing = new HttpPeer(oneByOne.connect());
            closing.write("POST /close/" + id + head);
            closing.awaitContinue();
            for (int number = 0; number < ServerTunnel.MAX_AHEAD - 1; number++) {
                client.ask("/send/" + id + "/" + number, NOTHING);
            }
            assertThat(last.answer().status()).isEqualTo(200);
            assertThat(closing.answer().body()).containsExactly(0);
            assertThat(oneByOne.accepted().awaitEnd())
                    .isEqualTo(new Recorder.End(ConnectionHandler.ENDED_BY_PEER, true));
        }
    }

    @Test
    void sessionOutlivesItsSocket() throws Exception {
        String id = peer.open();
        Recorder session = loopback.accepted();
        peer.close();
        await().until(() -> loopback.counters().open() == 0);
        var another = new HttpPeer(loopback.connect());
        assertThat(another.post("/send/" + id + "/0", "still here").status()).isEqualTo(200);
        assertThat(session.receivedBytes()).asString(US_ASCII).isEqualTo("still here");
    }

    @Test
    void socketLostInTheMiddleOfARequestEndsTheSession() throws Exception {
        String id = peer.open();
        peer.write(HttpPeer.request("/send/" + id + "/0", 1000) + "part of it");
        Recorder session = loopback.accepted();
        await().until(() -> session.receivedBytes().length > 0);
        peer.close();
        assertThat(session.awaitEnd())
                .isEqualTo(new Recorder.End("connection lost: closed in the middle of a request", false));
    }

    // ---- what goes down ----

    @Test
    void clientThatIdlesAtOnceIsHeldBack() throws Exception {
        String id = peer.open();
        long start = System.nanoTime();
        for (int n = 0; n < 10; n++) {
            assertThat(peer.post("/idle/" + id + "/" + n, NOTHING).body()).containsExactly(1);
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10 * ServerTunnel.HOLD.toNanos());
    }

    @Test
    void heldAnswerIsReleasedByTheNextRequest() throws Exception {
        String id = peer.open();
        var another = new HttpPeer(loopback.connect());
        peer.ask("/idle/" + id + "/0", NOTHING);
        assertThat(another.post("/send/" + id + "/1", "a").status()).isEqualTo(200);
        assertThat(peer.answer().status()).isEqualTo(200);
    }

    @Test
    void sourceIsPulledAsFarAsAnAnswerTakesIt() throws Exception {
        byte[] frame = bytes(5 * MIB);
        try (var stream = new PlainStream()) {
            String id = peer.open();
            Recorder session = loopback.accepted();
            session.onLoop(() -> stream.playTo(session.connection));
            stream.append(frame);
            var played = new ByteArrayOutputStream();
            for (int n = 0; played.size() < frame.length; n++) {
                byte[] body = peer.post("/idle/" + id + "/" + n, NOTHING).body();
                assertThat(body).hasSizeLessThanOrEqualTo(1 + 2 * TunnelBody.FULL_BYTES);
                played.write(body, 1, body.length - 1);
            }
            assertThat(played.toByteArray()).isEqualTo(frame);
            assertThat(session.connection.bytesSent()).isEqualTo(frame.length);
            peer.close();
            loopback.listener.closeConnections("done");
            session.awaitEnd();
            assertThat(stream.viewers()).isZero();
        }
    }

    @Test
    void whatWasSentBeforeCloseIsDeliveredThenNothingIsThere() throws Exception {
        String id = peer.open();
        Recorder session = loopback.accepted();
        byte[] last = bytes(200_000);
        session.onLoop(() -> {
            session.connection.send(Bytes.wrap(last));
            session.connection.close("done");
        });
        var received = new ByteArrayOutputStream();
        int n = 0;
        while (received.size() < last.length) {
            byte[] body = peer.post("/idle/" + id + "/" + n++, NOTHING).body();
            received.write(body, 1, body.length - 1);
        }
        assertThat(received.toByteArray()).isEqualTo(last);
        assertThat(session.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        assertThat(peer.post("/idle/" + id + "/" + n, NOTHING).status()).isEqualTo(404);
    }

    @Test
    void pausedSessionLeavesBodiesWhereTheyAre() throws Exception {
        String id = peer.open();
        Recorder session = loopback.accepted();
        session.onLoop(session.connection::pauseReading);
        byte[] body = bytes(4 * MIB);
        var writer = Background.run(() -> ask("/send/" + id + "/0", body));
        session.awaitTick();
        assertThat(session.receivedBytes()).isEmpty();
        session.onLoop(session.connection::resumeReading);
        assertThat(peer.answer().status()).isEqualTo(200);
        assertThat(session.receivedBytes()).isEqualTo(body);
        writer.join();
    }

    private void ask(String path, byte[] body) {
        try {
            peer.ask(path, body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void moreRepliesThanMayWaitEndTheSession() throws Exception {
        peer.open();
        Recorder session = loopback.accepted();
        session.onLoop(() -> {
            session.connection.send(Bytes.wrap(new byte[MIB]));
            session.connection.send(Bytes.wrap(new byte[1]));
        });
        assertThat(session.awaitEnd().reason()).isEqualTo("more than " + MIB + " bytes of replies wait");
    }

    @Test
    void closingTheListenerEndsSessionsAndSockets() throws Exception {
        String id = peer.open();
        var unused = new HttpPeer(loopback.connect());
        assertThat(unused.post("/fcs/ident2", NOTHING).status()).isEqualTo(404);
        loopback.listener.close();
        assertThat(loopback.accepted().awaitEnd()).isEqualTo(new Recorder.End("server stops", true));
        assertThat(unused.isClosed()).isTrue();
        assertThat(peer.isClosed()).as(id).isTrue();
    }

    @Test
    void sessionsAreBoundedInAllAndByAddress() throws Exception {
        try (var small = loopback(limits(2, 0), Recorder::new);
                var shared = loopback(limits(10, 1), Recorder::new)) {
            for (Loopback each : List.of(small, shared)) {
                int most = each == small ? 2 : 1;
                var client = new HttpPeer(each.connect());
                for (int i = 0; i < most; i++) {
                    assertThat(client.post("/open/1", NOTHING).status()).isEqualTo(200);
                }
                assertThat(client.post("/open/1", NOTHING).status()).isEqualTo(503);
                assertThat(each.counters().refused.sum()).isEqualTo(1);
                Recorder leaving = each.accepted();
                leaving.onLoop(() -> leaving.connection.close("done"));
                leaving.awaitEnd();
                assertThat(client.post("/open/1", NOTHING).status()).isEqualTo(200);
            }
        }
    }

    // ---- any client ----

    private static Loopback echo;
    private static List<HttpPeer> sockets;

    @BeforeAll
    static void startEcho() throws IOException {
        echo = loopback(TransportSettings.defaults(), connection -> new Recorder(connection) {
            @Override
            void onReceived(byte[] bytes) {
                connection.send(Bytes.wrap(bytes));
            }
        });
        sockets = List.of(new HttpPeer(echo.connect()), new HttpPeer(echo.connect()));
    }

    @AfterAll
    static void stopEcho() throws IOException {
        echo.close();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void whateverIsSentInAnyPartsOverAnySocketsComesBack(long seed) throws Exception {
        var random = new Random(seed);
        byte[] text = new byte[random.nextInt(2000)];
        random.nextBytes(text);
        String id = sockets.get(random.nextInt(2)).open();
        var back = new ByteArrayOutputStream();
        int at = 0;
        for (int n = 0; at < text.length; n++) {
            int end = Math.min(text.length, at + 1 + random.nextInt(1000));
            byte[] body = new byte[end - at];
            System.arraycopy(text, at, body, 0, body.length);
            at = end;
            byte[] answer = sockets.get(random.nextInt(2))
                    .post("/send/" + id + "/" + n, body)
                    .body();
            back.write(answer, 1, answer.length - 1);
        }
        assertThat(back.toByteArray()).isEqualTo(text);
        assertThat(sockets.get(random.nextInt(2)).post("/close/" + id, NOTHING).status())
                .isEqualTo(200);
    }

    private static Loopback loopback(TransportSettings settings, Function<Connection, ? extends Recorder> handlers)
            throws IOException {
        return loopback(2, settings, handlers);
    }

    private static Loopback loopback(
            int threads, TransportSettings settings, Function<Connection, ? extends Recorder> handlers)
            throws IOException {
        return new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, threads),
                new ListenerSettings(
                        Loopback.ANY_PORT,
                        Set.of(Carrier.RTMP, Carrier.RTMPT),
                        null,
                        List.of(),
                        Duration.ofSeconds(60)),
                settings,
                handlers);
    }

    private static TransportSettings limits(int maxConnections, int maxPerAddress) {
        return new TransportSettings(
                maxConnections, maxPerAddress, Duration.ofSeconds(60), 64 * 1024, MIB, Duration.ofSeconds(2));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}

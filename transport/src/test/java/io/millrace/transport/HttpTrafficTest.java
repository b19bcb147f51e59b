package io.millrace.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.transport.TransportCounters.CarrierCounters;
import io.millrace.transport.http.HttpHandler;
import io.millrace.transport.http.HttpResponse;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of HTTP is what its client sends and gets. */
final class HttpTrafficTest extends HttpServerFixture {
    private static final String REQUEST = "GET /page HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesOfPagesAreCounted(boolean besideTheTunnel) throws Exception {
        Set<Carrier> carriers = besideTheTunnel ? Set.of(Carrier.HTTP, Carrier.RTMPT) : Set.of(Carrier.HTTP);
        try (var server = server(exchange -> exchange.respond(HttpResponse.text(200, "text/plain", "page")), carriers);
                Socket client = connect(server)) {
            client.getOutputStream().write(REQUEST.getBytes(UTF_8));
            byte[] answer = client.getInputStream().readAllBytes();
            CarrierCounters pages = server.counters().of(Carrier.HTTP);
            await().until(() -> server.httpCounters().open() == 0);
            assertThat(server.counters().bytesReceived.sum())
                    .isEqualTo(pages.bytesReceived.sum())
                    .isEqualTo(REQUEST.length());
            assertThat(server.counters().bytesSent.sum())
                    .isEqualTo(pages.bytesSent.sum())
                    .isEqualTo(answer.length);
            assertThat(server.counters().pieces.sum()).isEqualTo(1);
            assertThat(server.httpCounters().bodyBytes.sum()).isEqualTo(4);
            assertThat(pages.opened.sum()).isEqualTo(1);
            client.shutdownOutput();
            await().until(() -> pages.open() == 0);
        }
    }

    @Test
    void bytesOfTheTunnelAreNotThoseOfPages() throws Exception {
        try (var server = server(
                        exchange -> exchange.respond(HttpResponse.of(204)), Set.of(Carrier.HTTP, Carrier.RTMPT));
                Socket client = connect(server)) {
            client.getOutputStream().write("POST /fcs/ident2 HTTP/1.1\r\nContent-Length: 1\r\n\r\n0".getBytes(UTF_8));
            assertThat(line(client)).isEqualTo("HTTP/1.1 404 Not Found");
            assertThat(server.counters().of(Carrier.HTTP).opened.sum()).isZero();
            assertThat(server.counters().bytesReceived.sum()).isZero();
            assertThat(server.counters().bytesSent.sum()).isZero();
        }
    }

    @Test
    void whoGoesInTheMiddleOfItsFirstRequestIsOpenNoLonger() throws Exception {
        try (var server =
                server(exchange -> exchange.respond(HttpResponse.of(204)), Set.of(Carrier.HTTP, Carrier.RTMPT))) {
            try (Socket client = connect(server)) {
                client.getOutputStream().write("GET /page HTTP/1.1\r\nHost: he".getBytes(UTF_8));
            }
            CarrierCounters pages = server.counters().of(Carrier.HTTP);
            await().until(() ->
                    server.counters().open() == 0 && server.counters().accepted.sum() == 1);
            await().untilAsserted(() -> assertThat(pages.open()).isZero());
            assertThat(server.counters().bytesSent.sum()).isZero();
        }
    }

    @Test
    void anAnswerThatGoesOnIsCountedWhileItDoes() throws Exception {
        List<Bytes> begun = List.of(Bytes.utf8("so"), Bytes.utf8("far"));
        try (var server = server(
                        exchange -> exchange.stream(200, Map.of()).play(new PartsSource(begun, () -> {})),
                        Set.of(Carrier.HTTP));
                Socket client = connect(server)) {
            client.getOutputStream().write(REQUEST.getBytes(UTF_8));
            await().until(() -> server.httpCounters().bodyBytes.sum() == 5);
            assertThat(server.httpCounters().open()).isEqualTo(1);
            assertThat(server.counters().pieces.sum()).isEqualTo(2);
            assertThat(server.counters().bytesSent.sum()).isGreaterThan(5);
        }
    }

    private TcpListener server(HttpHandler handler, Set<Carrier> carriers) throws IOException {
        return server(handler, settings(Duration.ofSeconds(30), Duration.ofSeconds(10)), carriers, null);
    }
}

package io.millrace.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transport.http.HttpResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthServiceTest {
    private Duration lateness = Duration.ZERO;
    private final HealthService health = new HealthService(() -> lateness);

    private static String body(HttpResponse response) {
        return response.body().getFirst().toUtf8();
    }

    @Test
    void serverWithOneLoopThatHangsIsNotReadyUntilItGoesOn() {
        lateness = Duration.ofMillis(2_999);
        assertThat(health.readiness().status()).isEqualTo(200);
        lateness = Duration.ofMillis(3_001);
        assertThat(health.readiness().status()).isEqualTo(503);
        assertThat(body(health.readiness())).contains("an event loop does not respond");
        lateness = Duration.ZERO;
        assertThat(health.readiness().status()).isEqualTo(200);
    }

    @Test
    void serverThatDrainsIsNotReadyAnyMore() {
        health.drain();
        assertThat(health.readiness().status()).isEqualTo(503);
        assertThat(body(health.readiness())).contains("draining");
    }

    @Test
    void clientsOfAServerThatDrainsAreToldSo() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG.with("drain.timeout", "1m"));
                var client = new Socket(
                        "127.0.0.1",
                        monitored.server.httpAddress().orElseThrow().getPort())) {
            monitored.publish("cam", 1); // waited for
            var answers = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            assertThat(readiness(client, answers)).isEqualTo("{\"status\":\"ready\"}");
            Thread closing = Thread.startVirtualThread(monitored.server::close);
            String status;
            do {
                status = readiness(client, answers);
            } while (status.contains("\"ready\""));
            assertThat(status).isEqualTo("{\"status\":\"draining\"}");
            monitored.hangUp();
            closing.join();
        }
    }

    /** Asks on a connection that stays. */
    private static String readiness(Socket client, BufferedReader answers) throws IOException {
        client.getOutputStream().write("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        String line = answers.readLine();
        while (!line.startsWith("{")) {
            line = answers.readLine();
        }
        return line;
    }

    @ParameterizedTest
    @CsvSource({"/health, ok", "/ready, ready"})
    void serverThatWorksSaysSo(String path, String status) throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            var answer = monitored.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"status\":\"" + status + "\"}\n");
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
        }
    }
}

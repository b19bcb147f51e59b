package io.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transport.http.HttpResponse;
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

package io.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.LatencyHistogram;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatusLogTest {
    private final LatencyHistogram fanOut = new LatencyHistogram();
    private final LatencyHistogram lag = new LatencyHistogram();

    private Duration uptime = Duration.ofHours(3);
    private long publishers;
    private long players;
    private long playersRefused;
    private long connectionsRefused;
    private long stalled;
    private long received;
    private long sent;
    private long writes;
    private long jumps;
    private long buffers;

    private final StatusLog status = new StatusLog(this::metrics);

    private ServerMetrics metrics() {
        var rtmp = new ListenerMetrics(
                publishers, 5000, connectionsRefused, stalled, received, sent / 3, writes / 4, 0, 0, 0, 0, 0);
        var http = new ListenerMetrics(players, 5, 0, 0, 0, sent - sent / 3, writes - writes / 4, 9, 9, 9, 9, 9);
        return new ServerMetrics(
                uptime.toNanos(),
                Map.of("rtmp", rtmp, "http", http),
                publishers,
                players,
                publishers,
                playersRefused,
                Map.of("token", 9L),
                jumps,
                buffers,
                64 << 20,
                fanOut.snapshot(),
                lag.snapshot());
    }

    @AfterEach
    void close() {
        status.close();
    }

    @Test
    void nothingIsSaidWhileThereIsNobody() {
        received = 1_000_000;
        assertThat(status.next()).isEmpty();
        players = 1;
        assertThat(status.next()).isPresent();
        players = 0;
        publishers = 1;
        assertThat(status.next()).isPresent();
    }

    @Test
    void publisherWithoutPlayersIsAShortLine() {
        publishers = 1;
        uptime = uptime.plusMinutes(1);
        received = 18_750_000;
        sent = 3000;
        lag.record(0);
        assertThat(status.next())
                .hasValue("1 publisher, 0 players, in 2.5 Mbit/s, out 400 bit/s, loops late p99 0.1 ms, 0 jumps,"
                        + " buffers 0 MiB");
    }

    @Test
    void ratesAreThoseSinceTheLastLine() {
        publishers = 12;
        players = 1003;
        received = 7_000_000_000L;
        sent = 1L << 40;
        writes = 1L << 30;
        jumps = 17;
        stalled = 3;
        fanOut.record(Duration.ofSeconds(30).toNanos());
        lag.record(Duration.ofSeconds(30).toNanos());
        uptime = uptime.plusMinutes(1);
        status.next();

        received += 19_500_000;
        sent += 18_750_000_000L;
        writes += 1_800_000;
        buffers = 3 << 20;
        for (int i = 0; i < 90; i++) {
            fanOut.record(Duration.ofMillis(3).toNanos());
        }
        for (int i = 0; i < 10; i++) {
            fanOut.record(Duration.ofMillis(12).toNanos());
            lag.record(Duration.ofMillis(1).toNanos());
        }
        uptime = uptime.plusMinutes(1);
        assertThat(status.next())
                .hasValue("12 publishers, 1,003 players, in 2.6 Mbit/s, out 2.5 Gbit/s, 10.4 kB a write,"
                        + " fan-out p50 3.1 ms p99 13 ms, loops late p99 1.0 ms, 0 jumps, buffers 3 MiB");
    }

    @Test
    void loopsThatHangAreNotCalledPunctual() {
        publishers = 1;
        uptime = uptime.plusMinutes(1);
        assertThat(status.next().orElseThrow()).doesNotContain("loops late");
    }

    @Test
    void troubleIsSaidWhenThereWasSome() {
        players = 1;
        jumps = 1;
        stalled = 2;
        playersRefused = 40_000;
        connectionsRefused = 1;
        uptime = uptime.plusMinutes(1);
        assertThat(status.next().orElseThrow())
                .contains("1 jump, 2 stalled peers, 40,000 refused players, 1 refused connection, buffers 0 MiB");
    }
}

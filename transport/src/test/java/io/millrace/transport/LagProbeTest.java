package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LagProbeTest {
    private final LatencyHistogram lag = new LatencyHistogram();
    private long nowNanos = -1_000;
    private final LagProbe probe = new LagProbe(() -> nowNanos, lag);

    @Test
    void loopInTimeHasNoLag() {
        for (int i = 0; i < 10; i++) {
            nowNanos += LagProbe.PERIOD_NANOS;
            probe.run();
        }
        assertThat(lag.snapshot().count()).isEqualTo(10);
        assertThat(lag.snapshot().maxNanos()).isLessThan(100_000);
    }

    @Test
    void haltCountsOnceForEachTimeThatWasMissed() {
        nowNanos += TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 10; i++) {
            probe.run();
        }
        assertThat(lag.snapshot().maxNanos()).isBetween(900_000_000L, 1_125_000_000L);
        assertThat(lag.snapshot().p50Nanos()).isBetween(400_000_000L, 500_000_000L);
    }

    @Test
    void loopThatHangsIsEverLater() {
        assertThat(probe.lateNanos()).isNegative();
        nowNanos += LagProbe.PERIOD_NANOS;
        probe.run();
        nowNanos += TimeUnit.SECONDS.toNanos(3);
        assertThat(probe.lateNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(3) - LagProbe.PERIOD_NANOS);
        nowNanos += TimeUnit.SECONDS.toNanos(3);
        assertThat(probe.lateNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(6) - LagProbe.PERIOD_NANOS);
    }
}

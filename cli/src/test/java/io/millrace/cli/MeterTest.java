package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MeterTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void showsTheRateSinceItWasLastAsked() {
        var meter = new Meter(5 * SECOND);
        assertThat(meter.line(7 * SECOND, 50, 100_000)).isEqualTo("0:00:02  50 frames  400 kbit/s");
        assertThat(meter.line(8 * SECOND, 75, 500_000)).isEqualTo("0:00:03  75 frames  3.2 Mbit/s");
        assertThat(meter.line(3668 * SECOND, 75, 500_000)).isEqualTo("1:01:03  75 frames  0 kbit/s");
    }

    @Test
    void noTimeIsNoDivisionByZero() {
        assertThat(new Meter(0).line(0, 0, 0)).isEqualTo("0:00:00  0 frames  0 kbit/s");
    }
}

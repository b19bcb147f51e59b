package io.millrace.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void comparesTheMediansOfTheFirstThirdAndTheLast() {
        assertThat(Trend.of(List.of(10.0, 99.0, 11.0, 5.0, 5.0, 5.0, 12.0, 0.0, 13.0)))
                .extracting(Trend::first, Trend::last)
                .containsExactly(11.0, 12.0);
    }

    @Test
    void slopeIsThatOfALine() {
        assertThat(Trend.of(List.of(1.0, 3.0, 5.0, 7.0, 9.0, 11.0)).slope()).isEqualTo(2.0);
    }

    @Test
    void growsWhenAboveBothBounds() {
        var trend = new Trend(100, 111, 1);
        assertThat(trend.grows(0.10, 4)).isTrue();
        assertThat(trend.grows(0.12, 4)).isFalse();
        assertThat(trend.grows(0.10, 12)).isFalse();
    }
}

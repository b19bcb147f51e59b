package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReconnectTest {
    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void delayDoublesUpToTheMostAndIsCutByHalfAtTheMost(long seed) {
        var reconnect = new Reconnect(9, Duration.ofSeconds(1), Duration.ofSeconds(10), false);
        var random = new Random(seed);
        assertThat(reconnect.delay(0, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(reconnect.delay(2, random)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(reconnect.delay(Integer.MAX_VALUE, random)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Reconnect(-1, Duration.ofSeconds(1), Duration.ofSeconds(1), false))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new Reconnect(1, Duration.ZERO, Duration.ofSeconds(1), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Reconnect(1, Duration.ofSeconds(2), Duration.ofSeconds(1), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

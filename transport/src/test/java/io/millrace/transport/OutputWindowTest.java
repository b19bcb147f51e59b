package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OutputWindowTest {
    private final OutputWindow window = new OutputWindow();

    @Test
    void isOpenWithoutALimit() {
        assertThat(window.isOpen(1L << 60)).isTrue();
    }

    @Test
    @DisplayName("R-054: closes when as much as the window is not acknowledged, opens with an acknowledgement")
    void closesAtTheLimit() {
        window.limit(100, 0);
        assertThat(window.isOpen(99)).isTrue();
        assertThat(window.isOpen(100)).isFalse();
        assertThat(window.acknowledged(1, 100)).isTrue();
        assertThat(window.isOpen(100)).isTrue();
        assertThat(window.isOpen(101)).isFalse();
    }

    @Test
    void whatWasSentBeforeTheLimitDoesNotCount() {
        window.limit(100, 5000);
        assertThat(window.isOpen(5099)).isTrue();
        assertThat(window.isOpen(5100)).isFalse();
        assertThat(window.acknowledged(4000, 5100)).isFalse();
        assertThat(window.isOpen(5100)).isFalse();
    }

    @Test
    @DisplayName("IP-31: an acknowledgement that goes back or says the same again is nothing new")
    void onlyMoreCounts() {
        window.limit(100, 0);
        assertThat(window.acknowledged(50, 100)).isTrue();
        assertThat(window.acknowledged(50, 100)).isFalse();
        assertThat(window.acknowledged(20, 100)).isFalse();
        assertThat(window.isOpen(149)).isTrue();
    }

    @Test
    void whatHasArrivedOfAWriteInProgressMayBeAcknowledged() {
        window.limit(100, 0);
        assertThat(window.acknowledged(300, 90)).isTrue();
        assertThat(window.isOpen(399)).isTrue();
        assertThat(window.isOpen(400)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("R-052: a sequence number counts modulo 2^32, however much was sent")
    void sequenceNumbersWrap(long seed) {
        var random = new Random(seed);
        long total = random.nextLong(1, 1L << 40);
        long sent = total + random.nextLong(1L << 31);
        window.limit(100, 0);
        assertThat(window.acknowledged(total & 0xFFFF_FFFFL, sent)).isTrue();
        assertThat(window.isOpen(total + 99)).isTrue();
        assertThat(window.isOpen(total + 100)).isFalse();
    }
}

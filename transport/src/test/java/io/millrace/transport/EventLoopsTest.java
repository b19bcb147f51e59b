package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventLoopsTest {
    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void kindThatWasAskedForIsTaken(EventLoops.Kind kind) {
        try (var loops = EventLoops.start(kind, 1)) {
            assertThat(loops.kind()).isEqualTo(kind.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void autoPrefersTheNativeKindOfThisMachine() {
        String best = Epoll.isAvailable() ? "epoll" : KQueue.isAvailable() ? "kqueue" : "nio";
        try (var loops = EventLoops.start(EventLoops.Kind.AUTO, 1)) {
            assertThat(loops.kind()).isEqualTo(best);
        }
    }

    @Test
    void zeroThreadsAreOnePerProcessor() {
        try (var loops = EventLoops.start(EventLoops.Kind.NIO, 0)) {
            assertThat(loops.group()).hasSize(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void kindOfAnotherMachineIsRefusedByName() {
        EventLoops.Kind foreign = Epoll.isAvailable() ? EventLoops.Kind.KQUEUE : EventLoops.Kind.EPOLL;
        assertThatThrownBy(() -> EventLoops.start(foreign, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(foreign.name().toLowerCase(Locale.ROOT))
                .hasMessageContaining("not available");
    }

    @ParameterizedTest
    @MethodSource("io.millrace.transport.Loopback#kinds")
    void lagIsMeasured(EventLoops.Kind kind) {
        try (var loops = EventLoops.start(kind, 1)) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> loops.lag().snapshot().count() >= 2);
        }
    }

    @Test
    void loopThatHangsIsLate() {
        try (var loops = EventLoops.start(EventLoops.Kind.NIO, 2)) {
            var hanging = new CountDownLatch(1);
            var unused = loops.group().next().submit(() -> hanging.await(1, TimeUnit.MINUTES));
            await().atMost(Duration.ofMinutes(1)).until(() -> loops.lateness().compareTo(Duration.ofMillis(300)) > 0);
            hanging.countDown();
            await().atMost(Duration.ofMinutes(1)).until(() -> loops.lateness().compareTo(Duration.ofMillis(300)) < 0);
        }
    }

    @Test
    void endEndsTheThreads() {
        var loops = EventLoops.start(EventLoops.Kind.NIO, 1);
        loops.close();
        assertThat(loops.group().isTerminated()).isTrue();
    }
}

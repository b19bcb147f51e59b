package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ViewerGroupTest {
    private final ManualLoop loop = new ManualLoop();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final ViewerGroup group = new ViewerGroup(loop, loop::nanoTime, latency);
    private final List<String> woken = new ArrayList<>();

    @Test
    @Timeout(20)
    void noWakeIsLostWhileAWalkEnds() {
        var appended = new AtomicLong();
        var seen = new AtomicLong();
        try (ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor()) {
            var busy = new ViewerGroup(thread, System::nanoTime, latency);
            busy.add(() -> seen.set(appended.get()));
            for (int round = 0; round < 100_000; round++) {
                wakeAndWait(busy, appended, seen); // comes while the walk of the one before is about to end
            }
        }
        assertThat(seen).hasValue(100_000);
    }

    private static void wakeAndWait(ViewerGroup busy, AtomicLong appended, AtomicLong seen) {
        long entry = appended.incrementAndGet();
        busy.wake();
        while (seen.get() < entry && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void audioThatComesDuringAWalkIsNotForgotten() {
        group.add(() -> woken.add("first"));
        group.add(() -> {
            if (woken.size() == 1) {
                group.wakeWithin(Duration.ofMillis(50)); // the first viewer has been walked without it
            }
        });
        group.wake();
        loop.runAll();
        assertThat(loop.alarms()).isEqualTo(1);
        loop.advance(Duration.ofMillis(50));
        assertThat(woken).containsExactly("first", "first");
    }

    @Test
    void viewerThatFailsDoesNotStopTheOthers() {
        group.add(() -> {
            throw new IllegalStateException("broken");
        });
        group.add(() -> woken.add("second"));
        for (int round = 1; round <= 2; round++) {
            group.wake();
            assertThatIllegalStateException().isThrownBy(loop::runAll).withMessage("broken");
            assertThat(woken).hasSize(round);
        }
    }

    @Test
    void alarmFindsNothingToDoWhenAWalkHasSentWhatWaited() {
        group.add(() -> woken.add("walked"));
        group.wakeWithin(Duration.ofMillis(50));
        group.wake();
        loop.runAll();
        loop.advance(Duration.ofMillis(50));
        assertThat(woken).containsExactly("walked");
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void whatBeginsToWaitAfterAWalkGetsAllItsTime() {
        group.add(() -> woken.add("walked"));
        group.wakeWithin(Duration.ofMillis(50));
        group.wake();
        loop.advance(Duration.ofMillis(30));
        group.wakeWithin(Duration.ofMillis(50));
        loop.advance(Duration.ofMillis(49)); // the first alarm has come
        assertThat(woken).hasSize(1);
        loop.advance(Duration.ofMillis(1));
        assertThat(woken).hasSize(2);
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void whatMayWaitLessTakesWithItWhatMayWaitLonger() {
        group.add(() -> woken.add("walked"));
        group.wakeWithin(Duration.ofMillis(50));
        group.wakeWithin(Duration.ofMillis(20));
        group.wakeWithin(Duration.ofMillis(20));
        assertThat(loop.alarms()).isEqualTo(2);
        loop.advance(Duration.ofMillis(20));
        assertThat(woken).hasSize(1);
        loop.advance(Duration.ofMillis(30));
        assertThat(woken).hasSize(1);
    }

    @Test
    void latencyIsFromTheOldestWakeToTheEndOfTheWalk() {
        group.add(() -> loop.advance(Duration.ofMillis(100)));
        group.wake();
        loop.advance(Duration.ofMillis(50)); // the loop has other work
        assertThat(latency.snapshot().count()).isEqualTo(1);
        assertThat(latency.snapshot().maxNanos()).isBetween(150_000_000L, 187_500_000L);
    }

    @Test
    void waitThatWasGivenIsNoLatency() {
        group.add(() -> {});
        group.wakeWithin(Duration.ofMillis(50));
        loop.advance(Duration.ofMillis(50));
        assertThat(latency.snapshot().count()).isEqualTo(1);
        assertThat(latency.snapshot().maxNanos()).isLessThan(1_000_000);
    }

    @Test
    void walkThatComesForNothingNewIsNotMeasured() {
        group.add(() -> {
            if (woken.isEmpty()) {
                woken.add("during the walk");
                group.wake();
            }
        });
        group.wake();
        group.wake();
        loop.runAll();
        assertThat(latency.snapshot().count()).isEqualTo(2);
    }
}

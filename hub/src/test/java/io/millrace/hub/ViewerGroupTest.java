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
    private final ViewerGroup group = new ViewerGroup(loop);
    private final List<String> woken = new ArrayList<>();

    @Test
    @Timeout(20)
    void noWakeIsLostWhileAWalkEnds() {
        var appended = new AtomicLong();
        var seen = new AtomicLong();
        try (ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor()) {
            var busy = new ViewerGroup(thread);
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
}

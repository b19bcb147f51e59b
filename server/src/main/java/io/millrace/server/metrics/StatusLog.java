package io.millrace.server.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line of what has happened into the log now and then, while somebody publishes or plays. */
public final class StatusLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusLog.class);

    private final Supplier<ServerMetrics> metrics;
    private final ScheduledExecutorService timer;
    private ServerMetrics before; // the timer's, once it runs

    /** Writes nothing yet. */
    StatusLog(Supplier<ServerMetrics> metrics) {
        this.metrics = metrics;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("millrace-status").factory());
        this.before = metrics.get();
    }

    /** Starts a thread that asks for {@code metrics}; zero never does. */
    public static StatusLog start(Duration interval, Supplier<ServerMetrics> metrics) {
        var status = new StatusLog(metrics);
        if (!interval.isZero()) {
            // Not at a fixed rate: after a halt that would be many lines of nothing.
            var unused = status.timer.scheduleWithFixedDelay(
                    () -> status.next().ifPresent(log::info),
                    interval.toNanos(),
                    interval.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
        return status;
    }

    /** What has happened since it was last asked; empty while there is nobody. */
    Optional<String> next() {
        ServerMetrics now = metrics.get();
        ServerMetrics last = before;
        before = now;
        return now.publishers() + now.players() == 0 ? Optional.empty() : Optional.of(StatusLine.of(last, now));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

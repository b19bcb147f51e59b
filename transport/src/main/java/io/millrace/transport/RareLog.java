package io.millrace.transport;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * One kind of trouble with peers: each is counted, and told once a second at most, so that a flood of connections does not become
 * a flood of log lines. Any thread may call.
 */
public final class RareLog {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Logger log;
    private final Level level;
    private final String what;
    private final LongAdder counter;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS - 1);

    /** {@code what} stands in front of the address in each line. */
    public RareLog(Logger log, Level level, String what, LongAdder counter) {
        this.log = log;
        this.level = level;
        this.what = what;
        this.counter = counter;
    }

    /** {@code reason} may have words of the peer: what is no printable ASCII is replaced, and what is long is cut. */
    public void count(InetAddress address, String reason) {
        counter.increment();
        long now = System.nanoTime();
        long before = last.get();
        if (now - before > PAUSE_NANOS && last.compareAndSet(before, now)) {
            log.atLevel(level)
                    .log(
                            "{} {}: {} ({} so far)",
                            what,
                            address.getHostAddress(),
                            LogText.reason(reason),
                            counter.sum());
        }
    }
}

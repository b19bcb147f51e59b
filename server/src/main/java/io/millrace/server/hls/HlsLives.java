package io.millrace.server.hls;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The lives of packagers. The numbers of each begin above those of all before: a player that has the playlist of one that is
 * over goes on with the next, in which they must not be lower [RFC 8216bis §6.2.2]. They are those of the clock, so that they
 * grow over the lives of servers too. Any thread may call.
 */
final class HlsLives {
    /** 2025-01-01: for about thirty years numbers have 31 bits, should a player have no more for them. */
    private static final long EPOCH_MILLIS = 1_735_689_600_000L;

    /** Segments are a second long at least, but for some. */
    private static final long MILLIS_PER_NUMBER = 500;

    private final AtomicLong highest = new AtomicLong();

    HlsLife begin(long nowMillis) {
        long byClock = (nowMillis - EPOCH_MILLIS) / MILLIS_PER_NUMBER;
        long first = highest.updateAndGet(reached -> Math.max(reached + 1, byClock));
        return new HlsLife(Long.toString(nowMillis, Character.MAX_RADIX), first);
    }

    /** A life that is over has come that far. */
    void reached(long number) {
        highest.accumulateAndGet(number, Math::max);
    }
}

package io.millrace.server.hls;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lives of packagers. The numbers of each begin above those of all before of the same stream: a player that has the playlist of
 * one that is over goes on with the next, in which they must not be lower [RFC 8216bis §6.2.2]. As long as the server lives they
 * never are. They begin at those of the clock, and so they are not after a restart either, unless a stream had more than they
 * leave room for: since its packager began, two segments a second, or a discontinuity in each ten minutes. Any thread may call.
 */
final class HlsLives {
    /** 2025-01-01: for about thirty years numbers have 31 bits, should a player have no more for them. */
    private static final long EPOCH_MILLIS = 1_735_689_600_000L;

    /** Segments are a second long at least, but for some. */
    private static final long MILLIS_PER_MSN = 500;

    /** Where these begin, which are to be small: hls.js has a list that begins at 0, and looks through all of it. */
    private static final long DISCONTINUITY_EPOCH_MILLIS = 1_767_225_600_000L; // 2026-01-01

    /** Some 50,000 are gone by in a year. */
    private static final long MILLIS_PER_DISCONTINUITY = 600_000;

    private static final int MAX_STREAMS = 10_000;

    private final Map<String, Long> discontinuities = new LinkedHashMap<>(); // the next of each stream, the latest last
    private long highestMsn;

    synchronized HlsLife begin(String path, long nowMillis) {
        long age = nowMillis - EPOCH_MILLIS;
        highestMsn = Math.max(highestMsn + 1, age / MILLIS_PER_MSN);
        long discontinuity = Math.max(
                discontinuities.getOrDefault(path, 0L),
                (nowMillis - DISCONTINUITY_EPOCH_MILLIS) / MILLIS_PER_DISCONTINUITY);
        return new HlsLife(Long.toString(nowMillis, Character.MAX_RADIX), highestMsn, discontinuity);
    }

    /** A life is over, which has come that far: what numbers are next in it. */
    synchronized void over(String path, long msn, long discontinuity) {
        highestMsn = Math.max(highestMsn, msn);
        long next = Math.max(discontinuity, discontinuities.getOrDefault(path, 0L));
        discontinuities.remove(path);
        discontinuities.put(path, next);
        if (discontinuities.size() > MAX_STREAMS) {
            discontinuities.remove(discontinuities.keySet().iterator().next());
        }
    }
}

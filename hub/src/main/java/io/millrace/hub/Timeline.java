package io.millrace.hub;

import io.millrace.media.MediaKind;
import java.util.Arrays;

/**
 * Maps the 32-bit timestamps of one publisher to the 64-bit time of a log. The publisher's clock is kept as it is; only a
 * break of more than ten seconds (a restart, a wrap at 2^31 [IP-27], a source that changed) is joined, so that viewers see
 * no leap. Audio and video are followed apart: one may run behind the other [IP-26]. For one thread.
 */
public final class Timeline {
    private static final long MAX_STEP_MILLIS = 10_000;
    private static final long NONE = Long.MIN_VALUE;

    private final HubCounters counters;
    private final long[] lastMillis = new long[MediaKind.values().length];
    private final long[] offsetMillis = new long[MediaKind.values().length];
    private long newestMillis;
    private boolean started;

    /**
     * A time line that goes on after an earlier publisher's.
     *
     * @param resumeAtMillis log time at which the first message belongs, or a negative number for a new log
     */
    Timeline(long resumeAtMillis, HubCounters counters) {
        this.counters = counters;
        Arrays.fill(lastMillis, NONE);
        newestMillis = resumeAtMillis < 0 ? NONE : resumeAtMillis;
    }

    /** Log time of a media message, which moves the time line on. */
    public long at(MediaKind kind, int timestamp) {
        if (!started) {
            start(timestamp);
        }
        int lane = kind.ordinal();
        long time = unwrap(lane, timestamp);
        long reference = lastMillis[lane] == NONE ? newestMillis : lastMillis[lane];
        if (Math.abs(time - reference) > MAX_STEP_MILLIS) {
            time = join(lane, time - offsetMillis[lane], reference);
        }
        lastMillis[lane] = time;
        newestMillis = Math.max(newestMillis, time);
        return time;
    }

    /** Log time of a message whose own timestamp cannot be trusted: headers, metadata, sequence ends [IP-26]. */
    public long now(int timestamp) {
        return newestMillis == NONE ? unsigned(timestamp) : newestMillis;
    }

    /** A successor whose clock does not go on where the log stands is moved there; a first publisher's clock is kept. */
    private void start(int timestamp) {
        started = true;
        if (newestMillis == NONE) {
            newestMillis = unsigned(timestamp);
            return;
        }
        long ahead = unsigned(timestamp) - newestMillis;
        if (ahead < 0 || ahead > MAX_STEP_MILLIS) {
            Arrays.fill(offsetMillis, -ahead);
        }
    }

    private long unwrap(int lane, int timestamp) {
        if (lastMillis[lane] == NONE) {
            return unsigned(timestamp) + offsetMillis[lane];
        }
        int step = timestamp - (int) (lastMillis[lane] - offsetMillis[lane]); // serial arithmetic
        return lastMillis[lane] + step;
    }

    /** The other kind has mostly met the same break already: its offset then keeps the two in step. */
    private long join(int lane, long own, long reference) {
        for (long offset : offsetMillis) {
            if (Math.abs(own + offset - reference) <= MAX_STEP_MILLIS) {
                offsetMillis[lane] = offset;
                return own + offset;
            }
        }
        counters.timelineBreaks.increment();
        offsetMillis[lane] = newestMillis - own;
        return newestMillis;
    }

    private static long unsigned(int timestamp) {
        return timestamp & 0xFFFF_FFFFL;
    }
}

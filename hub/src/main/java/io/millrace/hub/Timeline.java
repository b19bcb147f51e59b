package io.millrace.hub;

import io.millrace.media.MediaKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Maps the 32-bit timestamps of one publisher to the 64-bit time of a log. The publisher's clock is kept as it is; only a
 * break of more than ten seconds (a restart, a wrap at 2^31 [IP-27], a source that changed) is joined, so that viewers see
 * no leap. Audio and video are followed apart: one may run behind the other [IP-26]. For one thread.
 */
public final class Timeline {
    private static final long MAX_STEP_MILLIS = 10_000;
    private static final long NONE = Long.MIN_VALUE;

    private final Runnable onBreak;
    private final Map<MediaKind, Lane> lanes = new EnumMap<>(MediaKind.class);
    private long newestMillis;
    private boolean started;

    /** One kind of message: its newest log time, and log time minus its own. */
    private static final class Lane {
        private long lastMillis = NONE;
        private long offsetMillis;
        private long floorMillis = NONE; // where a break was joined: time does not go back behind it

        private void move(long millis) {
            offsetMillis += millis;
            floorMillis = floorMillis == NONE ? NONE : floorMillis + millis;
            lastMillis = lastMillis == NONE ? NONE : lastMillis + millis;
        }
    }

    /**
     * A time line that goes on after an earlier publisher's.
     *
     * @param resumeAtMillis log time at which the first message belongs, or a negative number for a new log
     * @param onBreak called for each break that is joined
     */
    Timeline(long resumeAtMillis, Runnable onBreak) {
        this.onBreak = onBreak;
        newestMillis = resumeAtMillis < 0 ? NONE : resumeAtMillis;
    }

    /**
     * Log time of a media message, which moves the time line on. Within a kind it goes back only as far as the publisher's own
     * timestamps do, and those no more than ten seconds.
     */
    public long at(MediaKind kind, int timestamp) {
        if (!started) {
            start(timestamp);
        }
        Lane lane = lane(kind);
        long time = unwrap(lane, timestamp);
        long reference = lane.lastMillis == NONE ? newestMillis : lane.lastMillis;
        if (Math.abs(time - reference) > MAX_STEP_MILLIS && Math.abs(time - newestMillis) > MAX_STEP_MILLIS) {
            lane.floorMillis = Math.max(lane.floorMillis, lane.lastMillis);
            time = join(lane, time - lane.offsetMillis, reference);
        }
        lane.lastMillis = time;
        newestMillis = Math.max(newestMillis, time);
        return Math.max(time, lane.floorMillis);
    }

    /** Log time of a message whose own timestamp cannot be trusted: headers, metadata, sequence ends [IP-26]. */
    public long now(int timestamp) {
        return newestMillis == NONE ? unsigned(timestamp) : newestMillis;
    }

    /**
     * Has a time line that was begun while the log still grew go on where the log stands by now.
     *
     * @param dtsMillis what it gave as the time of the message that goes on there
     * @return the time of that message in the log
     */
    long goOnAt(long resumeAtMillis, long dtsMillis) {
        long ahead = dtsMillis - resumeAtMillis;
        if (isGoingOn(ahead)) {
            return dtsMillis;
        }
        if (!started) {
            newestMillis = resumeAtMillis;
            return resumeAtMillis;
        }
        for (MediaKind kind : MediaKind.values()) {
            lane(kind).move(-ahead);
        }
        newestMillis -= ahead;
        return resumeAtMillis;
    }

    /** A successor whose clock does not go on where the log stands is moved there; a first publisher's clock is kept. */
    private void start(int timestamp) {
        started = true;
        if (newestMillis == NONE) {
            newestMillis = unsigned(timestamp);
            return;
        }
        long ahead = unsigned(timestamp) - newestMillis;
        if (!isGoingOn(ahead)) {
            for (MediaKind kind : MediaKind.values()) {
                lane(kind).move(-ahead);
            }
        }
    }

    private static boolean isGoingOn(long aheadMillis) {
        return aheadMillis >= 0 && aheadMillis <= MAX_STEP_MILLIS;
    }

    private Lane lane(MediaKind kind) {
        return lanes.computeIfAbsent(kind, absent -> new Lane());
    }

    private static long unwrap(Lane lane, int timestamp) {
        if (lane.lastMillis == NONE) {
            return unsigned(timestamp) + lane.offsetMillis;
        }
        int step = timestamp - (int) (lane.lastMillis - lane.offsetMillis); // serial arithmetic
        return lane.lastMillis + step;
    }

    /** The other kind has mostly met the same break already: its offset then keeps the two in step. */
    private long join(Lane lane, long own, long reference) {
        for (Lane other : lanes.values()) {
            if (Math.abs(own + other.offsetMillis - reference) <= MAX_STEP_MILLIS) {
                lane.offsetMillis = other.offsetMillis;
                return own + other.offsetMillis;
            }
        }
        onBreak.run();
        lane.offsetMillis = newestMillis - own;
        return newestMillis;
    }

    private static long unsigned(int timestamp) {
        return timestamp & 0xFFFF_FFFFL;
    }
}

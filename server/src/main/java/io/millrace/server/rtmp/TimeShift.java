package io.millrace.server.rtmp;

import java.util.function.LongSupplier;

/**
 * Puts the times of an item onto the time line of its player: the item's first frame goes where the one before it
 * ended, and until a seek nothing of it goes before that. For one thread at a time; {@link #settle} is for the event loop.
 */
final class TimeShift {
    private static final long NONE = Long.MIN_VALUE;
    private static final long STEP_MILLIS = 40; // about a frame
    private static final long MAX_STEP_MILLIS = 1000;

    private final LongSupplier asked;
    private final boolean asksForShift; // else for where to begin
    private final long nearMillis;
    private final boolean ownAfterSeek;
    private long shiftMillis = NONE;
    private long floorMillis = NONE;
    private long newestMillis = NONE;
    private long stepMillis = STEP_MILLIS;

    private TimeShift(LongSupplier asked, boolean asksForShift, long nearMillis, boolean ownAfterSeek) {
        this.asked = asked;
        this.asksForShift = asksForShift;
        this.nearMillis = nearMillis;
        this.ownAfterSeek = ownAfterSeek;
    }

    /** The item keeps its own times. */
    static TimeShift none() {
        return by(() -> 0);
    }

    /**
     * The item's first frame is at 0, wherever it is played from: players such as librtmp add the start they asked for
     * [IP-50]. After a seek the item keeps its own times, those in which seeks are asked for.
     */
    static TimeShift fromZero() {
        return new TimeShift(() -> 0, false, 0, true);
    }

    /**
     * Each time of the item is moved by so much.
     *
     * @param shiftMillis asked once, when the item begins
     */
    static TimeShift by(LongSupplier shiftMillis) {
        return new TimeShift(shiftMillis, true, 0, false);
    }

    /**
     * The item begins where the one before it has ended by the time of its first frame. It keeps its own times if they
     * happen to go on from there within {@code nearMillis}, as those of another version of the same content do.
     *
     * @param begin time on the wire where it is to begin; asked once
     */
    static TimeShift after(LongSupplier begin, long nearMillis) {
        return new TimeShift(begin, false, nearMillis, false);
    }

    /**
     * The item begins now. An item whose frames another thread reads says so before: what is asked then is the event
     * loop's.
     */
    void settle() {
        if (floorMillis == NONE) {
            long millis = asked.getAsLong();
            floorMillis = asksForShift ? 0 : millis;
            shiftMillis = asksForShift ? millis : NONE;
        }
    }

    /** Time on the wire of a frame with that time of its own. */
    long of(long dtsMillis) {
        settle();
        if (shiftMillis == NONE) {
            long ahead = dtsMillis - floorMillis;
            shiftMillis = ahead >= 0 && ahead <= nearMillis ? 0 : -ahead;
        }
        long wire = Math.max(floorMillis, dtsMillis + shiftMillis);
        if (newestMillis != NONE && wire > newestMillis && wire - newestMillis <= MAX_STEP_MILLIS) {
            stepMillis = wire - newestMillis;
        }
        newestMillis = Math.max(newestMillis, wire);
        return wire;
    }

    /** After a seek to that time of the item, times may go back; but not below 0, which the wire does not have. */
    void seek(long dtsMillis) {
        if (shiftMillis != NONE) {
            floorMillis = 0; // what is stored behind the key frame may be a little earlier
            newestMillis = NONE;
            shiftMillis = ownAfterSeek ? 0 : Math.max(shiftMillis, -dtsMillis);
        }
    }

    /** How much times are moved; 0 before the first frame. */
    long shiftMillis() {
        return shiftMillis == NONE ? 0 : shiftMillis;
    }

    /** Where on the wire what follows is to begin; 0 when there was nothing. */
    long nextMillis() {
        return newestMillis == NONE ? 0 : newestMillis + stepMillis;
    }
}

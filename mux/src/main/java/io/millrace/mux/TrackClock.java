package io.millrace.mux;

/**
 * Turns the ticks of a track into milliseconds of the recording. Each time is computed from its own ticks and rounded to
 * the nearest, so that no error adds up.
 *
 * @param timescale ticks in a second, 1 to 2^31 - 1
 * @param ticksOffset what the edit list adds to the track's times
 * @param millisOffset what is added to all tracks, so that the first frame of all is at 0
 */
record TrackClock(long timescale, long ticksOffset, long millisOffset) {
    /** Times of a track are below this, which holds what counts from 1970. */
    static final long MAX_SECONDS = 1L << 31;

    long millis(long ticks) {
        long seconds = Math.floorDiv(ticks + ticksOffset, timescale);
        long rest = Math.floorMod(ticks + ticksOffset, timescale);
        return seconds * 1000 + (rest * 1000 + timescale / 2) / timescale + millisOffset;
    }

    TrackClock plusMillis(long millis) {
        return new TrackClock(timescale, ticksOffset, millisOffset + millis);
    }
}

package io.millrace.flv;

/**
 * The timestamps of a file as times from the beginning of the recording. Where they go back by far, as where a recorder
 * began again at 0, the recording goes on from where it was [F-03, F-10]. For one thread.
 */
final class TimeLine {
    /** Audio and video are written one after the other, so that timestamps go back by a little all the time. */
    private static final long MAX_STEP_BACK_MILLIS = 10_000;

    private final long base;
    private long offset;
    private long latest;

    /** @param base the timestamp at which the recording begins */
    TimeLine(long base) {
        this.base = base;
    }

    /** The time of the next tag, 0 or more. */
    long next(int timestampMillis) {
        long millis = timestampMillis - base + offset;
        if (millis < latest - MAX_STEP_BACK_MILLIS) {
            offset += latest - millis;
            millis = latest;
        }
        latest = Math.max(latest, millis);
        return Math.max(0, millis);
    }

    /** The time of a tag that does not count, since it may have a time of its own: the metadata of FFmpeg is always at 0. */
    long aside(int timestampMillis) {
        return Math.max(timestampMillis - base + offset, Math.max(0, latest - MAX_STEP_BACK_MILLIS));
    }

    /** Goes elsewhere: to where this timestamp is that time. */
    void goTo(int timestampMillis, long millis) {
        offset = millis - (timestampMillis - base);
        latest = millis;
    }

    /** The time that a timestamp is as long as none went back. */
    long plain(int timestampMillis) {
        return Math.max(0, timestampMillis - base);
    }
}

package io.millrace.rtmp.command;

import io.millrace.amf.AmfValue;

/**
 * Which part of which kind of stream a player wants [R-144, IP-50].
 *
 * @param startMillis {@link #ANY}, {@link #LIVE}, or from 0 a position in the recorded stream; players such as rtmpdump
 *     send 0 when they want whatever there is
 * @param durationMillis {@link #TO_END}, 0 for a single frame, or how much to play
 */
public record PlayRange(long startMillis, long durationMillis) {
    /** Live if there is a publisher, else recorded, else wait for a publisher. */
    public static final long ANY = -2;
    /** Live only. */
    public static final long LIVE = -1;

    public static final long TO_END = -1;

    /** From the arguments of play; what is missing or no number takes its default. */
    public static PlayRange of(AmfValue start, AmfValue duration) {
        return new PlayRange(
                startMillis(start.asNumber().orElse(ANY)),
                durationMillis(duration.asNumber().orElse(TO_END)));
    }

    /** From the options of play2, which are in seconds. */
    static PlayRange ofSeconds(double start, double duration) {
        return new PlayRange(
                start >= 0 ? (long) (start * 1000) : startMillis(start),
                duration >= 0 ? (long) (duration * 1000) : TO_END);
    }

    /** Some send the special values as milliseconds too: -1000 and -2000 [IP-50]. */
    private static long startMillis(double start) {
        if (start >= 0) {
            return (long) start;
        }
        return start == -1 || start == -1000 ? LIVE : ANY;
    }

    private static long durationMillis(double duration) {
        return duration >= 0 ? (long) duration : TO_END;
    }
}

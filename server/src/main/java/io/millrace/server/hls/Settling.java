package io.millrace.server.hls;

import io.millrace.media.Track;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that a publisher has to show all its tracks, so that the first segment does not begin with half of them. For one
 * thread.
 */
final class Settling {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Without any track: what is not read stays in memory. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Track> before;
    private final long sinceNanos;
    private @Nullable Long tracksSinceNanos;

    /** @param before tracks of the publisher before; none if this is the first */
    Settling(List<Track> before, long nowNanos) {
        this.before = before;
        this.sinceNanos = nowNanos;
    }

    /**
     * Whether no track is waited for any more: those of before are there, or some of each kind, or it takes too long.
     *
     * @param hasTracks whether any are known, of whatever kind
     * @param tracks that can be packaged
     */
    boolean isOver(boolean hasTracks, List<Track> tracks, long nowNanos) {
        if (tracksSinceNanos == null && hasTracks) {
            tracksSinceNanos = nowNanos;
        }
        boolean complete = before.isEmpty()
                ? tracks.stream().map(Track::kind).distinct().count() == 2
                : tracks.containsAll(before);
        boolean late = tracksSinceNanos != null && nowNanos - tracksSinceNanos >= NANOS;
        return complete || late || nowNanos - sinceNanos >= PATIENCE_NANOS;
    }
}

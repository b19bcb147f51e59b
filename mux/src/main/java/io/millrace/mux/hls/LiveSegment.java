package io.millrace.mux.hls;

import io.millrace.mux.SegmentOutput;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.MediaPlaylist.Part;
import io.millrace.mux.hls.MediaPlaylist.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A segment of a {@link LiveWindow}, which may grow. For one thread. */
final class LiveSegment {
    private static final long MICROS = 1_000_000;

    /** What is left when a duration is rounded down to a second. */
    private static final long ROUNDED_AWAY = MICROS / 2 - 1;

    final long msn;
    final int run;
    final int discontinuities;
    final long init;
    private final boolean hasInit;
    final List<SegmentOutput.Part> parts = new ArrayList<>();
    final long wallClockMillis;
    long durationMicros;
    long bytes;

    /**
     * A segment without parts.
     *
     * @param discontinuities runs since the segment before
     * @param init the number of its init segment
     * @param hasInit whether that has anything in it
     */
    LiveSegment(long msn, int run, int discontinuities, long init, boolean hasInit, long wallClockMillis) {
        this.msn = msn;
        this.run = run;
        this.discontinuities = discontinuities;
        this.init = init;
        this.hasInit = hasInit;
        this.wallClockMillis = wallClockMillis;
    }

    /** A picture may be shown for longer than parts and segments are to be: they are said to be as long as is allowed. */
    Segment toSegment(SegmentNames names, SegmentTargets targets, boolean finished, boolean withParts) {
        List<Part> listed = new ArrayList<>();
        for (int i = 0; withParts && i < parts.size(); i++) {
            SegmentOutput.Part part = parts.get(i);
            long duration = Math.min(part.durationMicros(), targets.partMillis() * 1000L);
            listed.add(new Part(names.part(msn, i), duration, part.independent(), false));
        }
        return new Segment(
                finished ? Optional.of(names.segment(msn)) : Optional.empty(),
                Math.min(durationMicros, targets.targetDurationSeconds() * MICROS + ROUNDED_AWAY),
                OptionalLong.of(wallClockMillis),
                discontinuities,
                hasInit ? Optional.of(names.init(init)) : Optional.empty(),
                listed);
    }

    /** Bits a second. */
    long bandwidth() {
        return 8 * bytes * MICROS / Math.max(1, durationMicros);
    }
}

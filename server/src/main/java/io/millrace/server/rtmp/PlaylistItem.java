package io.millrace.server.rtmp;

import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StreamPath;

/** One entry of a NetStream's playlist: what is to be played, which may not exist yet. */
record PlaylistItem(StreamPath path, PlayRange range) {
    /** How long it is to be played; the largest number there is when to its end. */
    long durationMillis() {
        return range.durationMillis() == PlayRange.TO_END ? Long.MAX_VALUE : range.durationMillis();
    }

    /** Where a recorded stream starts. */
    long startMillis() {
        return Math.max(0, range.startMillis());
    }
}

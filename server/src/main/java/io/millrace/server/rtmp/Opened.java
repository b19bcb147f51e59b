package io.millrace.server.rtmp;

import io.millrace.hub.LiveStream;
import io.millrace.media.FrameReader;

/** What a {@link PlaylistItem} turned out to be. Whoever gets one uses it or has {@link StreamOpener} discard it. */
sealed interface Opened {
    /** A live stream, which may have no publisher yet. Its use goes over to the one who gets this. */
    record Live(LiveStream stream) implements Opened {}

    record Recorded(FrameReader reader) implements Opened {}

    /** There is none, or it cannot be played. */
    record Missing(Refusal refusal) implements Opened {}
}

package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.TrackHeaders;
import java.time.Duration;
import java.util.List;

/**
 * A publisher that waits to take a stream over from one that could still send. The stream changes hands where viewers can
 * start, so that they go on without a gap; what they have to know before it is kept until then. The stream's lock guards it.
 */
final class Successor {
    /** Video without a key frame for this long is taken as it is, as viewers join it. */
    private static final Duration KEY_FRAME_PATIENCE = Duration.ofSeconds(10);

    /** Where there was video, a successor that sends none for this long has none. */
    private static final Duration VIDEO_PATIENCE = Duration.ofSeconds(1);

    private final Publication publication;
    private StreamSnapshot kept = StreamSnapshot.EMPTY;
    private final LeadVideo leadVideo = new LeadVideo();
    private boolean hasMedia;
    private long firstMediaNanos;

    Successor(Publication publication) {
        this.publication = publication;
    }

    Publication publication() {
        return publication;
    }

    /**
     * Whether the stream changes hands with {@code frame}.
     *
     * @param replacesVideo whether the predecessor's stream has video
     */
    boolean takesOverWith(MediaFrame frame, long nowNanos, boolean replacesVideo) {
        boolean isStart = leadVideo.startsAt(frame);
        if (TrackHeaders.isHeader(frame)) {
            return false;
        }
        if (!hasMedia) {
            hasMedia = true;
            firstMediaNanos = nowNanos;
        }
        return isStart || nowNanos - firstMediaNanos >= patience(replacesVideo).toNanos();
    }

    /** Keeps metadata and headers, as many as a stream remembers; gives whether this was one. */
    boolean keep(LogEntry entry) {
        StreamSnapshot before = kept;
        kept = before.with(entry);
        return kept != before;
    }

    void forgetMetadata(String name) {
        kept = kept.withoutMetadata(name);
    }

    /** What goes in before its first frame, in order. */
    List<LogEntry> kept() {
        return kept.entries();
    }

    private Duration patience(boolean replacesVideo) {
        if (leadVideo.isKnown()) {
            return KEY_FRAME_PATIENCE;
        }
        return replacesVideo ? VIDEO_PATIENCE : Duration.ZERO;
    }
}

package io.millrace.server.record;

import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a recording goes on in another file: at a key frame, or anywhere while there are no pictures. For one thread at a time. */
final class Rotation {
    /** A stream without pictures for this long goes on without. */
    private static final long PICTURE_MILLIS = 10_000;

    private final long afterMillis;
    private final long bytes;
    private @Nullable Track lead; // the video track whose key frames count
    private long pictureMillis;
    private long beginMillis;

    /**
     * Of a first file that begins later.
     *
     * @param after 0 for whatever time
     * @param bytes 0 for whatever size
     */
    Rotation(Duration after, long bytes) {
        this.afterMillis = after.toMillis();
        this.bytes = bytes;
    }

    /** A file begins with the frame of that time. */
    void begin(long dtsMillis) {
        beginMillis = dtsMillis;
    }

    /**
     * Whether the next file begins with this entry.
     *
     * @param fileBytes of the file so far
     */
    boolean isDue(LogEntry entry, long dtsMillis, long fileBytes) {
        if (!(entry instanceof LogEntry.Frame(MediaFrame frame)) || !frame.holds(PacketType.CODED_FRAMES)) {
            return false;
        }
        if (frame.kind() == MediaKind.VIDEO) {
            frame.packets().stream().map(MediaPacket::track).forEach(this::lead);
            pictureMillis = dtsMillis;
        }
        boolean full = (afterMillis > 0 && dtsMillis - beginMillis >= afterMillis) || (bytes > 0 && fileBytes >= bytes);
        return full && (hasNoPictures(dtsMillis) || (lead != null && frame.isKeyFrameOf(lead)));
    }

    private void lead(Track track) {
        lead = lead == null || track.id() < lead.id() ? track : lead;
    }

    private boolean hasNoPictures(long dtsMillis) {
        return lead == null || dtsMillis - pictureMillis >= PICTURE_MILLIS;
    }
}

package io.millrace.client;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.TrackHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody can begin with a stream that goes on already: at a key frame of its lead video track, behind metadata and
 * headers as of there. A stream without one of those begins at any frame. For one thread, or under a lock.
 */
final class StreamEntry {
    /** Without a key frame for so long there may be none: then any frame will do. */
    private static final long MAX_SKIPPED_MILLIS = 10_000;

    /** Of headers and of metadata: what is beyond it is no header that anybody needs, and not kept. */
    private static final int MAX_BYTES = 1 << 20;

    private TrackHeaders headers = TrackHeaders.NONE;
    private @Nullable MediaFrame metadata;
    private long skippedSinceMillis = -1;

    /** The video track whose key frames count in a stream with this frame; null if it has none. */
    static @Nullable Track leadOf(MediaFrame frame) {
        return frame.packets().stream()
                .map(MediaPacket::track)
                .filter(track -> track.kind() == MediaKind.VIDEO)
                .findFirst()
                .orElse(null);
    }

    /** Whether decoding can start here. */
    static boolean isAt(MediaFrame frame, @Nullable Track lead) {
        return lead == null ? frame.holds(PacketType.CODED_FRAMES) : frame.isKeyFrameOf(lead);
    }

    /** Keeps what later frames need of it. */
    void remember(MediaFrame frame) {
        TrackHeaders more = headers.with(frame);
        if (more != headers && bytes(more) <= MAX_BYTES) {
            headers = more;
        }
        if (MediaOutput.isMetadata(frame) && frame.body().length() <= MAX_BYTES) {
            metadata = frame;
        }
    }

    private static long bytes(TrackHeaders headers) {
        return headers.frames().stream().mapToLong(OutgoingFrames::cost).sum();
    }

    /** Whether to begin here, asked of each frame in turn until that is so. */
    boolean beginsAt(MediaFrame frame, @Nullable Track lead) {
        if (isAt(frame, lead)) {
            return true;
        }
        if (!frame.holds(PacketType.CODED_FRAMES)) {
            return false;
        }
        skippedSinceMillis = skippedSinceMillis < 0 ? frame.dtsMillis() : skippedSinceMillis;
        return frame.dtsMillis() - skippedSinceMillis > MAX_SKIPPED_MILLIS;
    }

    /** The frame to begin with, and before it, at its time, what it needs. */
    List<MediaFrame> opening(MediaFrame first) {
        skippedSinceMillis = -1;
        List<MediaFrame> opening = new ArrayList<>();
        if (metadata != null) {
            opening.add(metadata.at(first.dtsMillis()));
        }
        headers.frames().forEach(header -> opening.add(header.at(first.dtsMillis())));
        opening.add(first);
        return opening;
    }
}

package io.millrace.flv;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.TrackHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metadata and the headers of the tracks as of one place of a file. Immutable; a change makes a new one. */
final class HeaderFrames {
    static final HeaderFrames NONE = new HeaderFrames(null, TrackHeaders.NONE);

    private final @Nullable MediaFrame metadata;
    private final TrackHeaders headers;

    private HeaderFrames(@Nullable MediaFrame metadata, TrackHeaders headers) {
        this.metadata = metadata;
        this.headers = headers;
    }

    /** Whether a frame is to be remembered here. */
    static boolean isHeader(MediaFrame frame) {
        return frame.kind() == MediaKind.DATA ? ScriptBody.isMetadata(frame.body()) : TrackHeaders.isHeader(frame);
    }

    /** These with a {@linkplain #isHeader header} remembered; themselves if they hold the same already. */
    HeaderFrames with(MediaFrame header) {
        if (header.kind() == MediaKind.DATA) {
            boolean same = metadata != null && metadata.body().equals(header.body());
            return same ? this : new HeaderFrames(header, headers);
        }
        TrackHeaders changed = headers.with(header);
        return changed == headers ? this : new HeaderFrames(metadata, changed);
    }

    /** In the order a player needs them, as of {@code dtsMillis}. */
    List<MediaFrame> at(long dtsMillis) {
        List<MediaFrame> frames = new ArrayList<>();
        if (metadata != null) {
            frames.add(metadata.at(dtsMillis));
        }
        headers.frames().forEach(frame -> frames.add(frame.at(dtsMillis)));
        return frames;
    }

    int count() {
        return headers.count() + 1;
    }
}

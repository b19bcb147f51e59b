package io.millrace.hub;

import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import org.jspecify.annotations.Nullable;

/**
 * The video track whose key frames are where viewers can start: the default one where there is one, else one of the others.
 * Those of other tracks need not lie at the same places. The stream's lock guards it.
 */
final class LeadVideo {
    private @Nullable Track track;

    /** Whether there is video. */
    boolean isKnown() {
        return track != null;
    }

    /** Whether viewers can start at {@code frame}, the publisher's next. */
    boolean startsAt(MediaFrame frame) {
        if (frame.kind() != MediaKind.VIDEO) {
            return false;
        }
        for (MediaPacket packet : frame.packets()) {
            if (packet.type() == PacketType.CODED_FRAMES || packet.type() == PacketType.SEQUENCE_START) {
                if (track == null || packet.track().equals(Track.VIDEO_0)) {
                    track = packet.track();
                }
            }
        }
        return track != null && frame.isKeyFrameOf(track);
    }
}

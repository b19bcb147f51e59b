package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;
import java.util.ArrayList;
import java.util.List;

/** What comes before the first frame of audio or video, whose time is the one that counts. For one thread. */
final class Opening {
    private static final int MAX_BYTES = 1 << 20;

    private final List<MediaFrame> frames = new ArrayList<>();
    private Bytes metadata = Bytes.EMPTY;
    private int bytes;

    /** Whether with that frame the opening is over. */
    static boolean endsWith(MediaFrame frame) {
        return frame.holds(PacketType.CODED_FRAMES);
    }

    static boolean isMetadata(MediaFrame frame) {
        return frame.kind() == MediaKind.DATA
                && TrackMetadata.read(frame.body()).isPresent();
    }

    /** Keeps it, as long as all of it is not too much. */
    void add(MediaFrame frame) {
        if (isMetadata(frame)) {
            metadata = frame.body();
        } else if (bytes + frame.body().length() <= MAX_BYTES) {
            bytes += frame.body().length();
            frames.add(frame);
        }
    }

    /** The newest; empty if there is none. */
    Bytes metadata() {
        return metadata;
    }

    /** All but metadata. */
    List<MediaFrame> frames() {
        return frames;
    }
}

package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * FLV that comes in pieces, as through a pipe, to the frames that an {@link FlvFile} would give, on the same time line
 * [F-03, F-10]. Headers before the first frame have the time 0. For one thread.
 */
public final class FlvStream {
    private final FlvReader reader = new FlvReader();
    private @Nullable TimeLine timeLine; // from the first frame on

    /** At the beginning of a stream. */
    public FlvStream() {}

    /** What its first bytes promise, once they have been read. */
    public Optional<FlvHeader> header() {
        return reader.header();
    }

    /** Whether what was read so far ends within a tag. */
    public boolean isWithinTag() {
        return reader.isWithinTag();
    }

    /**
     * Reads the next bytes and hands on each frame that they complete. Frames are no views of {@code bytes}: the caller may
     * write to them again, and a frame that is kept for long keeps nothing but itself.
     *
     * @throws MalformedTagException if the stream does not begin as FLV does
     */
    public void read(Bytes bytes, Consumer<MediaFrame> frames) {
        reader.read(bytes, tag -> {
            MediaFrame frame = TagReader.frame(tag.type(), tag.timestampMillis(), owned(tag.body(), bytes));
            if (frame != null) {
                frames.accept(frame.at(millis(frame, (int) tag.timestampMillis())));
            }
        });
    }

    private static Bytes owned(Bytes body, Bytes piece) {
        return body.offsetIn(piece) < 0 ? body : Bytes.wrap(body.toByteArray());
    }

    private long millis(MediaFrame frame, int timestamp) {
        boolean aside = frame.kind() == MediaKind.DATA || HeaderFrames.isHeader(frame);
        if (aside) {
            return timeLine == null ? 0 : timeLine.aside(timestamp);
        }
        if (timeLine == null) {
            timeLine = new TimeLine(timestamp);
        }
        return timeLine.next(timestamp);
    }
}

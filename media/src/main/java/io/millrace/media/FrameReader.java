package io.millrace.media;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded stream as the frames it consists of, in the order in which they are to be sent. Their bodies are FLV tag
 * bodies, whatever kind of file they come from; times count from the beginning of the recording. Nothing is read whole: a
 * reader holds about a frame, and what it must know to seek.
 *
 * <p>For one thread at a time, and one that may block. Closing it closes the file.
 */
public interface FrameReader extends AutoCloseable {
    /** Length of the recording in milliseconds; 0 when nothing in the file tells it. */
    long durationMillis();

    /**
     * What a player must know before the frame that {@link #next} gives: metadata, then the sequence headers that are in
     * effect there, with the time of that frame. {@link #next} does not give these again.
     */
    List<MediaFrame> headers() throws IOException;

    /**
     * Goes to the last key frame at or before {@code millis}; in a recording without video to the last frame at or before.
     * Before the first, or at less than 0, it goes to the first; beyond the end, to the last.
     *
     * @return the time of the frame that {@link #next} gives then; {@link #durationMillis} if there is none
     */
    long seek(long millis) throws IOException;

    /**
     * The next frame, or null at the end. A file that is cut short ends with its last whole frame.
     *
     * @throws MediaFileException if the file cannot be understood from here on
     */
    @Nullable
    MediaFrame next() throws IOException;

    /**
     * Whether the file ends in the middle of something, which is lost. Only known once {@link #next} has given null; false
     * also where the kind of file does not tell.
     */
    default boolean isCutShort() throws IOException {
        return false;
    }

    @Override
    void close() throws IOException;
}

package io.millrace.client.file;

import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Frames on their way into a file, or through a pipe; made by {@link MediaFiles#create}. The file's time begins at 0 with
 * the first frame of audio or video. It can be played at any time, also if the program ends without {@link #close}: then FLV
 * has all frames that were written, MP4 all but the last second or so. (That is what the operating system has; a power
 * failure may cost more.)
 *
 * <p>For one thread at a time, and one that may block. That it was interrupted changes nothing: a file is written and
 * completed all the same.
 */
public interface MediaFileWriter extends AutoCloseable {
    /**
     * Writes a frame. Headers and metadata are frames like any others, and come before those they describe.
     *
     * @throws IOException once and for all, if that is impossible; the text names the file and the reason. What was written
     *     before is still there, and is made whole by {@link #close}
     */
    void write(MediaFrame frame) throws IOException;

    /** Bytes so far. */
    long writtenBytes();

    /**
     * The files that have been begun; none if it is a pipe. MP4 goes on in another one, {@code name-2.mp4}, when a track
     * is configured in another way or a new one comes. Nothing is left of a file that nothing came for.
     */
    List<Path> files();

    /** What of the stream is not in the file, a sentence each; to be told to people. */
    List<String> warnings();

    /** Completes the file with its length and index, and closes it. */
    @Override
    void close() throws IOException;
}

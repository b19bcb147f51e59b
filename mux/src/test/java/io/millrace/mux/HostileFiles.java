package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import java.io.IOException;

/** Opens a file that may be anything, plays it, and seeks in it. */
final class HostileFiles {
    private HostileFiles() {}

    /** How a reader is made from a file. */
    interface Opener {
        FrameReader open(ByteSource source) throws IOException;
    }

    /** Whether it could be opened; whatever else is thrown than what is declared comes out. */
    static boolean play(Bytes file, Opener opener) throws IOException {
        try (FrameReader reader = opener.open(ByteSource.of(file))) {
            Frames.assertWellFormed(Frames.rest(reader));
            for (long millis : new long[] {Long.MIN_VALUE, -1, 0, 1000, reader.durationMillis(), Long.MAX_VALUE}) {
                reader.seek(millis);
                var headers = reader.headers();
                var next = reader.next();
                if (next != null && next.dtsMillis() != headers.getFirst().dtsMillis()) {
                    throw new AssertionError("headers at " + headers.getFirst() + ", next is " + next);
                }
            }
            return true;
        } catch (MediaFileException e) {
            return false;
        }
    }

    static FrameReader openMp4(ByteSource source) throws IOException {
        return new Mp4File(Mp4File.index(source), source);
    }

    static FrameReader openMp3(ByteSource source) throws IOException {
        return new Mp3File(Mp3File.index(source), source);
    }
}

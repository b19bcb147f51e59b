package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.server.application.StreamStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recorded streams in memory: video of 25 frames and one key frame a second, whose bytes tell which it is. */
final class Recordings implements StreamStore {
    private final Map<String, Long> lengths = new HashMap<>();
    int open;
    boolean broken;
    boolean faulty;
    long gapMillis; // behind the first frame
    long brokenFromMillis = Long.MAX_VALUE;
    boolean soundOnly; // for all that there is a header of video
    boolean noMemory;
    int framesRead;

    Recordings with(String name, long lengthMillis) {
        lengths.put(name, lengthMillis);
        return this;
    }

    @Override
    public Optional<FrameReader> open(String application, String name) throws IOException {
        if (broken) {
            throw new MediaFileException(MediaFileException.Cause.STRUCTURE, "it is no FLV file");
        }
        if (faulty) {
            throw new IllegalStateException("a fault of ours");
        }
        Long length = lengths.get(name);
        if (length == null) {
            return Optional.empty();
        }
        open++;
        return Optional.of(new Recording(length));
    }

    static MediaFrame frame(long millis, Bytes body) {
        return new MediaFrame(MediaKind.VIDEO, millis, body, VideoTagCodec.decode(body));
    }

    private final class Recording implements FrameReader {
        private static final int STEP = 40;
        private final long length;
        private long next;

        Recording(long length) {
            this.length = length;
        }

        @Override
        public long durationMillis() {
            return length;
        }

        @Override
        public List<MediaFrame> headers() {
            return List.of(frame(next, Media.videoHeader(0)));
        }

        @Override
        public long seek(long millis) {
            next = Math.clamp(millis, 0, length - STEP) / 1000 * 1000;
            return next;
        }

        @Override
        public MediaFrame next() throws IOException {
            long at = next;
            if (at >= brokenFromMillis) {
                throw new MediaFileException(MediaFileException.Cause.STRUCTURE, "there it is broken");
            }
            if (noMemory) {
                throw new OutOfMemoryError("for a test");
            }
            framesRead++;
            next += at == 0 ? STEP + gapMillis : STEP;
            int number = (int) (at / STEP % 25);
            if (at >= length) {
                return null;
            }
            if (soundOnly) {
                Bytes body = Media.sound(number);
                return new MediaFrame(MediaKind.AUDIO, at, body, AudioTagCodec.decode(body));
            }
            return frame(at, number == 0 ? Media.key((int) (at / 1000)) : Media.inter(number));
        }

        @Override
        public void close() {
            open--;
        }
    }
}

package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How far a file is read in search of a key frame. */
final class RecordedFramesTest {
    @Test
    void findsAKeyFrameInTime() {
        var reader = new LargeFrames(100, 20);
        assertThat(RecordedFrames.keyFrameAfter(1000, reader)).hasValue(2000);
    }

    @Test
    @DisplayName("R-149: a key frame that comes minutes later is not waited for")
    void isBoundedInTime() {
        var reader = new LargeFrames(10_000, 10);
        assertThat(RecordedFrames.keyFrameAfter(1000, reader)).isEmpty();
        assertThat(reader.read).isEqualTo(8);
    }

    @Test
    @DisplayName("R-149: frames of the same time, however many, are not all read")
    void isBoundedInBytes() {
        var reader = new LargeFrames(0, 10_000);
        assertThat(RecordedFrames.keyFrameAfter(0, reader)).isEmpty();
        assertThat(reader.read).isBetween(60, 70);
    }

    /** Ten thousand frames of a mebibyte; from the given one on they are key frames. */
    private static final class LargeFrames implements FrameReader {
        private static final Bytes KEY = body(Media.key(0));
        private static final Bytes INTER = body(Media.inter(0));

        private final long stepMillis;
        private final int firstKey;
        private int read;

        LargeFrames(long stepMillis, int firstKey) {
            this.stepMillis = stepMillis;
            this.firstKey = firstKey;
        }

        private static Bytes body(Bytes start) {
            var body = new byte[1 << 20];
            start.copyTo(body, 0);
            return Bytes.wrap(body);
        }

        @Override
        public long durationMillis() {
            return 0;
        }

        @Override
        public List<MediaFrame> headers() {
            return List.of();
        }

        @Override
        public long seek(long millis) {
            return 0;
        }

        @Override
        public @Nullable MediaFrame next() {
            int number = read++;
            return number == 10_000 ? null : Recordings.frame(number * stepMillis, number < firstKey ? INTER : KEY);
        }

        @Override
        public void close() {}
    }
}

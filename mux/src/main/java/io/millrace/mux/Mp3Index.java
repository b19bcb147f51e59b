package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.codec.MpegAudioHeader;

/**
 * What must be known of an MP3 file to play it from anywhere: where every 64th frame lies. Made by
 * {@link Mp3File#index}; immutable, so that all players of a file share one. An hour takes 20 KB.
 */
public final class Mp3Index {
    static final int FRAMES_PER_POSITION = 64;

    private final MpegAudioHeader first;
    private final long[] positions;
    private final long frames;
    private final long end;
    private final Bytes metadata;

    Mp3Index(MpegAudioHeader first, long[] positions, long frames, long end, Bytes metadata) {
        this.first = first;
        this.positions = positions;
        this.frames = frames;
        this.end = end;
        this.metadata = metadata;
    }

    /** Length of all frames in milliseconds: counted, not what the file says of itself. */
    public long durationMillis() {
        return millis(frames);
    }

    /** About as much memory as it takes. */
    public long memoryBytes() {
        return metadata.length() + (long) Long.BYTES * positions.length;
    }

    /** When {@code frame} begins: all have the same number of samples. */
    long millis(long frame) {
        return new TrackClock(first.sampleRate(), 0, 0).millis(frame * first.samples());
    }

    /** The last frame at or before {@code millis}, the first one if there is none. */
    long frameAt(long millis) {
        long wanted = Math.clamp(millis, 0, durationMillis());
        long frame = Math.min(frames - 1, wanted * first.sampleRate() / 1000 / first.samples() + 1);
        while (frame > 0 && millis(frame) > wanted) {
            frame--;
        }
        return frame;
    }

    /** Where the last frame lies that is at or before {@code frame} and has a multiple of 64 for its number. */
    long positionBefore(long frame) {
        return positions[(int) (frame / FRAMES_PER_POSITION)];
    }

    /** The header of the first frame. */
    MpegAudioHeader first() {
        return first;
    }

    long frames() {
        return frames;
    }

    /** Where the frames end in the file. */
    long end() {
        return end;
    }

    /** The body of the {@code onMetaData} message. */
    Bytes metadata() {
        return metadata;
    }
}

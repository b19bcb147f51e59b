package io.millrace.mux;

import io.millrace.media.MediaFrame;
import java.util.List;

/** Cuts a live stream into what HLS has it in. For one thread. */
public interface Segmenter {
    /**
     * Takes the next frame of the stream, headers as well, and gives what is complete with it: mostly nothing.
     *
     * @param wallClockMillis when it came, since 1970: that of the first frame of a run dates all of the run
     */
    List<SegmentOutput> add(MediaFrame frame, long wallClockMillis);

    /**
     * What comes next does not go on from what came so far: another publisher, or the same one after a break. The segments at
     * hand end.
     */
    List<SegmentOutput> discontinuity();

    /**
     * Segments are no longer than that from now on: when the first has shown how far key frames are apart, and before any player was
     * told of another.
     *
     * @param seconds no less than the segments that there are
     */
    void targetDuration(int seconds);

    /** The number of the next run, for a segmenter that is to take this one's place. */
    int nextRun();
}

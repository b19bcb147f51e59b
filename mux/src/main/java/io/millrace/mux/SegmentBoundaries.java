package io.millrace.mux;

/** Says where the segments of a stream end: at key frames, where these come in time. For one thread. */
public final class SegmentBoundaries {
    /** Key frames that come every two seconds come some milliseconds sooner now and then. */
    private static final int SLACK_MILLIS = 50;

    private SegmentTargets targets;
    private long start;
    private long lastKeyFrame;

    public SegmentBoundaries(SegmentTargets targets) {
        this.targets = targets;
    }

    /** What holds from now on. */
    public void targets(SegmentTargets changed) {
        targets = changed;
    }

    /** A segment begins at that time. */
    public void begin(long millis) {
        start = millis;
        lastKeyFrame = millis;
    }

    /** A key frame is part of the segment. */
    public void addKeyFrame(long millis) {
        lastKeyFrame = millis;
    }

    /** Whether the segment ends before a frame of that time. The next key frame is taken to be as far away as the last one. */
    public boolean isDue(long millis, boolean keyFrame) {
        long length = millis - start;
        if (!keyFrame) {
            return length >= targets.maxSegmentMillis();
        }
        long keyFrameDistance = millis - lastKeyFrame;
        return length >= targets.segmentMillis() - SLACK_MILLIS
                || (length > 0 && length + keyFrameDistance > targets.maxSegmentMillis());
    }
}

package io.millrace.mux;

/**
 * How long the pieces are that HLS has a stream in. A stream that is cut by these keeps what its playlists promise: the
 * target duration of segments, and of their parts, does not change as long as players load them [RFC 8216bis §4.4.3.1, §4.4.3.7].
 *
 * @param partMillis what no part exceeds unless it is a single frame; 20 to 5000
 * @param segmentMillis segments end at the first key frame after that, or before it where the next would come too late;
 *     from partMillis to 60000
 * @param targetDurationSeconds a segment without a key frame in that time ends without one; no less than segmentMillis
 */
public record SegmentTargets(int partMillis, int segmentMillis, int targetDurationSeconds) {
    private static final int MIN_PART_MILLIS = 20;
    private static final int MAX_PART_MILLIS = 5000;
    private static final int MAX_SEGMENT_MILLIS = 60_000;

    /** What a publisher's clock, which counts milliseconds, may add to the time of some frames. */
    private static final int ROUNDING_MILLIS = 2;

    public SegmentTargets {
        if (partMillis < MIN_PART_MILLIS || partMillis > MAX_PART_MILLIS) {
            throw new IllegalArgumentException("parts of " + partMillis + " ms (expected: 20 to 5000)");
        }
        if (segmentMillis < partMillis || segmentMillis > MAX_SEGMENT_MILLIS) {
            throw new IllegalArgumentException(
                    "segments of " + segmentMillis + " ms (expected: " + partMillis + " to 60000)");
        }
        if (targetDurationSeconds * 1000L < segmentMillis || targetDurationSeconds * 1000L > MAX_SEGMENT_MILLIS) {
            throw new IllegalArgumentException(
                    "target duration of " + targetDurationSeconds + " s (expected: " + segmentMillis + " ms to 60 s)");
        }
    }

    /**
     * With parts of whole frames near to these in length, so that no part falls short of 85 % of the target
     * [RFC 8216bis §4.4.4.9]. At less than 20 frames a second that is not so for every length of a part.
     *
     * @param frameMillis from frame to frame, above 0
     */
    public SegmentTargets withWholeFrames(double frameMillis) {
        long frames = Math.max(1, Math.round(partMillis / frameMillis));
        int whole = (int) Math.ceil(Math.min(frames * frameMillis, MAX_PART_MILLIS)) + ROUNDING_MILLIS;
        return new SegmentTargets(
                Math.clamp(whole, MIN_PART_MILLIS, Math.min(segmentMillis, MAX_PART_MILLIS)),
                segmentMillis,
                targetDurationSeconds);
    }

    /** With another target duration, no less than segmentMillis. */
    public SegmentTargets withTargetDuration(int seconds) {
        return new SegmentTargets(partMillis, segmentMillis, seconds);
    }

    /** The longest segment. */
    long maxSegmentMillis() {
        return targetDurationSeconds * 1000L;
    }
}

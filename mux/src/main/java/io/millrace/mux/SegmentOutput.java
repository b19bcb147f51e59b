package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import java.util.List;

/**
 * What a segmenter puts out for HLS. Of each track:
 *
 * <pre>
 *   Begin (Part+ SegmentEnd)*   and again from Begin on: each but the first is a discontinuity
 * </pre>
 */
public sealed interface SegmentOutput {
    /** The one that it is of; of MPEG-TS, in which all tracks are together, the one that segments are cut by. */
    Track track();

    /**
     * What follows does not go on from what came before: its time or its coding is another.
     *
     * @param run counts these changes for all tracks of a stream, from 0, so that the same number is the same time line
     * @param initSegment what players must have before the first part; empty for MPEG-TS
     * @param tracks what is in it; empty for MPEG-TS
     */
    record Begin(Track track, int run, Bytes initSegment, List<TrackInfo> tracks) implements SegmentOutput {
        public Begin {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * Some frames of a segment. All parts of a segment, one behind the other, are the segment.
     *
     * @param data to be sent one behind the other; most are views of what the publisher sent
     * @param durationMicros to the first frame of what follows, in decoding time; sums are exact
     * @param wallClockMillis when its first frame was published, since 1970
     * @param independent whether it has a frame that decoding can start with; always, where there is no video
     * @param startsIndependent whether that is its first
     */
    record Part(
            Track track,
            List<Bytes> data,
            long durationMicros,
            long wallClockMillis,
            boolean independent,
            boolean startsIndependent)
            implements SegmentOutput {
        public Part {
            data = List.copyOf(data);
        }

        public int length() {
            return data.stream().mapToInt(Bytes::length).sum();
        }
    }

    /** The segment has no more parts. */
    record SegmentEnd(Track track) implements SegmentOutput {}
}

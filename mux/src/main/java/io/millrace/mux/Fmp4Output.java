package io.millrace.mux;

import io.millrace.bytes.Bytes;
import io.millrace.media.codec.TrackInfo;
import java.util.List;

/** What an {@link Fmp4Writer} puts out: in a file one after the other, in HLS each an answer of its own. */
public sealed interface Fmp4Output {
    Bytes bytes();

    /**
     * The beginning of a file: what players must know before the first fragment. A second one begins another file, for
     * fragments after it cannot be described by the first; in a playlist it is a new map after a discontinuity.
     *
     * @param tracks those in the file, in its order, with the names of their codecs
     */
    record InitSegment(Bytes bytes, List<TrackInfo> tracks) implements Fmp4Output {
        public InitSegment {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * A movie fragment with its media, playable after its {@link InitSegment} and without the fragments in between.
     *
     * @param startMillis where its first frame is decoded, counted from the init segment
     * @param durationMillis to the first frame of the next one
     * @param startsWithKeyFrame whether a player can begin here; always, where there is no video
     */
    record Fragment(Bytes bytes, long startMillis, long durationMillis, boolean startsWithKeyFrame)
            implements Fmp4Output {}
}

package io.millrace.server.hls;

import io.millrace.media.codec.TrackInfo;
import java.util.List;

/**
 * A rendition that can be played.
 *
 * @param rendition its name
 * @param tracks what is in it: one, or of MPEG-TS two
 * @param frameRate of video, in pictures a second; 0 if not known
 * @param peak bits a second of its largest segment
 * @param average bits a second of all its segments
 */
record HlsOffer(String rendition, List<TrackInfo> tracks, double frameRate, long peak, long average) {
    HlsOffer {
        tracks = List.copyOf(tracks);
    }
}

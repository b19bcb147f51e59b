package io.millrace.hub;

import io.millrace.media.Track;

/**
 * What was measured of one track at some moment. Frames are coded frames: headers, metadata and sequence ends are none. Bytes
 * are those of payloads, without the headers of messages and tags.
 *
 * @param frames since the publisher came
 * @param keyFrames likewise; 0 for audio
 * @param bytes likewise
 * @param bitsPerSecond of what came in the last four seconds; 0 in the first half second
 * @param framesPerSecond likewise
 * @param gopMillis length of the last whole group of pictures, from key frame to key frame; 0 until there was one
 * @param gopFrames frames in it
 * @param longestGopMillis the longest of the last sixteen
 * @param jitterMillis how unevenly frames come, against their decoding times: the interarrival jitter of RFC 3550 §6.4.1
 * @param newestDtsMillis decoding time of the newest frame, in the stream's log
 */
public record TrackFigures(
        Track track,
        long frames,
        long keyFrames,
        long bytes,
        double bitsPerSecond,
        double framesPerSecond,
        long gopMillis,
        long gopFrames,
        long longestGopMillis,
        double jitterMillis,
        long newestDtsMillis) {}

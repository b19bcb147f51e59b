package io.millrace.hub;

import java.util.List;

/**
 * What was measured of a stream at some moment. Totals are since the stream came into being: they do not fall when one
 * publisher follows another.
 *
 * @param publishedNanos for how long the present publisher has held the stream; 0 without one
 * @param framesTotal coded frames of all tracks
 * @param bytesTotal of their payloads
 * @param droppedFramesTotal frames left out at a change of publisher, as {@link HubCounters#handoverDrops}
 * @param timelineBreaksTotal leaps in a publisher's timestamps that were joined, as {@link HubCounters#timelineBreaks}
 * @param jumpsTotal of viewers that lagged, to a newer key frame, as {@link HubCounters#jumps}
 * @param tracks those that had frames from the present publisher, in the order of kind and ID
 */
public record StreamFigures(
        long publishedNanos,
        long framesTotal,
        long bytesTotal,
        long droppedFramesTotal,
        long timelineBreaksTotal,
        long jumpsTotal,
        List<TrackFigures> tracks) {

    public StreamFigures {
        tracks = List.copyOf(tracks);
    }

    /** Of all tracks, in the last four seconds. */
    public double bitsPerSecond() {
        return tracks.stream().mapToDouble(TrackFigures::bitsPerSecond).sum();
    }
}

package io.millrace.client.probe;

import java.util.List;
import java.util.Optional;

/**
 * What {@link StreamAnalysis} found so far: plain values, so that a JSON library can write them. Numbers that are not
 * known are 0 or absent, texts empty.
 *
 * @param container as given for a file; empty of a live stream
 * @param seconds from the first timestamp to the end of the last frame
 * @param bytes of all messages
 * @param bitRate of all messages
 * @param sync if there is audio and video
 * @param metadata what onMetaData said last, in its order
 * @param warnings what a person should do something about, the worst first
 */
public record Report(
        String container,
        double seconds,
        long bytes,
        BitRate bitRate,
        Optional<Sync> sync,
        List<Property> metadata,
        List<TrackReport> tracks,
        List<Warning> warnings) {
    public Report {
        metadata = List.copyOf(metadata);
        tracks = List.copyOf(tracks);
        warnings = List.copyOf(warnings);
    }

    /**
     * In bits per second of media time.
     *
     * @param now over the last two seconds
     * @param announced by the metadata
     */
    public record BitRate(long now, long mean, long announced) {}

    /**
     * How audio and video lie to one another.
     *
     * @param distanceMillis between the timestamps of the newest frame of each
     * @param maxLateMillis how far the other had gone on at most when a frame came, which is what players must buffer
     * @param driftMillis how much further audio is ahead of video than in the beginning, on average of five seconds
     */
    public record Sync(long distanceMillis, long maxLateMillis, double driftMillis) {}

    /** One value of the metadata, as text. */
    public record Property(String name, String value) {}

    /** For a terminal: a label and a value per line, without colours, no line break at the end. */
    public String text() {
        return new ReportText(this).toString();
    }
}

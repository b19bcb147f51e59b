package io.millrace.mux;

import io.millrace.bytes.Bytes;
import java.util.List;

/**
 * What must be known of an MP4 file to play it: its tracks, and where each of their samples lies. Made by
 * {@link Mp4File#index}; immutable, so that all players of a file share one.
 */
public final class Mp4Index {
    private final List<Mp4Track> tracks;
    private final long durationMillis;
    private final Bytes metadata;
    private final boolean cutShort;

    Mp4Index(List<Mp4Track> tracks, long durationMillis, Bytes metadata, boolean cutShort) {
        this.tracks = List.copyOf(tracks);
        this.durationMillis = durationMillis;
        this.metadata = metadata;
        this.cutShort = cutShort;
    }

    /** Length of the longest track, in milliseconds from the first frame of the recording to the end of the last. */
    public long durationMillis() {
        return durationMillis;
    }

    /** About as much memory as it takes. */
    public long memoryBytes() {
        return metadata.length()
                + tracks.stream()
                        .mapToLong(track -> track.samples().memoryBytes())
                        .sum();
    }

    /** Whether the file ends within a box. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Video before audio, each with at least one sample; at least one. */
    List<Mp4Track> tracks() {
        return tracks;
    }

    /** The body of the {@code onMetaData} message. */
    Bytes metadata() {
        return metadata;
    }
}

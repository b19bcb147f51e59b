package io.millrace.media;

/**
 * One track of a stream. Audio and video IDs are separate namespaces; 0 is the default track of its kind and says
 * nothing of quality [ER-107].
 *
 * @param id 0 to 255
 */
public record Track(MediaKind kind, int id) {
    public static final Track AUDIO_0 = new Track(MediaKind.AUDIO, 0);
    public static final Track VIDEO_0 = new Track(MediaKind.VIDEO, 0);

    public Track {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("track ID " + id + " (expected: 0 to 255)");
        }
    }
}

package io.millrace.client.probe;

/**
 * Something a person should do something about.
 *
 * @param track as {@code video 0}; empty if it concerns the whole stream
 * @param text one sentence: what was found, with its value, and what to do
 */
public record Warning(Kind kind, String track, String text) {
    /** In the order of how much harm is done. */
    public enum Kind {
        NO_MEDIA,
        MISSING_SEQUENCE_HEADER,
        UNREADABLE_HEADER,
        UNKNOWN_CODEC,
        NO_KEY_FRAME,
        BACKWARD_TIMESTAMPS,
        TIMESTAMP_GAP,
        STALLED_TRACK,
        LATE_ARRIVAL,
        AUDIO_DRIFT,
        INTERLEAVE,
        NO_VIDEO,
        NO_AUDIO,
        CONTRADICTS_METADATA,
        BIT_RATE_ABOVE_ANNOUNCED,
        LEVEL_TOO_LOW,
        LONG_GOP,
        VARIABLE_FRAME_RATE,
        UNEVEN_AUDIO,
        B_FRAMES,
        LEGACY_HEVC,
        CONFIGURATION_CHANGES,
        REPEATED_HEADERS
    }
}

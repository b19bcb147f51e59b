package io.millrace.media;

/** What a track or a frame carries. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    /** Script data: metadata, cue points, text, calls to the viewers. */
    DATA
}

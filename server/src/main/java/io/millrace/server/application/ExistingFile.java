package io.millrace.server.application;

/** What becomes of a file that has the name of a recording that is to begin. */
public enum ExistingFile {
    /** It stays, and the recording goes into another: {@code cam~2.flv}. */
    KEEP,
    /** The recording goes on behind what is in it, where its format lets it; else as {@link #KEEP}. */
    APPEND,
    /** It is deleted, with the first frame. */
    REPLACE
}

package io.millrace.client;

/** What becomes of frames that come faster than the network takes them, or while there is no connection. */
public enum Overflow {
    /** The writer waits: for files, where nothing may be lost. */
    BLOCK,
    /** What waits is dropped, and all up to the next key frame; counted. For live sources, which cannot wait. */
    DROP,
    /** The publisher fails: for those who want to know at once. */
    FAIL
}

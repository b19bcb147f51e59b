package io.millrace.hub;

/** Where a viewer of a live stream begins. */
public enum PlayStart {
    /** At the newest key frame there is, so that a picture shows at once; without video, at the live edge. */
    NEWEST_KEY_FRAME,
    /** At the next key frame: as close to live as can be, and never back in time. */
    NEXT_KEY_FRAME,
    /** At the live edge, key frame or not: for viewers that take no video. */
    NOW
}

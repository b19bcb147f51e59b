package io.millrace.server.config;

/** Which live streams of an application are packaged for HLS. */
public enum HlsMode {
    /** Those that somebody plays so, as long as somebody does. */
    REQUESTED,
    /** All, as long as they are published: players start at once, and can go back. */
    ALWAYS,
    /** None. */
    NEVER
}

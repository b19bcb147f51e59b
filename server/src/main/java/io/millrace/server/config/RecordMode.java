package io.millrace.server.config;

/** Which published streams of an application are recorded. */
public enum RecordMode {
    /** Those whose publisher asks for it, by the publish types record and append. */
    REQUESTED,
    /** All; a stream that was recorded before is appended to, unless its publisher asks for a new recording. */
    ALWAYS,
    /** None: a publisher that asks for it is told NetStream.Record.NoAccess. */
    NEVER
}

package io.millrace.client.inspect;

/** How much is shown; each level has all of those before it. */
public enum Detail {
    /** Where connections begin and end, what could not be explained, and the totals. */
    SUMMARY,
    /** And the handshake, each message, and each finding. */
    MESSAGES,
    /** And each chunk. */
    CHUNKS,
    /** And all bytes, in hexadecimal. */
    BYTES
}

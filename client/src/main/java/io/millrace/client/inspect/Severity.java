package io.millrace.client.inspect;

/** How much a {@linkplain Finding finding} matters. */
public enum Severity {
    /** A requirement is broken that is a MUST, or that no peer can make sense of. */
    VIOLATION,
    /** A SHOULD is not followed, or what came has no meaning that is known. */
    WARNING,
    /** Worth knowing: a habit of some program, or what a tolerant peer repairs. */
    NOTE
}

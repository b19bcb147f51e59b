package io.millrace.flv;

/**
 * Bytes that break their own format: a size beyond the end, a header cut short, a file without a signature. The text
 * has the value and the limit. It ends this message, and for a file this file; never a connection [ER-084].
 */
public final class MalformedTagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedTagException(String text) {
        super(text);
    }
}

package io.millrace.amf;

/**
 * Bytes that are no AMF value, a value above a limit, or a value that AMF has no bytes for. The text names the value,
 * where it starts and what was expected. It concerns one message; the session decides what follows.
 */
public final class AmfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AmfException(String message) {
        super(message);
    }

    AmfException(String message, Throwable cause) {
        super(message, cause);
    }
}

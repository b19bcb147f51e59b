package io.millrace.cli;

/** A command line that cannot be understood; the message, one line, is for the person who typed it. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}

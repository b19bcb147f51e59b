package io.millrace.cli;

/** Arguments that do not go together, or name nothing; the message, one line, is for the person who typed them. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}

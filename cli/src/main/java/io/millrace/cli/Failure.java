package io.millrace.cli;

import io.millrace.client.RtmpException;
import io.millrace.media.MediaFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What a failure means for the person at the terminal.
 *
 * @param sentence what went wrong and where, in one line
 */
record Failure(ExitCode code, String sentence) {
    static Failure of(Throwable problem) {
        return switch (problem) {
            case UsageException e -> new Failure(ExitCode.USAGE, message(e));
            case RtmpException e -> new Failure(code(e.kind()), message(e));
            case MediaFileException e -> new Failure(ExitCode.FILE, message(e));
            case FileSystemException e -> new Failure(ExitCode.FILE, e.getFile() + ": " + reason(e));
            case InterruptedIOException e -> new Failure(ExitCode.INTERRUPTED, "interrupted");
            case IOException e -> new Failure(ExitCode.FILE, message(e)); // of the network all are RtmpExceptions
            default -> new Failure(ExitCode.FAULT, "a fault of millrace: " + problem);
        };
    }

    private static String reason(FileSystemException problem) {
        return switch (problem) {
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case NoSuchFileException e -> "there is no such file";
            case AccessDeniedException e -> "there is no permission";
            default -> "cannot be read or written";
        };
    }

    private static String message(Throwable problem) {
        return String.valueOf(problem.getMessage());
    }

    private static ExitCode code(RtmpException.Kind kind) {
        return switch (kind) {
            case URL -> ExitCode.USAGE;
            case UNREACHABLE, TIMEOUT -> ExitCode.UNREACHABLE;
            case UNAUTHORIZED, REFUSED, CALL_FAILED -> ExitCode.REFUSED;
            case PROTOCOL, CLOSED, OVERFLOW -> ExitCode.BROKEN;
        };
    }
}

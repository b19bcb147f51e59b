package io.millrace.cli;

import io.millrace.client.RtmpException;
import io.millrace.media.MediaFileException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
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
            case NoSuchFileException e -> new Failure(ExitCode.FILE, e.getFile() + ": no such file");
            case AccessDeniedException e -> new Failure(ExitCode.FILE, e.getFile() + ": permission denied");
            case FileAlreadyExistsException e -> new Failure(ExitCode.FILE, e.getFile() + ": is there already");
            case FileSystemException e -> new Failure(ExitCode.FILE, message(e));
            default -> new Failure(ExitCode.FAULT, "a fault of millrace: " + problem);
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

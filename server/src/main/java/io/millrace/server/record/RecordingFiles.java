package io.millrace.server.record;

import io.millrace.server.application.ExistingFile;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordFormat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Names, makes and opens the files of one recording, one after the other. For one thread at a time; its calls block. */
final class RecordingFiles {
    private static final int MAX_NUMBER = 1_000_000;

    private final FileStreamRecorder recorder;
    private final String application;
    private final String name;
    private final ExistingFile existing;
    private final ApplicationConfig settings;
    private int files;
    private int number;

    /** @param existing what becomes of what was recorded under that name, where files do not get names of their own anyway */
    RecordingFiles(FileStreamRecorder recorder, String application, String name, ExistingFile existing) {
        this.recorder = recorder;
        this.application = application;
        this.name = name;
        this.existing = existing;
        this.settings = recorder.settings(application);
    }

    /**
     * The next file: that of the stream's name, which may exist, if this is the first one and no other name is wanted; else
     * a new one.
     */
    OutputFile open() throws RecordingException {
        boolean mayExist = files == 0 && !settings.recordName().isUnique() && takesWhatExists();
        number = settings.recordName().isNumbered() ? number : 0;
        Instant now = recorder.now();
        Path checked = null;
        while (number < MAX_NUMBER) {
            number++;
            Path path = path(now);
            try {
                if (!parent(path).equals(checked)) { // of a thousand numbers that are taken, mostly once
                    checked = parent(path);
                    checkDirectory(path, checked);
                }
                Optional<OutputFile> opened = open(path, mayExist);
                if (opened.isPresent()) {
                    files++;
                    return opened.get();
                }
            } catch (IOException e) {
                throw RecordingException.noAccess("it cannot be written", path + ": " + reason(e));
            }
        }
        throw RecordingException.noAccess("there can be no recording of that name", "all numbers are taken");
    }

    private boolean takesWhatExists() {
        return switch (existing) {
            case KEEP -> false;
            case APPEND -> settings.recordFormat() != RecordFormat.FMP4; // to which nothing can be appended
            case REPLACE -> true;
        };
    }

    private Optional<OutputFile> open(Path path, boolean mayExist) throws RecordingException, IOException {
        if (!mayExist && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        checkFile(path);
        if (mayExist) {
            return Optional.of(OutputFile.open(path, recorder.counters()));
        }
        try {
            return Optional.of(OutputFile.create(path, recorder.counters()));
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
    }

    private Path path(Instant begun) throws RecordingException {
        return recorder.paths()
                .recording(application, name, begun, number)
                .orElseThrow(() -> RecordingException.noAccess(
                        "there can be no recording of that name", "no file has such a name"));
    }

    private void checkDirectory(Path path, Path parent) throws RecordingException, IOException {
        Path directory = directory();
        make(directory);
        if (!RecordingPaths.isInside(directory, existing(parent))) {
            throw refused(path);
        }
        make(parent); // not before: a link may lead anywhere
        recorder.checkRoom(recorder.freeBytes(parent));
    }

    private void checkFile(Path path) throws RecordingException, IOException {
        boolean leadsOut = Files.isSymbolicLink(path) && !RecordingPaths.isInside(directory(), path);
        if (leadsOut || (Files.exists(path) && !Files.isRegularFile(path))) {
            throw refused(path);
        }
    }

    private RecordingException refused(Path path) {
        return RecordingException.noAccess(
                "there can be no recording of that name", path + " is no file, or not in " + directory());
    }

    private Path directory() {
        return recorder.paths().directory(application).orElseThrow();
    }

    private static void make(Path directory) throws RecordingException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw RecordingException.noAccess(
                    "it cannot be written", "directory " + directory + " cannot be made: " + reason(e));
        }
    }

    /** The innermost directory of that path that there is, or the link in its place. */
    static Path existing(Path directory) {
        Path found = directory;
        while (!Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
            found = parent(found);
        }
        return found;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file lies in a directory");
    }

    /** Without the path, which is told beside it. */
    static String reason(IOException e) {
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason != null
                ? reason
                : switch (e) {
                    case NoSuchFileException none -> "there is no such file or directory";
                    case AccessDeniedException denied -> "there is no permission";
                    case FileAlreadyExistsException exists -> "there is a file of that name";
                    case NotDirectoryException file -> "it is no directory";
                    case DirectoryNotEmptyException full -> "there is a directory of that name";
                    default -> "the file system refuses it (" + e.getClass().getSimpleName() + ")";
                };
    }
}

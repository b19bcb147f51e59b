package io.millrace.server.application;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The files that are read for players at this moment. Any thread may call it. */
public final class FilesInUse {
    private final Map<Path, Integer> readers = new HashMap<>();

    /** None yet. */
    public FilesInUse() {}

    /**
     * Somebody reads a file; {@link #leave} must follow.
     *
     * @param file its real path
     */
    public synchronized void enter(Path file) {
        readers.merge(file, 1, Integer::sum);
    }

    /** One who entered is done with it. */
    public synchronized void leave(Path file) {
        readers.computeIfPresent(file, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Whether somebody reads that file, given by its real path. */
    public synchronized boolean isUsed(Path file) {
        return readers.containsKey(file);
    }
}

package io.millrace.server.vod;

import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamStore;
import io.millrace.server.config.RecordingsConfig;
import io.millrace.server.vod.IndexCache.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recorded streams in files, found by {@link RecordingPaths}. Only regular files below the directory of an application are
 * opened, and what is known of a file is kept for the next player of it.
 */
public final class FileStreamStore implements StreamStore {
    private static final Logger log = LoggerFactory.getLogger(FileStreamStore.class);

    private final RecordingPaths paths;
    private final FilesInUse inUse;
    private final VodCounters counters = new VodCounters();
    private final IndexCache indexes;

    /**
     * The files of all applications.
     *
     * @param inUse is told which files are read
     */
    public FileStreamStore(RecordingPaths paths, RecordingsConfig config, FilesInUse inUse) {
        this.paths = paths;
        this.inUse = inUse;
        this.indexes = new IndexCache(config.maxIndexBytes().bytes(), counters.indexed);
    }

    public VodCounters counters() {
        return counters;
    }

    @Override
    public Optional<FrameReader> open(String application, String name) throws IOException {
        Optional<Path> directory = paths.directory(application);
        for (Path candidate : paths.candidates(application, name)) {
            if (directory.isPresent() && isPlayable(directory.get(), candidate)) {
                FrameReader reader = open(directory.get(), candidate);
                counters.opened.increment();
                return Optional.of(reader);
            }
        }
        counters.notFound.increment();
        return Optional.empty();
    }

    private static boolean isPlayable(Path directory, Path file) throws IOException {
        // A recording that has just begun is empty until its first frame.
        if (!Files.isRegularFile(file) || Files.size(file) == 0) {
            return false;
        }
        boolean inside = RecordingPaths.isInside(directory, file);
        if (!inside) {
            log.warn("{} in {} leads out of that directory: not played", directory.relativize(file), directory);
        }
        return inside;
    }

    private FrameReader open(Path directory, Path file) throws IOException {
        try {
            return open(file.toRealPath());
        } catch (MediaFileException e) {
            counters.broken.increment();
            log.info("{} in {} cannot be played: {}", directory.relativize(file), directory, e.getMessage());
            throw e;
        } catch (IOException e) {
            counters.broken.increment();
            log.warn("{} in {} cannot be read: {}", directory.relativize(file), directory, e.toString());
            throw e;
        }
    }

    private FrameReader open(Path real) throws IOException {
        var source = new FileSource(real, inUse);
        try {
            BasicFileAttributes now = Files.readAttributes(real, BasicFileAttributes.class);
            FileVersion version = new FileVersion(real, now.size(), now.lastModifiedTime());
            return indexes.get(version, source).open(source);
        } catch (IOException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }
}

package io.millrace.server.record;

import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.RecordMode;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.record.Recordings.DeleteOutcome;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files in the directories of applications: finds and deletes them. Any thread may call it; its calls block. */
final class RecordedFiles {
    private static final Logger log = LoggerFactory.getLogger(RecordedFiles.class);

    private static final Comparator<RecordedFile> OLDEST_FIRST = Comparator.comparing(RecordedFile::modified)
            .thenComparing(RecordedFile::application)
            .thenComparing(RecordedFile::file);

    private final RecordingPaths paths;
    private final ServerConfig config;
    private final FileStreamRecorder recorder;
    private final FilesInUse inUse;

    RecordedFiles(RecordingPaths paths, ServerConfig config, FileStreamRecorder recorder, FilesInUse inUse) {
        this.paths = paths;
        this.config = config;
        this.recorder = recorder;
        this.inUse = inUse;
    }

    /** What a file is called in the list. */
    Optional<String> name(String application, Path file) {
        return paths.directory(application)
                .map(directory -> directory.relativize(file).toString().replace('\\', '/'));
    }

    /** The newest first, {@code limit} at most; links are not followed. */
    List<RecordedFile> list(Optional<String> application, int limit) {
        var newest = new PriorityQueue<>(OLDEST_FIRST);
        BiConsumer<String, Path> walk = (name, directory) -> walk(name, directory, file -> {
            newest.add(file);
            if (newest.size() > limit) {
                newest.remove();
            }
        });
        if (application.isPresent()) {
            paths.directory(application.get()).ifPresent(directory -> walk.accept(application.get(), directory));
        } else {
            directories().forEach(walk);
        }
        return newest.stream().sorted(OLDEST_FIRST.reversed()).toList();
    }

    DeleteOutcome delete(String application, String file) {
        Optional<Path> directory = paths.directory(application);
        Optional<Path> path = paths.file(application, file);
        try {
            if (directory.isEmpty()
                    || path.isEmpty()
                    || !Files.isRegularFile(path.get(), LinkOption.NOFOLLOW_LINKS)
                    || !RecordingPaths.isInside(directory.get(), path.get())) {
                return DeleteOutcome.NOT_FOUND;
            } else if (recorder.isClaimed(path.get())) {
                return DeleteOutcome.BEING_RECORDED;
            }
            Files.delete(path.get());
            log.info("deleted {}", path.get());
            return DeleteOutcome.DELETED;
        } catch (NoSuchFileException e) {
            return DeleteOutcome.NOT_FOUND;
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", path.orElseThrow(), RecordingFiles.reason(e));
            return DeleteOutcome.FAILED;
        }
    }

    // ---- what is not kept ----

    /** Whether anything is ever deleted for its age or number. */
    boolean expire() {
        return !config.recordings().keepFor().isZero()
                || config.recordings().keepBytes().bytes() > 0;
    }

    /** Deletes what is too old, and of what is too much the oldest; what is written or played stays. */
    void deleteExpired() {
        List<RecordedFile> files = new ArrayList<>();
        directories().forEach((application, directory) -> {
            if (recorder.settings(application).record() != RecordMode.NEVER) {
                walk(application, directory, files::add);
            }
        });
        files.sort(OLDEST_FIRST);
        long bytes = files.stream().mapToLong(RecordedFile::bytes).sum();
        for (RecordedFile file : files) {
            if ((isOld(file) || isTooMuch(bytes)) && expired(file)) {
                bytes -= file.bytes();
            }
        }
    }

    private boolean isOld(RecordedFile file) {
        Instant now = recorder.now();
        return !config.recordings().keepFor().isZero()
                && file.modified().plus(config.recordings().keepFor()).isBefore(now);
    }

    private boolean isTooMuch(long bytes) {
        long keep = config.recordings().keepBytes().bytes();
        return keep > 0 && bytes > keep;
    }

    private boolean expired(RecordedFile file) {
        if (file.recording() || isPlayed(file) || delete(file.application(), file.file()) != DeleteOutcome.DELETED) {
            return false;
        }
        recorder.counters().expired.increment();
        recorder.counters().expiredBytes.add(file.bytes());
        return true;
    }

    private boolean isPlayed(RecordedFile file) {
        try {
            Path path = paths.file(file.application(), file.file()).orElseThrow();
            return inUse.isUsed(path.toRealPath());
        } catch (IOException e) {
            return true; // it is not there any more, or cannot be deleted either
        }
    }

    // ---- the directories ----

    /** By application: those in the directory of all, and those that a single application has for itself. */
    private Map<String, Path> directories() {
        Map<String, Path> found = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(Path.of(config.recordings().directory()))) {
            all.filter(Files::isDirectory)
                    .map(directory -> String.valueOf(directory.getFileName()))
                    .forEach(name -> {
                        add(name, found);
                    });
        } catch (IOException e) {
            log.debug("no recordings in {}: {}", config.recordings().directory(), e.toString());
        }
        config.applications().keySet().stream()
                .filter(name -> !name.contains("*"))
                .forEach(name -> add(name, found));
        return found;
    }

    /** Each directory once. */
    private void add(String application, Map<String, Path> found) {
        paths.directory(application)
                .filter(directory -> Files.isDirectory(directory) && !found.containsValue(directory))
                .ifPresent(directory -> found.put(application, directory));
    }

    private void walk(String application, Path directory, Consumer<RecordedFile> found) {
        try {
            Files.walkFileTree(directory.toRealPath(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name =
                            directory.toRealPath().relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile()
                            && paths.file(application, name).isPresent()) {
                        found.accept(new RecordedFile(
                                application,
                                name,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant(),
                                recorder.isClaimed(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // deleted meanwhile, or not ours to read
                }
            });
        } catch (IOException e) {
            log.debug("{} is not listed: {}", directory, e.toString());
        }
    }
}

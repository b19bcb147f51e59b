package io.millrace.server.record;

import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordMode;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether recordings can be written where they are to go, so that who starts the server hears of it and not the first
 * publisher. Makes something there that is gone at once: permissions do not tell of all that a file system refuses. Its calls block.
 */
final class RecordingDirectories {
    private static final String PROBE = ".millrace-";

    private RecordingDirectories() {}

    /** Of each directory in which nothing can be recorded, which one and why. */
    static List<String> problems(ServerConfig config, RecordingPaths paths) {
        Map<Path, String> keys = new LinkedHashMap<>();
        Map<String, ApplicationConfig> applications = new LinkedHashMap<>(config.applications());
        if (!config.strictApplications()) {
            applications.putIfAbsent("*", ApplicationConfig.defaults());
        }
        applications.forEach((name, application) -> {
            if (application.record() == RecordMode.NEVER) {
                return;
            }
            if (!application.recordings().isEmpty()) {
                keys.putIfAbsent(Path.of(application.recordings()), "applications." + name + ".recordings");
            } else if (name.contains("*")) {
                keys.putIfAbsent(Path.of(config.recordings().directory()), "recordings.directory");
            } else {
                paths.directory(name).ifPresent(own -> keys.putIfAbsent(own, "applications." + name));
            }
        });
        return keys.entrySet().stream()
                .flatMap(directory ->
                        problem(directory.getKey()).map(problem -> directory.getValue() + ": " + problem).stream())
                .toList();
    }

    private static Optional<String> problem(Path directory) {
        Path wanted = directory.toAbsolutePath();
        Path there = RecordingFiles.existing(wanted);
        try {
            if (!Files.isDirectory(there)) {
                return Optional.of(wanted + " cannot be made: " + there + " is no directory");
            }
            Files.delete(
                    there.equals(wanted)
                            ? Files.createTempFile(there, PROBE, "")
                            : Files.createTempDirectory(there, PROBE));
            return Optional.empty();
        } catch (IOException e) {
            String what = there.equals(wanted) ? " cannot be written to: " : " cannot be made in " + there + ": ";
            return Optional.of(wanted + what + RecordingFiles.reason(e));
        }
    }
}

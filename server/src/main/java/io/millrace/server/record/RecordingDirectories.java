package io.millrace.server.record;

import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ApplicationConfig;
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

    /**
     * Where nothing can be recorded that is to be, or that publishers may ask for in a directory of the operator's choice: which
     * directory and why, of several for which that is one cause the first.
     */
    static List<String> problems(ServerConfig config, RecordingPaths paths) {
        Map<Path, String> keys = new LinkedHashMap<>();
        Map<String, ApplicationConfig> applications = new LinkedHashMap<>(config.applications());
        if (!config.strictApplications()) {
            applications.putIfAbsent("*", ApplicationConfig.defaults());
        }
        applications.forEach((name, application) -> {
            if (!isExpected(application, config)) {
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
        Map<Cause, String> problems = new LinkedHashMap<>();
        keys.forEach((directory, key) -> problem(directory)
                .ifPresent(problem -> problems.putIfAbsent(problem.cause(), key + ": " + problem.text())));
        return List.copyOf(problems.values());
    }

    /** Whether somebody will miss it if nothing can be recorded. */
    static boolean isExpected(ApplicationConfig application, ServerConfig config) {
        return switch (application.record()) {
            case NEVER -> false;
            case REQUESTED ->
                !application.recordings().isEmpty()
                        || !config.recordings()
                                .directory()
                                .equals(ServerConfig.defaults().recordings().directory());
            case ALWAYS -> true;
        };
    }

    private record Cause(Path directory, String reason) {}

    private record Problem(Cause cause, String text) {}

    private static Optional<Problem> problem(Path directory) {
        Path wanted = directory.toAbsolutePath();
        Path there = RecordingFiles.existing(wanted);
        try {
            if (!Files.isDirectory(there)) {
                var cause = new Cause(there, "is no directory");
                return Optional.of(new Problem(cause, wanted + " cannot be made: " + there + " " + cause.reason()));
            }
            Files.delete(
                    there.equals(wanted)
                            ? Files.createTempFile(there, PROBE, "")
                            : Files.createTempDirectory(there, PROBE));
            return Optional.empty();
        } catch (IOException e) {
            String what = there.equals(wanted) ? " cannot be written to: " : " cannot be made in " + there + ": ";
            var cause = new Cause(there, RecordingFiles.reason(e));
            return Optional.of(new Problem(cause, wanted + what + cause.reason()));
        }
    }
}

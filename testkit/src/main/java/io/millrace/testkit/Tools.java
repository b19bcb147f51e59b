package io.millrace.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs a test needs that Maven cannot bring. On a laptop a missing one skips the test with the reason; in CI
 * (environment variable {@code CI=true}) it fails the test, so that a green build has really run everything.
 */
public final class Tools {
    private Tools() {}

    /** Where {@code name} is on the search path; skips or fails the running test if it is nowhere. */
    public static Path require(String name) {
        return find(name).orElseThrow(() -> missing(name + " is not installed"));
    }

    private static Optional<Path> find(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Ends the running test, as skipped or as failed; declared to return something so that callers can throw it. */
    static AssertionError missing(String reason) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.abort(reason);
        return new AssertionError(reason);
    }
}

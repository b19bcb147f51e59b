package io.millrace.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs a test needs that Maven cannot bring. On a laptop a missing one skips the test with the reason; in CI
 * (environment variable {@code CI=true}) it fails the test, so that a green build has really run everything.
 */
public final class Tools {
    private Tools() {}

    /** Where {@code name} is on the search path or among servers; skips or fails the running test if it is nowhere. */
    public static Path require(String name) {
        Stream<String> searched =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return Stream.concat(searched, Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> missing(name + " is not installed"));
    }

    /** Skips or fails the running test if {@code file}, a part of an installed program, is not there. */
    public static Path require(Path file) {
        if (!Files.exists(file)) {
            throw missing(file + " is not installed");
        }
        return file;
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

package io.millrace.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Where runs leave files: {@code bench/target/load}, below the root of the project that they are run from. */
public final class RunFolder {
    private RunFolder() {}

    /** Made if need be. */
    public static Path path() throws IOException {
        return Files.createDirectories(Path.of("bench/target/load").toAbsolutePath());
    }

    /** A folder in it without what an earlier run has left there, as one that was killed may have. */
    public static Path emptied(String name) throws IOException {
        Path folder = path().resolve(name);
        empty(folder);
        return Files.createDirectories(folder);
    }

    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (var walk = Files.walk(folder)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}

package io.millrace.server.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Some files and directories; none if the list is empty. */
public record PathList(List<Path> paths) {
    public PathList {
        paths = List.copyOf(paths);
    }

    /** @throws IllegalArgumentException if one of them is no name for a file */
    static PathList parse(String text) {
        return new PathList(Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isBlank())
                .map(part -> Path.of(part.strip()))
                .toList());
    }

    @Override
    public String toString() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}

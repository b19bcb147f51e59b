package io.millrace.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Some live streams, each as in {@code live/cam}. */
public record StreamPaths(List<String> paths) {
    /** Another separator than a comma is more likely than a name with one in it. */
    private static final Pattern PATH = Pattern.compile("[^/;?,]+(/[^/;?,]+)+");

    /** @throws IllegalArgumentException if one is no path, or there twice */
    public StreamPaths {
        paths = List.copyOf(paths);
        if (!paths.stream().allMatch(StreamPaths::isPath) || Set.copyOf(paths).size() != paths.size()) {
            throw new IllegalArgumentException(paths.toString());
        }
    }

    /** Whether that is an application and the name of a stream. */
    static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    static StreamPaths parse(String text) {
        return new StreamPaths(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .toList());
    }

    @Override
    public String toString() {
        return String.join(", ", paths);
    }
}

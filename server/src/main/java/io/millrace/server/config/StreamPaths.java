package io.millrace.server.config;

import java.util.Arrays;
import java.util.List;

/** Some live streams, each as in {@code live/cam}. */
public record StreamPaths(List<String> paths) {
    public StreamPaths {
        paths = List.copyOf(paths);
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

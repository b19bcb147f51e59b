package io.millrace.server.config;

import java.util.List;
import java.util.Locale;

/** Names of an option: {@code streams.max-lag} in code, {@code MILLRACE_STREAMS_MAX_LAG} in the environment. */
final class KeyPath {
    static final String ENVIRONMENT_PREFIX = "MILLRACE_";

    private KeyPath() {}

    /** The keys from the outside in. The pattern of an application may have dots: it is all between the outer two. */
    static List<String> split(String path) {
        int first = path.indexOf('.');
        if (first < 0) {
            return List.of(path);
        }
        int last = path.lastIndexOf('.');
        return first == last
                ? List.of(path.substring(0, first), path.substring(first + 1))
                : List.of(path.substring(0, first), path.substring(first + 1, last), path.substring(last + 1));
    }

    /** The variable that sets {@code path}. The pattern {@code *} has no place in such a name and is left out. */
    static String variable(String path) {
        return ENVIRONMENT_PREFIX
                + path.replace(".*", "").replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}

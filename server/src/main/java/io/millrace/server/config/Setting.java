package io.millrace.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a source says about one key, before it meets the options. {@code origin} tells users where. */
sealed interface Setting {
    /** A file with line and column of the key, a variable, an argument; empty for code. */
    String origin();

    /** {@code key: value} */
    record Value(String origin, String text) implements Setting {}

    /** {@code key:} with nothing after it. */
    record Empty(String origin) implements Setting {}

    /** Keys in the order they were written. */
    record Group(String origin, Map<String, Setting> children) implements Setting {
        static final Group NONE = new Group("", Map.of());
    }

    /** All of both; where both say something about a key, {@code over} wins. */
    static Group merge(Group base, Group over) {
        Map<String, Setting> children = new LinkedHashMap<>(base.children());
        over.children()
                .forEach((key, setting) -> children.merge(
                        key,
                        setting,
                        (below, above) -> below instanceof Group b && above instanceof Group a ? merge(b, a) : above));
        return new Group(over.origin(), children);
    }

    /** What it says about the key of that path below it. */
    default Optional<Setting> find(String... path) {
        @Nullable Setting found = this;
        for (String key : path) {
            found = found instanceof Group group ? group.children().get(key) : null;
        }
        return Optional.ofNullable(found);
    }

    /** A tree with a single value in it, under the keys of {@code path}. */
    static Group of(List<String> path, String text, String origin) {
        String key = path.getFirst();
        Setting child = path.size() == 1 ? new Value(origin, text) : of(path.subList(1, path.size()), text, origin);
        return new Group(origin, Map.of(key, child));
    }
}

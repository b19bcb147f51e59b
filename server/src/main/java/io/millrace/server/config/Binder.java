package io.millrace.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns settings into configuration records, and collects all that is wrong with them. For one use, by one thread. */
final class Binder {
    private final List<String> problems;

    /** @param known problems found before */
    Binder(List<String> known) {
        this.problems = new ArrayList<>(known);
    }

    /** @throws ConfigException with every problem found */
    ServerConfig bind(Setting.Group settings, ServerConfig defaults) {
        return checked((ServerConfig) group(ServerConfig.class, settings, "", defaults));
    }

    /**
     * The same of all that there is, when it must be right as a whole.
     *
     * @throws ConfigException with every problem found
     */
    ServerConfig bindWhole(Setting.Group settings) {
        ServerConfig config = (ServerConfig) group(ServerConfig.class, settings, "", ServerConfig.defaults());
        config.applications()
                .forEach((name, application) -> application
                        .recordNameProblem()
                        .ifPresent(problem -> namingOf(settings, name)
                                .ifPresent(setting -> report(setting, "applications." + name + "." + problem))));
        return checked(config);
    }

    /** What an application says of how its files are named, or why they need names; empty if all that is said for others. */
    private static Optional<Setting> namingOf(Setting.Group settings, String application) {
        return Stream.of("record-name", "record-rotate-after", "record-rotate-size")
                .flatMap(key -> settings.find("applications", application, key).stream())
                .findFirst();
    }

    private ServerConfig checked(ServerConfig config) {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private Object group(Class<? extends Record> type, Setting.Group settings, String path, Object defaults) {
        Options options = Options.of(type);
        Object[] values = options.valuesOf(defaults);
        int before = problems.size();
        settings.children().forEach((key, setting) -> {
            int i = options.indexOf(key);
            if (i < 0) {
                report(setting, "unknown key " + path + key + " (" + hint(key, options) + ")");
            } else {
                values[i] = value(options.specs().get(i), setting, path + key, values[i]);
            }
        });
        boolean agree = agree(options, values, settings, path);
        return agree && problems.size() == before ? create(options, values, settings, path, defaults) : defaults;
    }

    /** What the record itself says of values that do not go together is told with the place of the first key it names. */
    private Object create(Options options, Object[] values, Setting.Group settings, String path, Object defaults) {
        try {
            return options.create(values);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> report(named(settings, problem), path + problem));
            return defaults;
        }
    }

    /** The setting below {@code settings} whose key a problem begins with. */
    private static Setting named(Setting.Group settings, String problem) {
        for (Map.Entry<String, Setting> child : settings.children().entrySet()) {
            String key = child.getKey();
            if (problem.startsWith(key + ".") && child.getValue() instanceof Setting.Group group) {
                return named(group, problem.substring(key.length() + 1));
            } else if (problem.startsWith(key + ":")) {
                return child.getValue();
            }
        }
        return settings;
    }

    /** A key that is right in another place is told that place. */
    private static String hint(String key, Options options) {
        List<String> places = new ArrayList<>();
        Options.of(ServerConfig.class).forEachValue("", (place, spec) -> {
            if (spec.key().equals(key)) {
                places.add(place);
            }
        });
        return places.isEmpty() ? Nearest.hint(key, options.keys()) : "there is " + String.join(", ", places);
    }

    private boolean agree(Options options, Object[] values, Setting.Group settings, String path) {
        boolean agree = true;
        for (int i = 0; i < values.length; i++) {
            Optional<String> conflict = options.conflict(i, values);
            if (conflict.isPresent()) {
                String key = options.keys().get(i);
                report(settings.children().getOrDefault(key, settings), path + key + ": " + conflict.get());
                agree = false;
            }
        }
        return agree;
    }

    private Object value(OptionSpec spec, Setting setting, String path, Object byDefault) {
        return switch (spec.shape()) {
            case VALUE -> single(spec, setting, path, byDefault);
            case GROUP -> group(spec.recordType(), children(setting, path), path + ".", byDefault);
            case MAP -> map(spec.recordType(), children(setting, path), path + ".", (Map<?, ?>) byDefault);
        };
    }

    private Map<String, Object> map(
            Class<? extends Record> type, Setting.Group settings, String path, Map<?, ?> byDefault) {
        Map<String, Object> result = new LinkedHashMap<>();
        byDefault.forEach((key, value) -> result.put((String) key, value));
        // "*" first: what another entry leaves out is taken from it.
        bindEntry(ApplicationPattern.ANY, type, settings, path, result);
        for (String key : settings.children().keySet()) {
            if (!key.equals(ApplicationPattern.ANY)) {
                bindEntry(key, type, settings, path, result);
            }
        }
        return result;
    }

    private void bindEntry(
            String key, Class<? extends Record> type, Setting.Group settings, String path, Map<String, Object> into) {
        Setting setting = settings.children().get(key);
        if (setting != null) {
            Object any = into.getOrDefault(ApplicationPattern.ANY, Options.defaults(type));
            Object defaults = into.getOrDefault(key, any);
            into.put(key, group(type, children(setting, path + key), path + key + ".", defaults));
        }
    }

    private Object single(OptionSpec spec, Setting setting, String path, Object byDefault) {
        String problem;
        if (setting instanceof Setting.Value(var origin, String text)) {
            Object value = parse(spec, text);
            if (value != null && spec.allows(value)) {
                return value;
            }
            problem = "'" + text + "'";
        } else {
            problem = setting instanceof Setting.Empty ? "no value" : "a group of keys";
            if (spec.type() == RecordName.class && setting instanceof Setting.Group) {
                problem += ", as YAML reads what begins with { and is not in quotes";
            }
        }
        report(setting, path + ": " + problem + " (expected: " + spec.expected() + ")");
        return byDefault;
    }

    private Setting.Group children(Setting setting, String path) {
        return switch (setting) {
            case Setting.Group group -> group;
            case Setting.Empty empty -> Setting.Group.NONE; // all its keys are commented out
            case Setting.Value(var origin, String text) -> {
                report(setting, path + ": '" + text + "' (expected: keys below it, indented)");
                yield Setting.Group.NONE;
            }
        };
    }

    private void report(Setting setting, String problem) {
        problems.add(setting.origin().isEmpty() ? problem : setting.origin() + ": " + problem);
    }

    private static @Nullable Object parse(OptionSpec spec, String text) {
        try {
            return Values.parse(spec.type(), text);
        } catch (IllegalArgumentException e) {
            return null; // the caller names the value and what is expected
        }
    }
}

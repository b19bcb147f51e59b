package io.millrace.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a configuration together from its sources. A later one wins: defaults, file, environment, single settings such
 * as command line arguments. Not thread-safe.
 *
 * <p>Without a file no YAML code is loaded, which a quick start needs.
 */
public final class ConfigLoader {
    private Setting.Group file = Setting.Group.NONE;
    private Setting.Group environment = Setting.Group.NONE;
    private Setting.Group settings = Setting.Group.NONE;
    private final List<String> problems = new ArrayList<>();

    public ConfigLoader() {}

    /**
     * Reads a YAML file.
     *
     * @throws ConfigException when it cannot be read or is no YAML; wrong keys and values are reported by {@link #load}
     */
    public ConfigLoader file(Path path) {
        file = YamlFile.read(path);
        return this;
    }

    /**
     * Takes what variables such as {@code MILLRACE_RTMP_PORT} say. Other variables with that prefix are left alone,
     * since launchers and orchestrators have their own, unless they look like a misspelt option.
     */
    public ConfigLoader environment(Map<String, String> variables) {
        Map<String, String> pathOf = new HashMap<>();
        Options.of(ServerConfig.class).forEachValue("", (path, spec) -> pathOf.put(KeyPath.variable(path), path));
        variables.forEach((name, value) -> {
            String path = pathOf.get(name);
            if (path != null) {
                environment = Setting.merge(environment, Setting.of(List.of(path.split("\\.", -1)), value, name));
            } else if (name.startsWith(KeyPath.ENVIRONMENT_PREFIX)) {
                Nearest.of(name, pathOf.keySet())
                        .ifPresent(meant -> problems.add(name + ": unknown variable (did you mean " + meant + "?)"));
            }
        });
        return this;
    }

    /**
     * Sets one option.
     *
     * @param key as in the file, groups separated by dots
     * @param origin where the value comes from, for messages: {@code --port}
     */
    public ConfigLoader set(String key, String value, String origin) {
        settings = Setting.merge(settings, Setting.of(KeyPath.split(key), value, origin));
        return this;
    }

    /**
     * The configuration that the sources make together.
     *
     * @throws ConfigException with every problem of all sources
     */
    public ServerConfig load() {
        Setting.Group merged = Setting.merge(Setting.merge(file, environment), settings);
        return new Binder(problems).bindWhole(merged);
    }
}

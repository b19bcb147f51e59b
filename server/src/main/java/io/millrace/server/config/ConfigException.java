package io.millrace.server.config;

import java.util.List;

/**
 * A configuration that cannot be used. The message is for users: one line per problem, and no more is needed to fix it.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = String.join("\n", problems);
    }

    /** One line each: where (file, line, column; a variable; an argument), the key, the value and what is allowed. */
    public List<String> problems() {
        return problems.lines().toList();
    }
}

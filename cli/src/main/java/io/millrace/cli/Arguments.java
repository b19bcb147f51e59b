package io.millrace.cli;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code serve}: which options were given, and their values.
 *
 * <p>{@link #plain} reads the forms nearly everyone types, {@code --port 1936}, {@code --port=1936}, {@code -p 1936}, without
 * picocli, whose classes take longer to load than the server to start. All else, mistakes too, is picocli's.
 *
 * @param values by name of the option; empty for one that takes none
 */
record Arguments(Map<String, String> values) {
    Arguments {
        values = Map.copyOf(values);
    }

    /** Empty when there is anything but known options, each once, with a value where it takes one. */
    static Optional<Arguments> plain(List<String> arguments, List<CommandOption> options) {
        Map<String, String> values = new HashMap<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            CommandOption option = find(equals < 0 ? argument : argument.substring(0, equals), options);
            if (option == null || (equals >= 0 && !option.takesValue())) {
                return Optional.empty();
            }
            String value = "";
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (option.takesValue() && rest.hasNext()) {
                value = rest.next();
            }
            if (option.takesValue() && (value.isEmpty() || value.startsWith("-"))) {
                return Optional.empty();
            }
            if (values.put(option.name(), value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Arguments(values));
    }

    /** Whether the option was given. */
    boolean has(CommandOption option) {
        return values.containsKey(option.name());
    }

    /** The value of an option that takes one, if it was given. */
    Optional<String> value(CommandOption option) {
        return Optional.ofNullable(values.get(option.name()));
    }

    private static @Nullable CommandOption find(String text, List<CommandOption> options) {
        for (CommandOption option : options) {
            if (option.answersTo(text)) {
                return option;
            }
        }
        return null;
    }
}

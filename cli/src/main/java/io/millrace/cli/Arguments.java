package io.millrace.cli;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arguments of one command: {@code --port 1936}, {@code --port=1936}, {@code -p 1936}.
 *
 * <p>Our own because it is on the way of every start: a library took longer for this than the JVM and the server
 * together.
 */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    private Arguments() {}

    /**
     * Matches arguments with options.
     *
     * @throws UsageException for what is no option, lacks its value or is there twice
     */
    static Arguments parse(List<String> arguments, List<CommandOption> options) {
        Arguments result = new Arguments();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            CommandOption option = find(equals < 0 ? argument : argument.substring(0, equals), options);
            String value;
            if (!option.takesValue()) {
                if (equals >= 0) {
                    throw new UsageException(option.name() + " takes no value");
                }
                value = "";
            } else if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else {
                value = rest.hasNext() ? rest.next() : "";
            }
            if (option.takesValue() && (value.isEmpty() || (equals < 0 && value.startsWith("--")))) {
                throw new UsageException(
                        option.name() + " needs a value: " + option.usage().strip());
            }
            if (result.values.put(option.name(), value) != null) {
                throw new UsageException(option.name() + " is there twice");
            }
        }
        return result;
    }

    /** Whether the option was given. */
    boolean has(CommandOption option) {
        return values.containsKey(option.name());
    }

    /** The value of an option that takes one, if it was given. */
    Optional<String> value(CommandOption option) {
        return Optional.ofNullable(values.get(option.name()));
    }

    private static CommandOption find(String text, List<CommandOption> options) {
        for (CommandOption option : options) {
            if (option.answersTo(text)) {
                return option;
            }
        }
        throw new UsageException((text.startsWith("-") ? "unknown option " : "unexpected argument ") + text
                + " (allowed: " + options.stream().map(CommandOption::name).collect(Collectors.joining(", ")) + ")");
    }
}

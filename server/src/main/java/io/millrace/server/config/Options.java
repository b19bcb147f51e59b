package io.millrace.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The options of one configuration record, read from its {@link Option} annotations. Immutable; any thread may use it.
 */
final class Options {
    private static final ClassValue<Options> CACHE = new ClassValue<>() {
        @Override
        protected Options computeValue(Class<?> type) {
            return new Options(type);
        }
    };

    private final Class<?> type;
    private final List<OptionSpec> specs;
    private final List<String> keys;

    private Options(Class<?> type) {
        this.type = type;
        this.specs =
                Arrays.stream(type.getRecordComponents()).map(Options::spec).toList();
        this.keys = specs.stream().map(OptionSpec::key).toList();
    }

    static Options of(Class<?> recordType) {
        return CACHE.get(recordType);
    }

    /** The record with every option at its default. */
    static <T extends Record> T defaults(Class<T> type) {
        return type.cast(of(type).create(
                        of(type).specs.stream().map(OptionSpec::byDefault).toArray()));
    }

    /**
     * For the constructors of configuration records, so that a bad value from code is refused like one from a file.
     *
     * @param values all components, in their order
     * @throws ConfigException naming each key whose value is out of its range or does not go with another
     */
    static void check(Class<? extends Record> type, Object... values) {
        List<OptionSpec> specs = of(type).specs;
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            OptionSpec spec = specs.get(i);
            if (!spec.allows(values[i])) {
                problems.add(spec.key() + ": " + Values.format(values[i]) + " (expected: " + spec.range() + ")");
            } else {
                of(type).conflict(i, values).ifPresent(problem -> problems.add(spec.key() + ": " + problem));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /**
     * {@code config} with one option changed.
     *
     * @throws ConfigException if the value is out of range
     */
    static <T extends Record> T with(T config, String key, Object value) {
        Options options = of(config.getClass());
        Object[] values = options.valuesOf(config);
        values[options.indexOf(key)] = value;
        @SuppressWarnings("unchecked") // create makes what it was given
        T changed = (T) options.create(values);
        return changed;
    }

    /** In the order of the record's components. */
    List<OptionSpec> specs() {
        return specs;
    }

    /** In the order of the record's components. */
    List<String> keys() {
        return keys;
    }

    /** Negative when there is no such key. */
    int indexOf(String key) {
        return keys.indexOf(key);
    }

    /**
     * Why an option's value does not go with another's, or empty when it does.
     *
     * @param i index of the option
     * @param values of all options, each in its range
     */
    Optional<String> conflict(int i, Object[] values) {
        String notBelow = specs.get(i).notBelow();
        if (notBelow.isEmpty() || OptionSpec.compare(values[i], values[indexOf(notBelow)]) >= 0) {
            return Optional.empty();
        }
        String least = Values.format(values[indexOf(notBelow)]);
        return Optional.of(Values.format(values[i]) + " (expected: " + least + " or more, as " + notBelow + " is)");
    }

    /** Calls back for each single value below this record, with its full key; {@code *} stands for the key of a map. */
    void forEachValue(String prefix, BiConsumer<String, OptionSpec> action) {
        for (OptionSpec spec : specs) {
            String path = prefix + spec.key();
            switch (spec.shape()) {
                case VALUE -> action.accept(path, spec);
                case GROUP -> of(spec.recordType()).forEachValue(path + ".", action);
                case MAP -> of(spec.recordType()).forEachValue(path + ".*.", action);
            }
        }
    }

    /** Adds each single value of {@code config}, a record of this type, with its full key. */
    void addEntries(String prefix, Object config, List<ConfigEntry> entries) {
        Object[] values = valuesOf(config);
        for (int i = 0; i < values.length; i++) {
            OptionSpec spec = specs.get(i);
            String key = prefix + spec.key();
            switch (spec.shape()) {
                case VALUE ->
                    entries.add(new ConfigEntry(
                            key, shown(values[i]), shown(spec.byDefault()), !values[i].equals(spec.byDefault())));
                case GROUP -> of(spec.recordType()).addEntries(key + ".", values[i], entries);
                case MAP ->
                    ((Map<?, ?>) values[i])
                            .forEach((name, element) ->
                                    of(spec.recordType()).addEntries(key + "." + name + ".", element, entries));
            }
        }
    }

    private static String shown(Object value) {
        return value instanceof Secret ? value.toString() : Values.format(value);
    }

    /** A record of this type; the values are its components in their order. */
    Object create(Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof ConfigException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(type + " is not a configuration record", e);
        }
    }

    /** The components of a record of this type, in their order. */
    Object[] valuesOf(Object config) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = components[i].getAccessor().invoke(config);
            }
            return values;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is not a configuration record", e);
        }
    }

    private static OptionSpec spec(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalStateException(component + " has no @Option");
        }
        String key = kebab(component.getName());
        if (component.getType().isRecord() && !OptionSpec.isSingleValue(component.getType())) {
            return OptionSpec.group(key, component.getType(), option);
        } else if (component.getType() == Map.class
                && component.getGenericType() instanceof ParameterizedType map
                && map.getActualTypeArguments()[1] instanceof Class<?> element) {
            return OptionSpec.map(key, element, option);
        } else {
            return OptionSpec.value(key, component.getType(), option);
        }
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}

package io.millrace.server.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One option as {@link Option} declares it.
 *
 * @param type of the value; of the group, for GROUP; of the groups in the map, for MAP
 * @param byDefault the whole default group or an empty map where the shape is not VALUE
 * @param min smallest value allowed; null: none
 * @param max largest value allowed; null: none
 * @param notBelow key of an option beside this one whose value must not be larger; empty: none
 */
record OptionSpec(
        String key,
        Shape shape,
        Class<?> type,
        String doc,
        Object byDefault,
        @Nullable Object min,
        @Nullable Object max,
        String notBelow) {

    enum Shape {
        VALUE,
        GROUP,
        MAP
    }

    static OptionSpec value(String key, Class<?> type, Option option) {
        boolean ordered = type == int.class || type == Duration.class || type == ByteSize.class;
        return new OptionSpec(
                key,
                Shape.VALUE,
                type,
                option.doc(),
                Values.parse(type, option.byDefault()),
                ordered ? Values.parse(type, option.min()) : null,
                ordered && !option.max().isEmpty() ? Values.parse(type, option.max()) : null,
                option.notBelow());
    }

    static OptionSpec group(String key, Class<?> type, Option option) {
        Object defaults = Options.defaults(type.asSubclass(Record.class));
        return new OptionSpec(key, Shape.GROUP, type, option.doc(), defaults, null, null, "");
    }

    static OptionSpec map(String key, Class<?> type, Option option) {
        return new OptionSpec(key, Shape.MAP, type, option.doc(), Map.of(), null, null, "");
    }

    static boolean isSingleValue(Class<?> type) {
        return type == ByteSize.class
                || type == Secret.class
                || type == Carriers.class
                || type == AddressRanges.class
                || type == PathList.class
                || type == RecordName.class
                || type == StreamPaths.class;
    }

    /** The type of a group, or of the groups in a map. */
    Class<? extends Record> recordType() {
        return type.asSubclass(Record.class);
    }

    boolean allows(Object value) {
        return (min == null || compare(min, value) <= 0) && (max == null || compare(value, max) <= 0);
    }

    /** What is allowed, in words. */
    String range() {
        if (min == null) {
            return Values.expected(type);
        }
        String range = max == null ? Values.format(min) + " or more" : Values.format(min) + " to " + Values.format(max);
        return notBelow.isEmpty() ? range : range + ", not below " + notBelow;
    }

    /** What can be written in the file. */
    String expected() {
        return min == null ? range() : Values.expected(type) + ", " + range();
    }

    @SuppressWarnings("unchecked") // both are of the option's type
    static int compare(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }
}

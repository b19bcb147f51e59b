package io.millrace.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types an option can have, and how each is written in a file. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h)");

    private Values() {}

    /**
     * Inverse of {@link #format}.
     *
     * @throws IllegalArgumentException when the text is none of {@link #expected}; its message is not for users
     */
    static Object parse(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == Secret.class) {
            return text.isEmpty() ? Secret.NONE : new Secret(text);
        } else if (type == int.class) {
            return Integer.valueOf(text);
        } else if (type == boolean.class) {
            return bool(text);
        } else if (type == Duration.class) {
            return duration(text);
        } else if (type == ByteSize.class) {
            return ByteSize.parse(text);
        } else if (type == Carriers.class) {
            return Carriers.parse(text);
        } else if (type == AddressRanges.class) {
            return AddressRanges.parse(text);
        } else if (type == PathList.class) {
            return PathList.parse(text);
        } else if (type == RecordName.class) {
            return new RecordName(text);
        } else if (type == StreamPaths.class) {
            return StreamPaths.parse(text);
        } else {
            return enumConstant(type, text);
        }
    }

    /** As it would be written in a file. */
    static String format(Object value) {
        return switch (value) {
            case Secret secret -> secret.value();
            case Duration duration -> format(duration);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    /** What a value of this type looks like, for messages and the reference page. */
    static String expected(Class<?> type) {
        if (type == int.class) {
            return "a whole number";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return "a duration such as 500ms, 30s or 5m";
        } else if (type == ByteSize.class) {
            return "a size such as 64KiB or 16MiB";
        } else if (type == Carriers.class) {
            return Carriers.expected();
        } else if (type == AddressRanges.class) {
            return "IP addresses, or ranges such as 10.0.0.0/8, with commas between them";
        } else if (type == PathList.class) {
            return "files and directories, with commas between them";
        } else if (type == RecordName.class) {
            return RecordName.expected();
        } else if (type == StreamPaths.class) {
            return "streams such as live/cam, with commas between them, none twice";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Values::format).collect(Collectors.joining(", "));
        } else {
            return "text";
        }
    }

    // YAML 1.2 knows only these two; "yes" and "on" would be text.
    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        } else if (millis % 1000 != 0) {
            return millis + "ms";
        } else if (millis < 120_000 || millis % 60_000 != 0) {
            return millis / 1000 + "s";
        } else if (millis < 7_200_000 || millis % 3_600_000 != 0) {
            return millis / 60_000 + "m";
        } else {
            return millis / 3_600_000 + "h";
        }
    }

    private static Object enumConstant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (format(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }
}

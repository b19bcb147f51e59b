package io.millrace.server.config;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the recordings of a stream are named: a text in which {@code {name}} stands for the stream's name, {@code {date}} and
 * {@code {time}} for when the file was begun, and {@code {n}} for a number that is free.
 */
public record RecordName(String pattern) {
    /** All in UTC, and of characters that every file system takes. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);

    private static final String NAME = "{name}";
    private static final String TIME_OF_DAY = "{time}";
    private static final String NUMBER = "{n}";

    private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]*}");
    private static final Set<String> VARIABLES = Set.of(NAME, "{date}", TIME_OF_DAY, NUMBER);

    /** What else may stand there; a slash makes a directory. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_./-]*");

    /** @throws IllegalArgumentException if it is not {@link #expected} */
    public RecordName {
        boolean known = VARIABLE.matcher(pattern).results().allMatch(found -> VARIABLES.contains(found.group()));
        String text = VARIABLE.matcher(pattern).replaceAll("x");
        boolean safe = TEXT.matcher(text).matches()
                && Stream.of(text.split("/", -1)).noneMatch(part -> part.isEmpty() || part.startsWith("."));
        if (!known || !safe || !pattern.contains(NAME)) {
            throw new IllegalArgumentException(pattern);
        }
    }

    static String expected() {
        return "{name} with any of {date}, {time}, {n}, letters, digits and - _ . / around it";
    }

    /** Whether each file gets another name; else a stream has one. */
    public boolean isUnique() {
        return pattern.contains(TIME_OF_DAY) || isNumbered();
    }

    /** Whether it counts. */
    public boolean isNumbered() {
        return pattern.contains(NUMBER);
    }

    /**
     * The name of a file, without extension.
     *
     * @param name the stream's
     * @param begun when the file was begun
     * @param number from 1; where the pattern does not count, those from 2 on are put behind the name
     */
    public String expand(String name, Instant begun, int number) {
        String expanded = VARIABLE.matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group()) {
                            case NAME -> name;
                            case TIME_OF_DAY -> TIME.format(begun);
                            case NUMBER -> Integer.toString(number);
                            default -> DATE.format(begun);
                        }));
        return isNumbered() || number == 1 ? expanded : expanded + "-" + number;
    }

    @Override
    public String toString() {
        return pattern;
    }
}

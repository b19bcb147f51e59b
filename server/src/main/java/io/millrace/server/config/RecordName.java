package io.millrace.server.config;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
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

    /**
     * What is put behind the name of a file where there is one already. A pattern cannot end like that, only a stream's name can.
     */
    private static final Pattern NEIGHBOUR = Pattern.compile("(.*)~([1-9]\\d*)", Pattern.DOTALL);

    /** What else may stand there; a slash makes a directory, and a tilde is for neighbours alone. */
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
     * The name of a file, without extension. No two streams have one in common, unless the pattern itself makes them.
     *
     * @param name the stream's
     * @param begun when the file was begun
     * @param number from 1; where the pattern does not count, those from 2 on are put behind the name: {@code cam~2}. Behind a
     *     name that ends so itself every number is
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
        boolean bare = isNumbered() || (number == 1 && first(expanded).equals(expanded));
        return bare ? expanded : expanded + "~" + number;
    }

    /** The name of the first file for which {@code name} is wanted: another one if it is like that of a neighbour. */
    public static String first(String name) {
        return NEIGHBOUR.matcher(name).matches() ? name + "~1" : name;
    }

    /**
     * The name of the stream that a file is a recording of; the inverse of {@link #expand}. Empty if no stream has recordings of
     * that name, or if streams of several names have.
     *
     * @param file its name, without extension
     */
    public Optional<String> stream(String file) {
        Matcher neighbour = NEIGHBOUR.matcher(file);
        if (isNumbered() || !neighbour.matches()) {
            return streamOfFirst(file);
        }
        String wanted = neighbour.group(1);
        boolean possible = !neighbour.group(2).equals("1") || first(wanted).equals(file);
        return possible ? streamOfFirst(wanted) : Optional.empty();
    }

    private Optional<String> streamOfFirst(String file) {
        Optional<String> longest = stream(file, ".+", "?");
        return longest.equals(stream(file, ".+?", "")) ? longest : Optional.empty();
    }

    /** As much or as little of {@code file} as can be the name, of which the rest takes less or more. */
    private Optional<String> stream(String file, String name, String lazy) {
        var regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(pattern);
        int literal = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(pattern.substring(literal, variable.start())));
            regex.append(
                    switch (variable.group()) {
                        case NAME -> regex.indexOf("(?<name>") < 0 ? "(?<name>" + name + ")" : "\\k<name>";
                        case TIME_OF_DAY -> "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ";
                        case NUMBER -> "[1-9]\\d*" + lazy;
                        default -> "\\d{4}-\\d\\d-\\d\\d";
                    });
            literal = variable.end();
        }
        regex.append(Pattern.quote(pattern.substring(literal)));
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(file);
        return matcher.matches() ? Optional.of(matcher.group("name")) : Optional.empty();
    }

    @Override
    public String toString() {
        return pattern;
    }
}

package io.millrace.server.httpvod;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a body that a client asks for [RFC9110 §14].
 *
 * @param first position of its first byte
 * @param length 1 or more
 */
record ByteRange(long first, long length) {
    private static final Pattern ONE = Pattern.compile("(?i)bytes=\\s*(\\d*)-(\\d*)\\s*");

    /** What a Range header means for a body. */
    sealed interface Answer {
        /** All of it: nothing else was asked for, there is nothing, or what we need not understand, several ranges among that. */
        record Whole() implements Answer {}

        record Part(ByteRange range) implements Answer {}

        /** Nothing of it lies in the range. */
        record Unsatisfiable() implements Answer {}
    }

    /** @param size of the whole body */
    static Answer of(Optional<String> header, long size) {
        Matcher range = ONE.matcher(header.orElse(""));
        if (size == 0
                || !range.matches()
                || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Answer.Whole();
        } else if (range.group(1).isEmpty()) {
            return part(size - Math.min(size, position(range.group(2))), size, size);
        }
        long first = position(range.group(1));
        if (range.group(2).isEmpty()) {
            return part(first, size, size);
        }
        long last = position(range.group(2));
        return last < first ? new Answer.Whole() : part(first, last + 1, size);
    }

    /** One behind the end of any file where it is too large for a number. */
    private static long position(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(significant);
    }

    private static Answer part(long first, long end, long size) {
        return first < size
                ? new Answer.Part(new ByteRange(first, Math.min(end, size) - first))
                : new Answer.Unsatisfiable();
    }

    /** As Content-Range has it. */
    String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}

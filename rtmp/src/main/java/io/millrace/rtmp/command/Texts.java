package io.millrace.rtmp.command;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Text from peers made fit for logs and for replies. */
public final class Texts {
    private static final int QUOTED = 64;
    private static final int CLEANED = 300;

    private Texts() {}

    /** At most 64 characters of {@code text} in quotes, with a question mark for each that could harm a log. */
    public static String quote(String text) {
        String shown = printable(text, QUOTED);
        return text.codePointCount(0, text.length()) <= QUOTED
                ? '"' + shown + '"'
                : '"' + shown + "...\" (" + text.length() + " characters)";
    }

    /** At most 300 characters of a text that may quote a peer, with a question mark for each that could harm a log. */
    public static String clean(String text) {
        return printable(text, CLEANED);
    }

    private static String printable(String text, int limit) {
        return text.codePoints()
                .limit(limit)
                .map(c -> isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The longest beginning of {@code text} that has at most {@code maxBytes} of UTF-8. */
    static String truncate(String text, int maxBytes) {
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            bytes += Character.toString(c).getBytes(UTF_8).length;
            if (bytes > maxBytes) {
                return text.substring(0, at);
            }
            at += Character.charCount(c);
        }
        return text;
    }

    /** Whether {@code c} neither ends a line, nor moves a cursor, nor turns the direction of the text after it. */
    private static boolean isPrintable(int c) {
        return !breaksLines(c) && Character.getType(c) != Character.FORMAT;
    }

    /** Control characters, line and paragraph separators, and halves of surrogate pairs. */
    static boolean breaksLines(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}

package io.millrace.transport;

/** What peers have a hand in, made fit for one line of the log. */
final class LogText {
    private static final int MAX_CHARS = 200;

    private LogText() {}

    /** Printable ASCII on one line, whatever {@code text} has, of a length that no peer chooses. */
    static String clean(String text) {
        return clean(text, MAX_CHARS);
    }

    /** The same, between quotation marks, of {@code maxChars} characters at most. */
    static String quoted(String text, int maxChars) {
        return "'" + clean(text, maxChars) + "'";
    }

    private static String clean(String text, int maxChars) {
        String start = text.length() > maxChars ? text.substring(0, maxChars) + "..." : text;
        return start.replaceAll("[^ -~]", "?");
    }
}

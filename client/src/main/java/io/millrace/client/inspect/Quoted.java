package io.millrace.client.inspect;

import java.util.Locale;

/** Text of a peer, without what a terminal would obey. */
final class Quoted {
    private Quoted() {}

    /** In quotes. */
    static String of(String text) {
        return of(text, Integer.MAX_VALUE);
    }

    /** In quotes; at most so many characters of it, and how many there are. */
    static String of(String text, int most) {
        int shown = Math.min(text.length(), most);
        String escaped =
                '"' + clean(text.substring(0, shown).replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
        return shown < text.length() ? escaped + "... (" + text.length() + " characters)" : escaped;
    }

    /** Without quotes; what is not printable as {@code \\u} and a number. */
    static String clean(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isPrintable(c)) {
                        out.append(c);
                    } else {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    }
                }
            }
        }
        return out.toString();
    }

    /** Neither a control character, nor one that turns the direction of writing, nor half of a pair. */
    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

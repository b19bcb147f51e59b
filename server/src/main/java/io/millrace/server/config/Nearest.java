package io.millrace.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a person probably meant to type. */
public final class Nearest {
    private static final int MOST_EDITS = 2;

    private Nearest() {}

    /** For an error message: the key meant, if there is one near; else all. */
    static String hint(String typed, Collection<String> allowed) {
        return of(typed, allowed)
                .map(key -> "did you mean " + key + "?")
                .orElseGet(() -> "allowed: " + String.join(", ", allowed));
    }

    /** The allowed one with the fewest edits to {@code typed}, if they are no more than a slip or two. */
    public static Optional<String> of(String typed, Collection<String> allowed) {
        return allowed.stream()
                .filter(key -> edits(typed, key) <= MOST_EDITS)
                .min(Comparator.comparingInt(key -> edits(typed, key)));
    }

    /** Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}

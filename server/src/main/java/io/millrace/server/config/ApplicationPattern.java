package io.millrace.server.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A name in which {@code *} stands for any characters, none included. */
public final class ApplicationPattern {
    static final String ANY = "*";

    private ApplicationPattern() {}

    /** Of the patterns that match, the one with the most other characters; the first of these. */
    public static Optional<String> best(Collection<String> patterns, String name) {
        return patterns.stream()
                .filter(pattern -> matches(pattern, name))
                .reduce((one, other) -> literals(other) > literals(one) ? other : one);
    }

    /** All but what {@code *} has, which is only what the others leave out; in their order. */
    static <T> Map<String, T> named(Map<String, T> entries) {
        Map<String, T> named = new LinkedHashMap<>(entries);
        named.remove(ANY);
        return Collections.unmodifiableMap(named);
    }

    /** How specific a pattern is: its characters other than {@code *}. */
    static long literals(String pattern) {
        return pattern.chars().filter(c -> c != '*').count();
    }

    /** In time proportional to both lengths at worst: on a mismatch only the last {@code *} is tried again. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}

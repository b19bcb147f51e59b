package io.millrace.server.config;

/** A name in which {@code *} stands for any characters, none included. */
final class ApplicationPattern {
    static final String ANY = "*";

    private ApplicationPattern() {}

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

package io.millrace.testkit;

import java.util.List;

/** Compares long lists and shows only where they part: a thousand packets in a message help nobody. */
final class Difference {
    private static final int CONTEXT = 2;

    private Difference() {}

    static void assertNone(List<?> expected, List<?> actual) {
        int common = 0;
        while (common < expected.size()
                && common < actual.size()
                && expected.get(common).equals(actual.get(common))) {
            common++;
        }
        if (common < expected.size() || common < actual.size()) {
            throw new AssertionError("equal up to number " + common + "; expected (" + expected.size() + " in all):"
                    + around(expected, common) + "\nbut was (" + actual.size() + " in all):" + around(actual, common));
        }
    }

    private static String around(List<?> list, int index) {
        var text = new StringBuilder();
        for (int i = Math.max(0, index - CONTEXT); i <= index + CONTEXT; i++) {
            text.append(i == index ? "\n -> " : "\n    ").append(i < list.size() ? list.get(i) : "(end)");
            if (i >= list.size()) {
                break;
            }
        }
        return text.toString();
    }
}

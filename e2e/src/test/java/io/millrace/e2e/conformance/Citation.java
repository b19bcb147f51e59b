package io.millrace.e2e.conformance;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A test that names a requirement. Sorts by place, so that the page does not depend on the order of reading.
 *
 * @param file source of the test class, relative to the root of the project
 * @param test method, or nested class and method; the simple class name if the class as a whole names the requirement
 */
record Citation(String id, Path file, String test) implements Comparable<Citation> {
    private static final Comparator<Citation> BY_PLACE =
            Comparator.comparing(Citation::file).thenComparing(Citation::test).thenComparing(Citation::id);

    @Override
    public int compareTo(Citation other) {
        return BY_PLACE.compare(this, other);
    }

    static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}

package io.millrace.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of which the part between two comments is ours, and the rest is written by hand. */
record Page(Path file) {
    static final String BEGIN = "<!-- the table: written by ./dev bench -->\n";
    static final String END = "<!-- end of the table -->\n";

    /** @throws IllegalArgumentException if it lacks the comments */
    void check() throws IOException {
        with(Files.readString(file), "");
    }

    void write(String table) throws IOException {
        Files.writeString(file, with(Files.readString(file), table));
    }

    /** The page with another table. */
    static String with(String page, String table) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END, begin + 1);
        if (begin < 0 || end < 0) {
            throw new IllegalArgumentException("no " + BEGIN.strip() + " with " + END.strip() + " behind it");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + table + "\n" + page.substring(end);
    }
}

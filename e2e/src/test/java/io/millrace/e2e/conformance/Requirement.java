package io.millrace.e2e.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One line of {@code docs/requirements.tsv}: what a conforming implementation does.
 *
 * @param chapter heading it stands under; the file is in page order, so equal chapters are neighbours
 * @param id      number that code and tests cite
 * @param source  where it comes from: a text with section, {@code field} or {@code choice}
 * @param text    one sentence
 * @param note    why it is open, if it is for a reason; mostly empty
 */
record Requirement(String chapter, String id, String source, String text, String note) {
    /** All that looks like a requirement number: one with too few digits is a typing error, not another word. */
    static final Pattern ID = Pattern.compile("(?<![\\w-])(?:R|A0|A3|F|ER|IP)-\\d+\\b");

    static List<Requirement> readAll(Path tsv) {
        try {
            return Files.readAllLines(tsv).stream()
                    .skip(1) // the column names
                    .map(Requirement::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Requirement parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 4 && cells.length != 5) {
            throw new IllegalArgumentException(cells.length + " cells (expected: 4 or 5) in: " + line);
        }
        return new Requirement(cells[0], cells[1], cells[2], cells[3], cells.length == 5 ? cells[4] : "");
    }
}

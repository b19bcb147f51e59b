package io.millrace.bench.table;

/** How far a result goes. */
enum Level {
    /** Nothing was to be reached. */
    NONE(""),
    NOT_MEASURED("not measured"),
    MISSED("**missed**"),
    MUST("must"),
    SHOULD("should"),
    RECORD("record");

    private final String text;

    Level(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}

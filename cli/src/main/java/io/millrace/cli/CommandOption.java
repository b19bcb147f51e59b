package io.millrace.cli;

/**
 * An option of {@code serve}, declared once for {@link Arguments} and for picocli's help and completion.
 *
 * @param letter its short form, such as {@code -p}; empty: none
 * @param value what its value is called in the help; empty: it takes none
 */
record CommandOption(String name, String letter, String value, String help) {
    boolean takesValue() {
        return !value.isEmpty();
    }

    boolean answersTo(String text) {
        return text.equals(name) || (!letter.isEmpty() && text.equals(letter));
    }
}

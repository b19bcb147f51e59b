package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Locale;

/**
 * Events as lines for a person:
 *
 * <pre>
 *   connection  seconds  direction  offset  title  field=value ...
 * </pre>
 *
 * What a peer sent cannot command the terminal: control characters are written as numbers. Any thread may use it.
 */
public final class TextForm {
    private static final int MOST_TEXT = 200;
    private static final int MOST_HEX = 32;
    private static final int MOST_ITEMS = 40;
    private static final String RESET = "\033[0m";

    private final boolean color;
    private final boolean full;

    /**
     * @param color whether the reader is a terminal that shows colours
     * @param full whether long values are written in full, and not cut with their length
     */
    public TextForm(boolean color, boolean full) {
        this.color = color;
        this.full = full;
    }

    /** One line without its end. */
    public String line(Event event) {
        var line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "#%-2d %11.6f ", event.connection(), event.micros() / 1e6));
        Direction direction = event.direction();
        if (direction == null) {
            line.append("--             ");
        } else {
            line.append(colored(direction == Direction.TO_SERVER ? "36" : "35", direction.arrow()));
            line.append(String.format(Locale.ROOT, " %10d  ", event.offset()));
        }
        line.append(colored(colorOf(event), titleOf(event)));
        if (event.kind() == Event.Kind.FINDING) {
            event.fields().stream().skip(1).forEach(field -> line.append(' ').append(plain(field.value())));
        } else {
            event.fields()
                    .forEach(field ->
                            line.append(' ').append(field.name()).append('=').append(value(field.value())));
        }
        return line.toString();
    }

    private static String titleOf(Event event) {
        return switch (event.kind()) {
            case FINDING -> "  ! " + plain(event.fields().getFirst().value()) + " " + event.title();
            case UNEXPLAINED -> "unexplained: " + event.length() + " bytes, " + event.title();
            case CHUNK -> "  " + event.title();
            case CONNECTION, HANDSHAKE, MESSAGE, SUMMARY -> event.title();
        };
    }

    private static String colorOf(Event event) {
        return switch (event.kind()) {
            case CONNECTION, SUMMARY -> "1";
            case HANDSHAKE -> "34";
            case CHUNK -> "2";
            case MESSAGE -> "32";
            case UNEXPLAINED -> "1;31";
            case FINDING ->
                switch (plain(event.fields().getFirst().value())) {
                    case "violation" -> "31";
                    case "warning" -> "33";
                    default -> "2";
                };
        };
    }

    private String colored(String code, String text) {
        return color ? "\033[" + code + "m" + text + RESET : text;
    }

    private static String plain(Value value) {
        return switch (value) {
            case Value.Word(String word) -> Quoted.clean(word);
            case Value.Text(String text) -> Quoted.clean(text);
            default -> value.toString();
        };
    }

    private String value(Value value) {
        return switch (value) {
            case Value.Text(String text) -> Quoted.of(text, full ? Integer.MAX_VALUE : MOST_TEXT);
            case Value.Word(String word) -> word.contains(" ") ? "'" + Quoted.clean(word) + "'" : Quoted.clean(word);
            case Value.Whole(long number) -> Long.toString(number);
            case Value.Real(double number) -> Double.toString(number);
            case Value.Flag(boolean flag) -> Boolean.toString(flag);
            case Value.Null() -> "null";
            case Value.Hex(Bytes bytes) -> hex(bytes);
            case Value.Items(String label, List<Value> items) -> label(label) + items(items);
            case Value.Group(String label, List<Field> fields) -> label(label) + group(fields);
        };
    }

    private static String label(String label) {
        return label.isEmpty() ? "" : Quoted.clean(label) + " ";
    }

    private String items(List<Value> items) {
        var text = new StringBuilder("[");
        int shown = full ? items.size() : Math.min(items.size(), MOST_ITEMS);
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ").append(value(items.get(i)));
        }
        return text.append(more(items.size() - shown)).append(']').toString();
    }

    private String group(List<Field> fields) {
        var text = new StringBuilder("{");
        int shown = full ? fields.size() : Math.min(fields.size(), MOST_ITEMS);
        for (int i = 0; i < shown; i++) {
            Field field = fields.get(i);
            String name = Quoted.clean(field.name());
            text.append(i == 0 ? "" : ", ").append(name).append(": ").append(value(field.value()));
        }
        return text.append(more(fields.size() - shown)).append('}').toString();
    }

    private static String more(int hidden) {
        return hidden == 0 ? "" : ", ... (" + hidden + " more)";
    }

    private String hex(Bytes bytes) {
        int shown = full ? bytes.length() : Math.min(bytes.length(), MOST_HEX);
        String digits = bytes.slice(0, shown).toHex();
        return shown < bytes.length() ? digits + "... (" + bytes.length() + " bytes)" : digits.isEmpty() ? "-" : digits;
    }
}

package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Locale;

/**
 * Events as JSON objects, one a line: {@code event connection time direction offset length title fields}, with the time in
 * seconds and bytes in hexadecimal. A group that has a type of its own, as an ECMA array has, names it as {@code @type}.
 * Stateless, any thread may call.
 */
public final class JsonForm {
    private JsonForm() {}

    /** One line without its end. */
    public static String line(Event event) {
        var out = new StringBuilder("{\"event\":");
        string(event.kind().name().toLowerCase(Locale.ROOT), out);
        out.append(",\"connection\":").append(event.connection());
        out.append(",\"time\":").append(String.format(Locale.ROOT, "%.6f", event.micros() / 1e6));
        Direction direction = event.direction();
        if (direction != null) {
            out.append(",\"direction\":");
            string(direction.toString(), out);
            out.append(",\"offset\":")
                    .append(event.offset())
                    .append(",\"length\":")
                    .append(event.length());
        }
        out.append(",\"title\":");
        string(event.title(), out);
        out.append(",\"fields\":");
        group("", event.fields(), out);
        return out.append('}').toString();
    }

    private static void value(Value value, StringBuilder out) {
        switch (value) {
            case Value.Text(String text) -> string(text, out);
            case Value.Word(String word) -> string(word, out);
            case Value.Whole(long number) -> out.append(number);
            case Value.Real(double number) -> real(number, out);
            case Value.Flag(boolean flag) -> out.append(flag);
            case Value.Null() -> out.append("null");
            case Value.Hex(Bytes bytes) -> string(bytes.toHex(), out);
            case Value.Items(String label, List<Value> items) -> items(items, out);
            case Value.Group(String label, List<Field> fields) -> group(label, fields, out);
        }
    }

    /** JSON has no infinity and no NaN. */
    private static void real(double number, StringBuilder out) {
        if (Double.isFinite(number)) {
            out.append(number);
        } else {
            string(Double.toString(number), out);
        }
    }

    private static void items(List<Value> items, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "" : ",");
            value(items.get(i), out);
        }
        out.append(']');
    }

    private static void group(String label, List<Field> fields, StringBuilder out) {
        out.append('{');
        String separator = "";
        if (!label.isEmpty()) {
            out.append("\"@type\":");
            string(label, out);
            separator = ",";
        }
        for (Field field : fields) {
            out.append(separator);
            string(field.name(), out);
            out.append(':');
            value(field.value(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c >= 0x7F) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

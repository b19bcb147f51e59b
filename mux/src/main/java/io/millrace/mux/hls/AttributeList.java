package io.millrace.mux.hls;

/** One tag and its attributes, as a line of a playlist [RFC 8216bis §4.2]. For one thread. */
final class AttributeList {
    private static final int MICROS_DIGITS = 6;

    private final StringBuilder text;
    private boolean begun;

    /** Begins a line. */
    AttributeList(StringBuilder text, String tag) {
        this.text = text;
        text.append('#').append(tag).append(':');
    }

    /** A number or an enumerated string. */
    AttributeList add(String name, Object value) {
        if (begun) {
            text.append(',');
        }
        begun = true;
        text.append(name).append('=').append(value);
        return this;
    }

    /** A quoted string. It has no way to hold quotes, line ends and other control characters: these become {@code '} and spaces. */
    AttributeList quoted(String name, String value) {
        StringBuilder safe = new StringBuilder(value.length() + 2).append('"');
        value.codePoints().forEach(c -> safe.appendCodePoint(c == '"' ? '\'' : Character.isISOControl(c) ? ' ' : c));
        return add(name, safe.append('"'));
    }

    AttributeList seconds(String name, long micros) {
        return add(name, seconds(micros));
    }

    void end() {
        text.append('\n');
    }

    /** With all digits, so that sums of them are exact. */
    static String seconds(long micros) {
        String digits = Long.toString(micros);
        String padded = "0".repeat(Math.max(0, MICROS_DIGITS + 1 - digits.length())) + digits;
        int point = padded.length() - MICROS_DIGITS;
        return padded.substring(0, point) + '.' + padded.substring(point);
    }
}

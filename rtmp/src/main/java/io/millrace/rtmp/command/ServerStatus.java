package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;

/**
 * An information object as a client gets it: whatever a server says. What it leaves out is empty. The texts are the
 * server's, as they came.
 *
 * @param level {@code status}, {@code warning} or {@code error} as a rule
 * @param code one of {@link StatusCode} as a rule
 * @param information all there was, unknown properties too
 */
public record ServerStatus(String level, String code, String description, AmfProperties information) {
    /** Nothing was said. */
    public static final ServerStatus NONE = of(AmfProperties.EMPTY);

    /** From what ought to be an object; a text alone is taken for the description. */
    public static ServerStatus of(AmfValue value) {
        return value.asString()
                .map(text -> new ServerStatus("", "", text, AmfProperties.EMPTY))
                .orElseGet(() -> of(value.asProperties()));
    }

    private static ServerStatus of(AmfProperties information) {
        return new ServerStatus(
                information.string("level").orElse(""),
                information.string("code").orElse(""),
                information.string("description").orElse(""),
                information);
    }

    public boolean isError() {
        return level.equals(StatusCode.Level.ERROR.text());
    }

    public boolean is(StatusCode expected) {
        return code.equals(expected.code());
    }

    /** For people: code and description as far as there are any, fit for a log. */
    @Override
    public String toString() {
        String text = Texts.clean((code + " " + description).strip());
        return text.isEmpty() ? "no reason given" : text;
    }
}

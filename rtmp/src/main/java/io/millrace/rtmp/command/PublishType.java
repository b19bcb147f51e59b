package io.millrace.rtmp.command;

import io.millrace.amf.AmfValue;
import java.util.Locale;

/** What becomes of a published stream besides being sent to players. */
public enum PublishType {
    /** No file. */
    LIVE,
    /** A new file, replacing what there is. */
    RECORD,
    /** Appended to the file, or a new one. */
    APPEND;

    /** The type an encoder names; whatever else it says, it wants to be live. */
    public static PublishType of(AmfValue argument) {
        return switch (argument.asString().orElse("").toLowerCase(Locale.ROOT)) {
            case "record" -> RECORD;
            case "append" -> APPEND;
            default -> LIVE;
        };
    }
}

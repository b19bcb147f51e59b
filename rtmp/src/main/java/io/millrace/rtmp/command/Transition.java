package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What play2 asks for: how a player is to go over to another stream. Its numbers are the properties of an
 * ActionScript object, in seconds, unlike those of play [RTMP12 §7.2.2.3, IP-50].
 *
 * @param oldName of the stream to leave, as the client wrote it; empty for the one that plays
 * @param offsetMillis where to go on, for {@link Kind#RESUME}; negative when not given
 */
public record Transition(Kind kind, String name, String oldName, PlayRange range, long offsetMillis) {

    /** The words of the transition property. */
    public enum Kind {
        /** After what is queued, as play without reset. */
        APPEND,
        /** The same, but playback does not begin before a further call. */
        APPEND_AND_WAIT,
        /** Instead of all that is queued, as play with reset. */
        RESET,
        /** Instead of all that is queued, from an offset on, on a connection that replaces a lost one. */
        RESUME,
        /** Nothing new: playback ends. */
        STOP,
        /** In the place of another item of the queue. */
        SWAP,
        /** Another version of the same content, from the next key frame on. */
        SWITCH;

        private static Optional<Kind> of(String word) {
            String wanted = word.toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(kind -> kind.name()
                            .replace("_", "")
                            .toLowerCase(Locale.ROOT)
                            .equals(wanted))
                    .findFirst();
        }
    }

    /** From the options object of play2; empty if it names no transition, or no stream for one that needs it. */
    public static Optional<Transition> of(AmfValue options) {
        AmfProperties values = options.asProperties();
        String name = values.string("streamName").orElse("");
        return values.string("transition")
                .flatMap(Kind::of)
                .filter(kind -> kind == Kind.STOP || !name.isEmpty())
                .map(kind -> new Transition(
                        kind,
                        name,
                        values.string("oldStreamName").orElse(""),
                        PlayRange.ofSeconds(
                                values.number("start").orElse(PlayRange.ANY),
                                values.number("len").orElse(PlayRange.TO_END)),
                        (long) (values.number("offset").orElse(-1) * 1000)));
    }
}

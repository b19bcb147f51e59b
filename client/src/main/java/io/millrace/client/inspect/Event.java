package io.millrace.client.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing seen on the wire, ready to be shown. Immutable.
 *
 * @param connection number of the connection, from 1
 * @param micros when its last byte was seen, since the inspection or the capture began
 * @param direction null for what concerns the connection as a whole
 * @param offset of its first byte among all bytes of its direction
 * @param length bytes it covers
 * @param title its name in the specification
 */
public record Event(
        Kind kind,
        int connection,
        long micros,
        @Nullable Direction direction,
        long offset,
        long length,
        String title,
        List<Field> fields) {

    /** What sort of thing it is, and with that from which level of detail on it is shown. */
    public enum Kind {
        /** A connection begins or ends. */
        CONNECTION(Detail.SUMMARY),
        HANDSHAKE(Detail.MESSAGES),
        CHUNK(Detail.CHUNKS),
        MESSAGE(Detail.MESSAGES),
        /** A requirement is broken, or something is worth knowing. */
        FINDING(Detail.MESSAGES),
        /** Bytes without a meaning. */
        UNEXPLAINED(Detail.SUMMARY),
        /** The totals of a connection. */
        SUMMARY(Detail.SUMMARY);

        private final Detail from;

        Kind(Detail from) {
            this.from = from;
        }

        boolean isShownAt(Detail detail) {
            return detail.compareTo(from) >= 0;
        }
    }

    public Event {
        fields = List.copyOf(fields);
    }
}

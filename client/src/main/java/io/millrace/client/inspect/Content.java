package io.millrace.client.inspect;

import io.millrace.amf.AmfValue;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import java.util.List;

/** What a message says, as far as it could be read. */
sealed interface Content {

    /**
     * One of the five protocol control messages.
     *
     * @param value its first 32 bits, unsigned
     * @param limit of Set Peer Bandwidth, the limit type; -1 where there is none
     */
    record Control(long value, int limit) implements Content {}

    /**
     * A user control message.
     *
     * @param first its first 32 bits after the event type, unsigned; -1 where there are none
     * @param second the next 32 bits; -1 where there are none
     */
    record UserEvent(int type, long first, long second) implements Content {}

    /** The values of a command or a data message, as many as could be read. */
    record Values(List<AmfValue> values) implements Content {
        public Values {
            values = List.copyOf(values);
        }

        /** The value of that number as text; empty if there is none. */
        String text(int index) {
            return index < values.size() ? values.get(index).asString().orElse("") : "";
        }
    }

    record Shared(SharedObjectMessage message) implements Content {}

    record Media(MediaTag tag) implements Content {}

    /** The messages inside an aggregate. */
    record Parts(List<WireMessage> parts) implements Content {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** Nothing that could be read. */
    record Unknown() implements Content {}
}

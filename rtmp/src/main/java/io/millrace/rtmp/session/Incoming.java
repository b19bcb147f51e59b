package io.millrace.rtmp.session;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.Aggregates;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How a session takes messages in, whichever side it is on. */
final class Incoming {
    private Incoming() {}

    /**
     * The message; commands are bounded, as they are decoded whole.
     *
     * @param tooLong how bad a longer command is
     * @throws ProtocolException if it is longer, or as {@link MessageCodec#decode}
     */
    static RtmpMessage decode(RawMessage raw, int maxCommandBytes, ProtocolException.Scope tooLong) {
        boolean command = raw.typeId() == Command.TYPE_ID || raw.typeId() == Command.AMF3_TYPE_ID;
        int length = raw.body().length();
        if (command && length > maxCommandBytes) {
            throw new ProtocolException(
                    tooLong, "command of " + length + " bytes (expected: <= " + maxCommandBytes + ")");
        }
        return MessageCodec.decode(raw.typeId(), raw.body());
    }

    /** What follows from the parts of an aggregate: media and data only, anything else has no business in there. */
    static <E> List<E> parts(RawMessage outer, Function<RawMessage, List<E>> session, Function<Dropped, E> dropped) {
        List<E> events = new ArrayList<>();
        for (RawMessage part : Aggregates.split(outer)) {
            switch (part.typeId()) {
                case Audio.TYPE_ID, Video.TYPE_ID, Data.TYPE_ID, Data.AMF3_TYPE_ID ->
                    events.addAll(session.apply(part));
                default ->
                    events.add(dropped.apply(
                            new Dropped(DropCause.UNKNOWN, "type " + part.typeId() + " in an aggregate")));
            }
        }
        return events;
    }
}

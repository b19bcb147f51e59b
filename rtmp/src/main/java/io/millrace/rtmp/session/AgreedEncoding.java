package io.millrace.rtmp.session;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/** Puts what is sent into the object encoding that connect has agreed on. */
final class AgreedEncoding {
    private AgreedEncoding() {}

    /**
     * The same events, with commands as messages of type 17. What has a structure goes as AMF3 inside; numbers, strings
     * and the like are the same thing in either, and every client reads them as AMF0.
     */
    static List<SessionEvent> amf3(List<SessionEvent> events) {
        return events.stream().map(AgreedEncoding::amf3).toList();
    }

    private static SessionEvent amf3(SessionEvent event) {
        return event instanceof Send(Command command, int streamId)
                ? new Send(
                        new Command(
                                command.name(),
                                command.transactionId(),
                                command.arguments().stream()
                                        .map(AgreedEncoding::amf3)
                                        .toList(),
                                true),
                        streamId)
                : event;
    }

    private static AmfValue amf3(AmfValue value) {
        return switch (value) {
            case AmfMap map -> new AmfAvmPlus(AmfConversion.toAmf3(map));
            case AmfStrictArray array -> new AmfAvmPlus(AmfConversion.toAmf3(array));
            default -> value;
        };
    }
}

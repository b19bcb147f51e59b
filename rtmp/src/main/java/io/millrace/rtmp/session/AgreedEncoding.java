package io.millrace.rtmp.session;

import io.millrace.amf.AmfConversion;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/** Puts what is sent into the object encoding that connect has agreed on. */
final class AgreedEncoding {
    private AgreedEncoding() {}

    /** The same events, with commands as messages of type 17. */
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
                                        .map(AmfConversion::agreedAmf3)
                                        .toList(),
                                true),
                        streamId)
                : event;
    }
}

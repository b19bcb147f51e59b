package io.millrace.rtmp.session;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/** The answers to calls, on stream 0 and in AMF0. */
final class Replies {
    private Replies() {}

    /** {@code _result} with null and {@code value}; nothing if the caller wants no answer [R-111, IP-16]. */
    static List<SessionEvent> result(Command call, AmfValue value) {
        return call.transactionId() == 0
                ? List.of()
                : List.of(new Send(Command.of("_result", call.transactionId(), value), 0));
    }

    /** {@code _error} with a description, or a drop if the caller wants no answer. */
    static List<SessionEvent> callFailed(Command call, DropCause cause, String description) {
        return call.transactionId() == 0
                ? List.of(new Dropped(cause, description))
                : List.of(error(call.transactionId(), new Status(StatusCode.CALL_FAILED, description)));
    }

    static Send error(double transactionId, Status status) {
        return new Send(new Command("_error", transactionId, List.of(new AmfNull(), status.information()), false), 0);
    }

    static Send onStatus(int streamId, StatusCode code, String description) {
        return new Send(new Status(code, description).onStatus(), streamId);
    }
}

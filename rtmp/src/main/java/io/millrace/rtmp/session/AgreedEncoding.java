package io.millrace.rtmp.session;

import static io.millrace.rtmp.ProtocolException.Scope.MESSAGE;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;

/** What is sent goes in the object encoding that connect has agreed on, what is received may come in either. */
final class AgreedEncoding {
    private AgreedEncoding() {}

    /** The same, a command as message of type 17. */
    static Send amf3(Send send) {
        return send.message() instanceof Command command ? new Send(amf3(command), send.streamId()) : send;
    }

    private static Command amf3(Command command) {
        return new Command(
                command.name(),
                command.transactionId(),
                command.arguments().stream().map(AmfConversion::agreedAmf3).toList(),
                true);
    }

    /**
     * With arguments in AMF0: the protocol's own commands mean the same in either encoding.
     *
     * @throws ProtocolException of MESSAGE scope if that is not possible
     */
    static Command plain(Command received) {
        try {
            List<AmfValue> arguments =
                    received.arguments().stream().map(AmfConversion::plain).toList();
            return new Command(received.name(), received.transactionId(), arguments, received.amf3());
        } catch (AmfException e) {
            throw new ProtocolException(MESSAGE, "command " + Texts.quote(received.name()) + ": " + e.getMessage());
        }
    }
}

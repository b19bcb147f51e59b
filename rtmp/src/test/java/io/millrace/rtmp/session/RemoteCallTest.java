package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf3Value.Amf3Date;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfDate;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.session.SessionEvent.CallAnswered;
import io.millrace.rtmp.session.SessionEvent.CallReceived;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.SharedObjectReceived;
import io.millrace.rtmp.session.SessionEvent.StreamLengthRequested;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RemoteCallTest {
    private final Client client = Client.connected(1);

    @Test
    @DisplayName("R-112, R-131: a method of another name is a call, answered when its answer is there")
    void callOfAMethod() {
        assertThat(client.call(0, "add", 7, 1, 2))
                .containsExactly(new CallReceived(Command.of("add", 7, new AmfNumber(1), new AmfNumber(2))));
        assertThat(client.session.result(7, new AmfNumber(3))).containsExactly(Client.result(7, 3));
        var status = new Status(StatusCode.CALL_FAILED, "No such method.");
        assertThat(client.session.error(7, status))
                .containsExactly(Client.error(7, StatusCode.CALL_FAILED, "No such method."));
    }

    @Test
    @DisplayName("R-111: transaction ID 0 asks for no answer")
    void callWithoutAnswer() {
        assertThat(client.call(0, "add", 0)).containsExactly(new CallReceived(Command.of("add", 0)));
        assertThat(client.session.result(0, new AmfNull())).isEmpty();
        assertThat(client.session.error(0, new Status(StatusCode.CALL_FAILED, "")))
                .isEmpty();
    }

    @Test
    @DisplayName("R-131: the server calls the client, and gets its result or error")
    void callOfTheClient() {
        assertThat(client.session.call("ask", 4, List.of(new AmfString("why"))))
                .containsExactly(new Send(Command.of("ask", 4, new AmfString("why")), 0));
        assertThat(client.call(0, "_result", 4, "because"))
                .containsExactly(new CallAnswered(4, true, new AmfString("because")));
        assertThat(client.call(0, "_error", 4, "no")).containsExactly(new CallAnswered(4, false, new AmfString("no")));
    }

    @Test
    @DisplayName("R-075, R-123: after objectEncoding 3 was agreed on, commands are sent as type 17")
    void answersInTheAgreedEncoding() {
        var amf3 = new Client();
        amf3.connect(AmfProperties.builder().put("app", "live").put("objectEncoding", 3));
        assertThat(commands(amf3.session.acceptConnect()))
                .as("connect itself")
                .singleElement()
                .returns(false, Command::amf3);
        assertThat(commands(amf3.session.result(2, new AmfNumber(1)))).allMatch(Command::amf3);
        assertThat(commands(amf3.session.call("ask", 0, List.of(new AmfDate(5, 0)))))
                .singleElement()
                .returns(true, Command::amf3)
                .returns(new AmfAvmPlus(new Amf3Date(5)), command -> command.argument(1));
        assertThat(commands(amf3.call(0, "createStream", 3))).singleElement().returns(true, Command::amf3);
        amf3.call(1, "play", 0, "cam");
        assertThat(commands(amf3.session.acceptPlay(1, false))).hasSize(2).allMatch(Command::amf3);
    }

    @Test
    @DisplayName("A0-07: AMF3 inside AMF0, deeper together than one may be alone, costs the message only")
    void tooDeepTogether() {
        AmfValue value = new AmfAvmPlus(AmfConversion.toAmf3(nested(40)));
        for (int depth = 0; depth < 40; depth++) {
            value = new AmfStrictArray(List.of(value));
        }
        assertThat(client.call(0, "add", 7, value)).singleElement().isInstanceOf(Dropped.class);
        assertThat(client.call(0, "add", 7, 1)).singleElement().isInstanceOf(CallReceived.class);
    }

    private static AmfValue nested(int depth) {
        AmfValue value = new AmfNull();
        for (int i = 0; i < depth; i++) {
            value = new AmfStrictArray(List.of(value));
        }
        return value;
    }

    @Test
    @DisplayName("R-075: without objectEncoding 3, commands are sent as type 20, whatever the client sends")
    void neverAmf3Unasked() {
        var call = new Command("createStream", 3, List.of(), true);
        assertThat(commands(client.send(0, call))).singleElement().returns(false, Command::amf3);
    }

    @Test
    @DisplayName("IP-52: the length of a stream is asked for before it is played")
    void streamLength() {
        assertThat(client.call(0, "getStreamLength", 5, "film"))
                .containsExactly(new StreamLengthRequested(5, new StreamPath("live/film")));
        assertThat(client.call(0, "getStreamLength", 6, "mp4:../film.mp4"))
                .as("a name that cannot be has no length, and ends nothing")
                .containsExactly(Client.result(6, 0));
    }

    @Test
    @DisplayName("R-090, R-097: a message for a shared object is passed on, once connected")
    void sharedObjects() {
        var message = new SharedObject(Bytes.utf8("chat"), true);
        assertThat(client.send(0, message)).containsExactly(new SharedObjectReceived(message));
        assertThat(new Client().send(0, message))
                .containsExactly(new Dropped(DropCause.UNEXPECTED, "shared object before connect"));
    }

    private static List<Command> commands(List<SessionEvent> events) {
        return events.stream()
                .filter(event -> event instanceof Send)
                .map(event -> ((Send) event).message())
                .filter(message -> message instanceof Command)
                .map(message -> (Command) message)
                .toList();
    }
}

package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf3Value.Amf3String;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.ConnectRequested;
import io.millrace.rtmp.session.SessionEvent.DataReceived;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.PublishRequested;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {
    private final Client client = new Client();

    @Test
    @DisplayName("R-122, R-060, IP-11, IP-12, IP-15: replies in order, Set Chunk Size before _result, all on stream 0")
    void repliesInOrder() {
        assertThat(client.connect("live?key=x"))
                .singleElement()
                .isInstanceOfSatisfying(
                        ConnectRequested.class,
                        e -> assertThat(e.request().app()).isEqualTo("live?key=x"));
        var forwardAny = AmfProperties.builder().put("*", 4).buildObject();
        var properties = AmfProperties.builder().put("fmsVer", "FMS/3,5,7,7009").put("capabilities", 31);
        var extra = AmfProperties.builder()
                .put("objectEncoding", 0)
                .put("capsEx", 15)
                .put("videoFunction", 14)
                .put("videoFourCcInfoMap", forwardAny)
                .put("audioFourCcInfoMap", forwardAny)
                .build();
        var information = new Status(StatusCode.CONNECT_SUCCESS, "Connection succeeded.", extra).information();
        assertThat(client.session.acceptConnect())
                .containsExactly(
                        new Send(new WindowAcknowledgementSize(2_500_000), 0),
                        new Send(new SetPeerBandwidth(2_500_000, BandwidthLimit.DYNAMIC), 0),
                        new Send(new SetChunkSize(60_000), 0),
                        new Send(new StreamBegin(0), 0),
                        new Send(new Command("_result", 1, List.of(properties.buildObject(), information), false), 0));
        assertThat(client.session.acceptConnect()).isEmpty();
        assertThat(client.session.rejectConnect(StatusCode.CONNECT_REJECTED, "late"))
                .isEmpty();
    }

    @Test
    @DisplayName("IP-14: no array in the result, unless the client sent a list of codecs")
    void noArrayInTheResult() {
        client.connect("live");
        assertThat(information().entries()).noneMatch(entry -> entry.value() instanceof AmfStrictArray);
    }

    @Test
    @DisplayName("IP-45: no secureToken is asked for, and none is needed to go on")
    void asksForNoSecureToken() {
        client.connect("live");
        assertThat(information().get("secureToken")).isNull();
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
    }

    @Test
    @DisplayName(
            "ER-155, ER-170 to ER-173, ER-171, ER-172, IP-14: capsEx, maps and videoFunction always, the list to who sent one")
    void echoesTheListOfCodecs() {
        var list = new AmfStrictArray(List.of(new AmfString("hvc1"), new AmfString("Opus")));
        client.connect(AmfProperties.builder().put("app", "live").put("fourCcList", list));
        AmfProperties information = information();
        assertThat(information.get("fourCcList")).isEqualTo(list);
        assertThat(information.number("videoFunction")).hasValue(0x02 | 0x04 | 0x08);
        assertThat(information.number("capsEx")).hasValue(15);
        assertThat(((AmfMap) information.get("videoFourCcInfoMap")).properties().number("*"))
                .hasValue(4);
        assertThat(((AmfMap) information.get("audioFourCcInfoMap")).properties().number("*"))
                .hasValue(4);
    }

    @Test
    @DisplayName("ER-172, ER-173: the server announces the capabilities it is set to")
    void announcesWhatItIsSetTo() {
        var other = new Client(
                new SessionSettings(1, 2, 128, 1, 65_536, 1, "x", 0, ConnectRequest.CAPS_RECONNECT, false, false));
        other.connect("live");
        List<SessionEvent> replies = other.session.acceptConnect();
        assertThat(replies)
                .startsWith(
                        new Send(new WindowAcknowledgementSize(1), 0),
                        new Send(new SetPeerBandwidth(2, BandwidthLimit.DYNAMIC), 0),
                        new Send(new SetChunkSize(128), 0));
        AmfValue information = ((Command) ((Send) replies.getLast()).message()).argument(1);
        assertThat(((AmfMap) information).properties().number("capsEx")).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "1, 0"})
    @DisplayName("R-123: object encoding in the reply is 3 only for a client that sent 3")
    void repliesTheObjectEncoding(int sent, int replied) {
        client.connect(AmfProperties.builder().put("app", "live").put("objectEncoding", sent));
        assertThat(information().number("objectEncoding")).hasValue(replied);
    }

    @Test
    @DisplayName("ER-190, ER-191: with object encoding 3 commands of type 17 and data of type 15 are understood")
    void takesAmf3MessageTypes() {
        client.connect(AmfProperties.builder().put("app", "live").put("objectEncoding", 3));
        assertThat(information().number("objectEncoding")).hasValue(3);
        client.send(0, new Command("createStream", 2, List.of(new AmfNull()), true));
        var name = new AmfAvmPlus(new Amf3String("cam"));
        assertThat(client.send(1, new Command("publish", 3, List.of(new AmfNull(), name), true)))
                .hasOnlyElementsOfType(PublishRequested.class)
                .hasSize(1);
        client.session.acceptPublish(1);
        assertThat(client.send(1, new Data(Client.values("onTextData", name), true)))
                .containsExactly(new DataReceived(1, 0, Client.values("onTextData", "cam")));
    }

    @Test
    @DisplayName("R-124: a rejected client is told why, then the connection closes")
    void rejects() {
        client.connect("live");
        String description = "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";
        assertThat(client.session.rejectConnect(StatusCode.CONNECT_REJECTED, description))
                .containsExactly(
                        Client.error(1, StatusCode.CONNECT_REJECTED, description),
                        new Close("connect rejected: " + description, false));
        assertThat(client.session.acceptConnect()).isEmpty();
        assertThat(client.connect("live")).isEmpty();
    }

    @Test
    @DisplayName("R-120: connect without app is rejected")
    void rejectsConnectWithoutApp() {
        assertThat(client.connect(AmfProperties.builder()))
                .containsExactly(
                        Client.error(1, StatusCode.CONNECT_REJECTED, "connect without app"),
                        new Close("connect rejected: connect without app", false));
    }

    @Test
    @DisplayName("R-125: a second connect is refused, and changes nothing")
    void refusesASecondConnect() {
        client.connect("live");
        Send refused = Client.error(1, StatusCode.CONNECT_REJECTED, "already connected");
        assertThat(client.connect("other")).containsExactly(refused);
        assertThat(client.session.acceptConnect()).hasSize(5);
        assertThat(client.connect("other")).containsExactly(refused);
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "createStream",
                "deleteStream",
                "closeStream",
                "close",
                "publish",
                "play",
                "pause",
                "releaseStream",
                "FCPublish",
                "getStreamLength",
                "_checkbw",
                "other"
            })
    @DisplayName("R-125: before connect is accepted no command has any effect")
    void refusesCommandsBeforeConnect(String name) {
        var fresh = new Client();
        var pending = new Client();
        pending.connect("live");
        for (Client early : List.of(fresh, pending)) {
            assertThat(early.call(0, name, 2, "cam"))
                    .containsExactly(Client.error(2, StatusCode.CALL_FAILED, "command before connect"));
            assertThat(early.call(0, name, 0, "cam"))
                    .containsExactly(new Dropped(DropCause.UNEXPECTED, "command before connect"));
            assertThat(early.session.disconnected()).isEmpty();
        }
    }

    @Test
    void connectOfManyBytesClosesBeforeItIsRead() {
        String token = "x".repeat(ServerSession.MAX_CONNECT_BYTES);
        assertThat(client.connect("live?token=" + token))
                .singleElement()
                .isInstanceOfSatisfying(Close.class, e -> assertThat(e.reason()).contains("expected: <= 16384"));
    }

    private AmfProperties information() {
        RtmpMessage result = ((Send) client.session.acceptConnect().getLast()).message();
        return ((Command) result).argument(1).asProperties();
    }
}

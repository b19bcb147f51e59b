package io.millrace.rtmp.session;

import static io.millrace.rtmp.session.SessionEvent.DropCause.MALFORMED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNEXPECTED;
import static io.millrace.rtmp.session.SessionEvent.DropCause.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.ConnectCommand;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PlayStatus;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.Aggregates;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.ClientEvent.ConnectRefused;
import io.millrace.rtmp.session.ClientEvent.Connected;
import io.millrace.rtmp.session.ClientEvent.PlayStarted;
import io.millrace.rtmp.session.ClientEvent.PublishStarted;
import io.millrace.rtmp.session.ClientEvent.StatusReceived;
import io.millrace.rtmp.session.ClientEvent.StreamCreated;
import io.millrace.rtmp.session.ClientEvent.StreamEnded;
import io.millrace.rtmp.session.ClientEvent.StreamEvent;
import io.millrace.rtmp.session.ClientEvent.StreamNotCreated;
import io.millrace.rtmp.session.SessionEvent.CallAnswered;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ClientSessionTest {
    private final ClientSession session = new ClientSession(ClientSessionSettings.DEFAULT);

    @Test
    @DisplayName(
            "R-120, R-122: connect comes first, then what we may send and how much, and only then we are connected")
    void connectsAndAgreesOnSizes() {
        List<ClientEvent> sent = session.connect(ConnectCommand.DEFAULT, "live", "rtmp://host:1935/live");
        Command connect = (Command) ((Send) sent.getFirst()).message();
        assertThat(connect.name()).isEqualTo("connect");
        assertThat(connect.transactionId()).isEqualTo(1);
        AmfProperties said = connect.argument(0).asProperties();
        assertThat(said.string("app")).contains("live");
        assertThat(said.string("tcUrl")).contains("rtmp://host:1935/live");
        assertThat(said.number("videoCodecs")).hasValue(0xFF);
        assertThat(said.number("audioCodecs")).hasValue(0xFFF);

        List<ClientEvent> events = receive(0, result(1, info("capsEx", 3)));
        assertThat(events)
                .startsWith(
                        new Send(new WindowAcknowledgementSize(2_500_000), 0), new Send(new SetChunkSize(60_000), 0));
        assertThat(((Connected) events.getLast()).server().number("capsEx")).hasValue(3);
        assertThatThrownBy(() -> session.connect(ConnectCommand.DEFAULT, "live", ""))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("R-124: a refused connect gives what the server said, and ends the session")
    void refusedConnectEndsTheSession() {
        connect();
        var status = new Status(StatusCode.CONNECT_INVALID_APP, "no such app");
        List<ClientEvent> events =
                receive(0, new Command("_error", 1, List.of(new AmfValue.AmfNull(), status.information()), false));
        assertThat(events).hasSize(2);
        ServerStatus refused = ((ConnectRefused) events.getFirst()).status();
        assertThat(refused.code()).isEqualTo("NetConnection.Connect.InvalidApp");
        assertThat(refused.description()).isEqualTo("no such app");
        assertThat(events.getLast()).isInstanceOf(Close.class);
        assertThat(receive(0, result(1, info("capsEx", 3)))).isEmpty();
    }

    @Test
    void connectRefusedByAStatusOrWithItsReasonInTheWrongPlaceIsRefusedToo() {
        connect();
        assertThat(receive(0, new Status(StatusCode.CONNECT_REJECTED, "full").onStatus())
                        .getFirst())
                .isInstanceOf(ConnectRefused.class);
        var other = new ClientSession(ClientSessionSettings.DEFAULT);
        other.connect(ConnectCommand.DEFAULT, "live", "");
        var error = new Command("_error", 1, List.of(new AmfString("go away")), false);
        ClientEvent refused = other.on(raw(0, 0, error)).getFirst();
        assertThat(((ConnectRefused) refused).status().description()).isEqualTo("go away");
    }

    @Test
    @DisplayName("R-127, R-141: create, publish, start")
    void publishes() {
        connected();
        assertThat(session.announcePublish(2, 3, "cam")).hasSize(2);
        assertThat(session.createStream(4)).containsExactly(new Send(Command.of("createStream", 4), 0));
        assertThat(receive(0, result(2, new AmfUndefined())))
                .containsExactly(new CallAnswered(2, true, new AmfUndefined()));
        assertThat(receive(0, result(4, new AmfNumber(7)))).containsExactly(new StreamCreated(4, 7));
        assertThat(session.publish(7, "cam", PublishType.LIVE))
                .containsExactly(new Send(Command.of("publish", 0, new AmfString("cam"), new AmfString("live")), 7));
        List<ClientEvent> events = receive(7, new Status(StatusCode.PUBLISH_START, "ok").onStatus());
        assertThat(events).hasSize(1).first().isInstanceOf(PublishStarted.class);
        assertThat(session.deleteStream(7))
                .containsExactly(
                        new Send(Command.of("FCUnpublish", 0, new AmfString("cam")), 0),
                        new Send(Command.of("deleteStream", 0, new AmfNumber(7)), 0));
        assertThat(session.deleteStream(7)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PUBLISH_BAD_NAME", "PUBLISH_DENIED", "FAILED"})
    @DisplayName("R-142: what the server says ends publishing, asked for or going on")
    void publishingEndsWithWhatTheServerSays(StatusCode code) {
        connected();
        created(1);
        session.publish(1, "cam", PublishType.LIVE);
        assertThat(receive(1, new Status(code, "no").onStatus()).getFirst()).isInstanceOf(StreamEnded.class);
        session.publish(1, "cam", PublishType.LIVE);
        receive(1, new Status(StatusCode.PUBLISH_START, "ok").onStatus());
        StreamEnded ended =
                (StreamEnded) receive(1, new Status(code, "no more").onStatus()).getFirst();
        assertThat(ended.status().code()).isEqualTo(code.code());
        assertThat(ended.status().description()).isEqualTo("no more");
    }

    @Test
    @DisplayName("R-144, IP-50: play goes out in milliseconds, with the buffer behind it")
    void plays() {
        connected();
        created(1);
        assertThat(session.play(1, "cam", new PlayRange(PlayRange.ANY, PlayRange.TO_END)))
                .containsExactly(
                        new Send(Command.of("play", 0, new AmfString("cam"), new AmfNumber(-2000)), 1),
                        new Send(new SetBufferLength(1, 3000), 0));
        receive(0, new StreamBegin(1));
        List<ClientEvent> events = receive(1, new Status(StatusCode.PLAY_START, "ok").onStatus());
        assertThat(events.getFirst()).isInstanceOf(PlayStarted.class);
        assertThat(receive(1, 40, new Video(Bytes.of(0x17, 1))))
                .containsExactly(new MediaReceived(1, 40, MediaType.VIDEO, Bytes.of(0x17, 1)));
    }

    @Test
    void mediaIsTheAnswerToPlayWhereThereIsNoOther() {
        playPending();
        assertThat(receive(1, 0, new Audio(Bytes.of(0xAF, 1))))
                .containsExactly(
                        new PlayStarted(1, ServerStatus.NONE),
                        new MediaReceived(1, 0, MediaType.AUDIO, Bytes.of(0xAF, 1)));
    }

    @Test
    @DisplayName("R-155: media of a stream that does not play is dropped")
    void mediaOfAStreamThatDoesNotPlayIsDropped() {
        connected();
        created(1);
        for (int streamId : List.of(0, 1, 2)) {
            assertThat(receive(streamId, 0, new Video(Bytes.of(0x17, 1))).getFirst())
                    .isInstanceOfSatisfying(
                            Dropped.class,
                            dropped -> assertThat(dropped.cause()).isEqualTo(UNEXPECTED));
        }
    }

    @Test
    @DisplayName("R-147, R-146: what is about the stream is no data for the viewer")
    void statusInDataMessagesIsStatus() {
        playPending();
        receive(1, new Status(StatusCode.PLAY_START, "ok").onStatus());
        assertThat(receive(1, PlayStatus.complete(5000, 100)).getFirst())
                .isInstanceOfSatisfying(
                        StatusReceived.class,
                        received -> assertThat(received.status().is(StatusCode.PLAY_COMPLETE))
                                .isTrue());
        assertThat(receive(1, DataMessages.sampleAccess())).isEmpty();
        Bytes metadata = Amf0.encodeAll(new AmfString("onMetaData"), new AmfNumber(1));
        assertThat(receive(1, 0, new Data(metadata, false)))
                .containsExactly(new SessionEvent.DataReceived(1, 0, metadata));
        assertThat(receive(1, new Status(StatusCode.PLAY_STOP, "end").onStatus())
                        .getFirst())
                .isInstanceOf(StreamEnded.class);
    }

    @Test
    @DisplayName("ER-175: that one track cannot be played does not end the others")
    void failureOfOneTrackDoesNotEndAStreamThatPlays() {
        playPending();
        receive(1, new Status(StatusCode.PLAY_START, "ok").onStatus());
        assertThat(receive(1, new Status(StatusCode.PLAY_FAILED, "track 1").onStatus())
                        .getFirst())
                .isInstanceOf(StatusReceived.class);
    }

    @Test
    @DisplayName("R-114: what is said on stream 0 is of the only stream there is")
    void statusOnStreamZeroIsOfTheOnlyStream() {
        playPending();
        assertThat(receive(0, new Status(StatusCode.PLAY_STREAM_NOT_FOUND, "no").onStatus())
                        .getFirst())
                .isInstanceOfSatisfying(
                        StreamEnded.class, ended -> assertThat(ended.streamId()).isEqualTo(1));
    }

    @Test
    void streamThatTheServerDoesNotMakeIsNotCreated() {
        connected();
        session.createStream(2);
        var status = new Status(StatusCode.CALL_FAILED, "no more streams");
        var error = new Command("_error", 2, List.of(new AmfValue.AmfNull(), status.information()), false);
        assertThat(receive(0, error).getFirst()).isInstanceOf(StreamNotCreated.class);
        session.createStream(3);
        assertThat(receive(0, result(3, new AmfNumber(0))).getFirst()).isInstanceOf(StreamNotCreated.class);
        session.createStream(4);
        assertThat(receive(0, result(4, new AmfNumber(Double.NaN))).getFirst()).isInstanceOf(StreamNotCreated.class);
    }

    @Test
    @DisplayName("R-081: parts of an aggregate count like messages, in it only media and data")
    void takesAggregatesApart() {
        playPending();
        RawMessage outer = Aggregates.join(List.of(
                raw(1, 10, new Video(Bytes.of(0x17, 1))),
                raw(1, 20, new Audio(Bytes.of(0xAF, 1))),
                raw(1, 30, new SetChunkSize(1))));
        List<ClientEvent> events = session.on(new RawMessage(outer.timestamp(), outer.typeId(), 1, outer.body()));
        assertThat(events).hasSize(4);
        assertThat(((MediaReceived) events.get(2)).timestamp()).isEqualTo(20);
        assertThat(((Dropped) events.getLast()).cause()).isEqualTo(UNKNOWN);
    }

    @Test
    @DisplayName("R-065: a ping is answered with its number")
    void answersPings() {
        assertThat(receive(0, new PingRequest(77))).containsExactly(new Send(new PingResponse(77), 0));
    }

    @Test
    void streamEventsAreHandedOn() {
        assertThat(receive(0, new StreamBegin(1))).containsExactly(new StreamEvent(new StreamBegin(1)));
    }

    @Test
    @DisplayName("R-123, R-075: AMF3 only where both have it; connect itself is AMF0")
    void agreesOnTheObjectEncoding() {
        var amf3 = ConnectCommand.DEFAULT.withObjectEncoding(3);
        Send connect = (Send) session.connect(amf3, "live", "").getFirst();
        assertThat(((Command) connect.message()).amf3()).isFalse();
        receive(0, result(1, info("objectEncoding", 3)));
        assertThat(session.objectEncoding()).isEqualTo(3);
        Send call = (Send) session.call("m", 2, List.of()).getFirst();
        assertThat(((Command) call.message()).amf3()).isTrue();

        var other = new ClientSession(ClientSessionSettings.DEFAULT);
        other.connect(amf3, "live", "");
        other.on(raw(0, 0, result(1, info("fmsVer", 1))));
        assertThat(other.objectEncoding()).isZero();
    }

    @Test
    @DisplayName("R-052, IP-31: acknowledges each window, also one that nobody asked for")
    void acknowledges() {
        assertThat(session.received(2_499_999)).isEmpty();
        assertThat(session.received(2_500_000))
                .containsExactly(new Send(new RtmpMessage.Acknowledgement(2_500_000), 0));
    }

    @Test
    @DisplayName("R-129: close ends the connection from either side")
    void serverCanClose() {
        connected();
        assertThat(receive(0, Command.of("close", 0))).containsExactly(new Close("closed by the server", false));
    }

    @Test
    @DisplayName("R-115: messages that cannot be read are dropped, too many end the session")
    void malformedMessagesAreDropped() {
        var settings = new ClientSessionSettings(2_500_000, 4096, 0, 1024, 2);
        var strict = new ClientSession(settings);
        var bad = new RawMessage(0, Command.TYPE_ID, 0, Bytes.of(0xFF));
        for (int i = 0; i < 2; i++) {
            assertThat(((Dropped) strict.on(bad).getFirst()).cause()).isEqualTo(MALFORMED);
        }
        strict.forgiveMalformed();
        strict.on(new RawMessage(0, Command.TYPE_ID, 0, Bytes.wrap(new byte[1025])));
        strict.on(bad);
        assertThat(((Close) strict.on(bad).getFirst()).protocolError()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void noMessageIsAnException(long seed) {
        var random = new Random(seed);
        playPending();
        for (int i = 0; i < 20; i++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            session.on(new RawMessage(random.nextInt(), random.nextInt(24), random.nextInt(3), Bytes.wrap(body)));
        }
        assertThat(session.objectEncoding()).isZero();
    }

    /** Our own server is on the other side: what one says the other understands. */
    @Test
    void agreesWithTheServerSession() {
        var server = new ServerSession(SessionSettings.DEFAULT);
        var said = new ArrayList<ClientEvent>();
        exchange(server, session.connect(ConnectCommand.DEFAULT, "live", "rtmp://h/live"), said);
        exchange(server, session.createStream(2), said);
        exchange(server, session.publish(1, "cam", PublishType.LIVE), said);
        assertThat(said)
                .extracting(Object::getClass)
                .containsSubsequence(List.of(Connected.class, StreamCreated.class, PublishStarted.class));
    }

    private void exchange(ServerSession server, List<ClientEvent> events, List<ClientEvent> said) {
        for (ClientEvent event : events) {
            if (!(event instanceof Send(RtmpMessage message, int streamId))) {
                said.add(event);
                continue;
            }
            for (SessionEvent answer : server.on(raw(streamId, 0, message))) {
                answer(server, answer)
                        .forEach(send -> exchange(server, session.on(raw(send.streamId(), 0, send.message())), said));
            }
        }
    }

    private static List<Send> answer(ServerSession server, SessionEvent event) {
        List<SessionEvent> decided = switch (event) {
            case SessionEvent.ConnectRequested r -> server.acceptConnect();
            case SessionEvent.PublishRequested r -> server.acceptPublish(r.streamId());
            default -> List.of(event);
        };
        return decided.stream()
                .filter(Send.class::isInstance)
                .map(Send.class::cast)
                .toList();
    }

    private void connect() {
        session.connect(ConnectCommand.DEFAULT, "live", "rtmp://host/live");
    }

    private void connected() {
        connect();
        receive(0, result(1, info("capsEx", 3)));
    }

    private void created(int streamId) {
        session.createStream(99);
        receive(0, result(99, new AmfNumber(streamId)));
    }

    private void playPending() {
        connected();
        created(1);
        session.play(1, "cam", new PlayRange(PlayRange.LIVE, PlayRange.TO_END));
    }

    private List<ClientEvent> receive(int streamId, RtmpMessage message) {
        return receive(streamId, 0, message);
    }

    private List<ClientEvent> receive(int streamId, int timestamp, RtmpMessage message) {
        return session.on(raw(streamId, timestamp, message));
    }

    private static RawMessage raw(int streamId, int timestamp, RtmpMessage message) {
        var out = new ByteWriter();
        MessageCodec.encode(message, out);
        return new RawMessage(timestamp, message.typeId(), streamId, out.toBytes());
    }

    private static Command result(double transactionId, AmfValue value) {
        return Command.of("_result", transactionId, value);
    }

    private static AmfValue info(String name, double value) {
        return AmfProperties.builder().put(name, value).buildObject();
    }
}

package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Abort;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.Aggregate;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.message.UserControl.SwfVerificationRequest;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.message.UserControl.UnknownEvent;
import io.millrace.rtmp.session.SessionEvent.AbortChunkStream;
import io.millrace.rtmp.session.SessionEvent.Acknowledged;
import io.millrace.rtmp.session.SessionEvent.BufferLength;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.PeerChunkSize;
import io.millrace.rtmp.session.SessionEvent.PingAnswered;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.SwfAnswered;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessagesTest {

    static Stream<Client> inAnyState() {
        var pending = new Client();
        pending.connect("live");
        return Stream.of(new Client(), pending, Client.connected(0), Client.publishing(), Client.playing());
    }

    @ParameterizedTest
    @MethodSource("inAnyState")
    @DisplayName("IP-10, R-050, R-051, R-055: chunk size and abort count in any state and on any stream")
    void chunkSizeAndAbortCountInAnyState(Client client) {
        assertThat(client.send(0, new SetChunkSize(4096))).containsExactly(new PeerChunkSize(4096));
        assertThat(client.send(7, new SetChunkSize(128))).containsExactly(new PeerChunkSize(128));
        assertThat(client.send(0, new Abort(6))).containsExactly(new AbortChunkStream(6));
    }

    @ParameterizedTest
    @MethodSource("inAnyState")
    @DisplayName("IP-30, IP-31: what the client acknowledges is a hint, and nonsense is no error")
    void takesAnyAcknowledgement(Client client) {
        assertThat(client.send(0, new Acknowledgement(0xFFFF_FFFFL))).containsExactly(new Acknowledged(0xFFFF_FFFFL));
        assertThat(client.send(0, new Acknowledgement(0))).containsExactly(new Acknowledged(0));
    }

    @ParameterizedTest
    @MethodSource("inAnyState")
    @DisplayName("R-065: a ping is answered with its own number")
    void answersPings(Client client) {
        assertThat(client.send(0, new PingRequest(0xFFFF_FFFEL)))
                .containsExactly(new Send(new PingResponse(0xFFFF_FFFEL), 0));
    }

    @Test
    @DisplayName("R-065: our ping carries the time, and only its answer tells the round trip")
    void measuresRoundTrips() {
        var client = Client.connected(0);
        long now = (1L << 32) + 5;
        assertThat(client.send(0, new PingResponse(5))).hasOnlyElementsOfType(Dropped.class);
        assertThat(client.session.ping(now)).containsExactly(new Send(new PingRequest(5), 0));
        assertThat(client.send(0, new PingResponse(4))).hasOnlyElementsOfType(Dropped.class);
        assertThat(client.send(0, new PingResponse(5))).containsExactly(new PingAnswered(now));
        assertThat(client.send(0, new PingResponse(5))).hasOnlyElementsOfType(Dropped.class);
    }

    @ParameterizedTest
    @MethodSource("inAnyState")
    @DisplayName("R-063: a buffer length may come before play and for stream 0")
    void passesOnBufferLengths(Client client) {
        assertThat(client.send(0, new SetBufferLength(0, 300))).containsExactly(new BufferLength(0, 300));
        assertThat(client.send(0, new SetBufferLength(1, 36_000_000))).containsExactly(new BufferLength(1, 36_000_000));
    }

    @ParameterizedTest
    @MethodSource("inAnyState")
    @DisplayName("R-066, R-070: unknown events and message types are counted, and the connection goes on")
    void countsTheUnknown(Client client) {
        assertThat(client.send(0, new UnknownEvent(34, Bytes.EMPTY)))
                .containsExactly(new Dropped(DropCause.UNKNOWN, "user control event 34"));
        assertThat(client.send(0, new StreamBegin(1)))
                .containsExactly(new Dropped(DropCause.UNEXPECTED, "user control event 0"));
        assertThat(client.send(0, new Opaque(200, Bytes.of(1))))
                .containsExactly(new Dropped(DropCause.UNKNOWN, "message type 200"));
        assertThat(client.send(0, new SetChunkSize(128))).hasSize(1);
    }

    @Test
    @DisplayName("R-066: which SWF file a client is counts once, and only if it was asked")
    void takesOneAnswerToSwfVerification() {
        var client = Client.connected(0);
        var answer = new SwfVerificationResponse(Bytes.hex("01".repeat(42)));
        var ignored = new Dropped(DropCause.UNEXPECTED, "user control event 27");
        assertThat(client.send(0, answer)).containsExactly(ignored);
        assertThat(client.session.requestSwfVerification()).containsExactly(new Send(new SwfVerificationRequest(), 0));
        assertThat(client.send(0, answer)).containsExactly(new SwfAnswered(answer.answer()));
        assertThat(client.send(0, answer)).containsExactly(ignored);
    }

    @Test
    @DisplayName("R-156: a connection that is ended says why, and its streams end with it")
    void endsWithAReason() {
        var status = new Status(StatusCode.CONNECT_REJECTED, "for a reason");
        assertThat(Client.publishing().session.end(status))
                .containsExactly(new Send(status.onStatus(), 0), new PublishEnded(1), new Close("for a reason", false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    @DisplayName("R-056, R-156: a short control message ends the streams, then the connection")
    void closesOnShortControlMessages(int typeId) {
        var client = Client.publishing();
        assertThat(client.session.on(new RawMessage(0, typeId, 0, Bytes.of(0))))
                .hasSize(2)
                .startsWith(new PublishEnded(1))
                .last()
                .isInstanceOf(Close.class);
        assertThat(client.send(0, new SetChunkSize(128))).isEmpty();
        assertThat(client.session.disconnected()).isEmpty();
    }

    @Test
    @DisplayName("R-050: a chunk size of 0 closes the connection")
    void closesOnAChunkSizeOfZero() {
        assertThat(new Client().session.on(new RawMessage(0, 1, 0, Bytes.hex("80000000"))))
                .containsExactly(new Close("chunk size 0 (expected: >= 1)", true));
    }

    @Test
    @DisplayName("R-115: commands that cannot be read are dropped; too many between two pings close the connection")
    void closesAfterManyMalformedCommands() {
        var client = Client.connected(1);
        int most = SessionSettings.DEFAULT.maxMalformed();
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < most; i++) {
                assertThat(malformed(client))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Dropped.class, e -> assertThat(e.cause()).isEqualTo(DropCause.MALFORMED));
            }
            client.session.ping(minute);
        }
        for (int i = 0; i < most; i++) {
            malformed(client);
        }
        assertThat(malformed(client)).singleElement().isInstanceOf(Close.class);
    }

    @Test
    @DisplayName("R-115: what a peer wrote does not get into the log as it is")
    void cleansTheReason() {
        Bytes external = Bytes.hex("11 0a 07 0b 61 0a 1b 5b 6d"); // AMF3: externalizable class "a\n<ESC>[m"
        Bytes body =
                new ByteWriter().bytes(Client.values("call", 1)).bytes(external).toBytes();
        assertThat(Client.connected(0).session.on(new RawMessage(0, Command.TYPE_ID, 0, body)))
                .singleElement()
                .isInstanceOfSatisfying(Dropped.class, e -> assertThat(e.text()).matches("[\\x20-\\x7e]{1,300}"));
    }

    @Test
    void commandOfManyBytesIsDroppedUnread() {
        var client = Client.connected(0);
        String name = "x".repeat(SessionSettings.DEFAULT.maxCommandBytes());
        assertThat(client.call(0, name, 1))
                .singleElement()
                .isInstanceOfSatisfying(
                        Dropped.class, e -> assertThat(e.cause()).isEqualTo(DropCause.MALFORMED));
    }

    @Test
    @DisplayName("R-080, R-081, R-082: the media inside an aggregate is the publisher's, all else in it is dropped")
    void takesAggregatesApart() {
        var body = new ByteWriter();
        part(body, 8, 0, Bytes.of(0xAF, 1));
        part(body, 1, 0, Bytes.hex("00000001"));
        part(body, 9, 20, Bytes.of(0x27, 1));
        assertThat(Client.publishing().send(1, 500, new Aggregate(body.toBytes())))
                .containsExactly(
                        new MediaReceived(1, 500, MediaType.AUDIO, Bytes.of(0xAF, 1)),
                        new Dropped(DropCause.UNKNOWN, "type 1 in an aggregate"),
                        new MediaReceived(1, 520, MediaType.VIDEO, Bytes.of(0x27, 1)));
    }

    @Test
    @DisplayName("R-156: a lost connection ends everything on it, once")
    void endsEverythingWhenLost() {
        var client = Client.publishing();
        client.call(0, "createStream", 2);
        client.call(2, "play", 0, "other");
        assertThat(client.session.disconnected())
                .isEqualTo(List.of(new PublishEnded(1), new SessionEvent.PlayEnded(2)));
        assertThat(client.session.disconnected()).isEmpty();
        assertThat(client.session.acceptPlay(2, false)).isEmpty();
    }

    private static List<SessionEvent> malformed(Client client) {
        return client.session.on(new RawMessage(0, Command.TYPE_ID, 0, Bytes.of(0xFF)));
    }

    private static void part(ByteWriter out, int typeId, int timestamp, Bytes body) {
        out.u8(typeId)
                .u24(body.length())
                .u24(timestamp)
                .u8(0)
                .u24(0)
                .bytes(body)
                .u32(body.length() + 11);
    }
}

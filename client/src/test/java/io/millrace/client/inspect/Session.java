package io.millrace.client.inspect;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.handshake.ClientHandshake;
import io.millrace.rtmp.handshake.ServerHandshake;
import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the bytes of a session, piece by piece in their order, and looks at what the dissector says of them. */
final class Session {
    static final String AVC_HEADER =
            "17 00 000000 0142c00bffe100166742c00bd902c4ec0440000003004000000c83c50a9201000568cb83cb20";
    static final String AVC_KEY_FRAME = "17 01 000000 00000004 65888400";
    static final String AAC_HEADER = "af 00 1190";
    static final String AAC_FRAME = "af 01 2110";

    record Piece(Direction direction, Bytes bytes) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final ChunkWriter toServer = new ChunkWriter();
    private final ChunkWriter toClient = new ChunkWriter();

    /** With the digest handshake, and nothing after it. */
    static Session afterHandshake() {
        Session session = new Session();
        var random = new Random(1);
        var client = ClientHandshake.digest(random, 1000);
        var server = new ServerHandshake(random, 2000);
        Bytes c0c1 = client.start();
        session.raw(Direction.TO_SERVER, c0c1);
        Bytes answers = server.read(c0c1.asByteBuffer(), 2001);
        session.raw(Direction.TO_CLIENT, answers);
        session.raw(Direction.TO_SERVER, client.read(answers.asByteBuffer(), 1002));
        return session;
    }

    /** Up to the answer to connect. */
    static Session connected(AmfProperties.Builder connect, AmfProperties.Builder answer) {
        Session session = afterHandshake();
        session.command(Direction.TO_SERVER, 0, "connect", 1, connect.buildObject());
        session.send(Direction.TO_CLIENT, new WindowAcknowledgementSize(2_500_000));
        session.send(Direction.TO_CLIENT, new SetPeerBandwidth(2_500_000, BandwidthLimit.DYNAMIC));
        session.chunkSize(Direction.TO_CLIENT, 60_000);
        session.command(
                Direction.TO_CLIENT,
                0,
                "_result",
                1,
                AmfProperties.builder().put("fmsVer", "FMS/3,5,7,7009").buildObject(),
                answer.buildObject());
        return session;
    }

    static Session connected() {
        return connected(connectObject(), connectAnswer());
    }

    /** Up to the stream that is published. */
    static Session publishing() {
        return connected().publish();
    }

    static AmfProperties.Builder connectObject() {
        return AmfProperties.builder()
                .put("app", "live")
                .put("tcUrl", "rtmp://h/live")
                .put("fpad", false);
    }

    static AmfProperties.Builder connectAnswer() {
        return information("NetConnection.Connect.Success").put("objectEncoding", 0);
    }

    static AmfProperties.Builder information(String code) {
        return AmfProperties.builder().put("level", "status").put("code", code);
    }

    Session publish() {
        createStream();
        command(Direction.TO_SERVER, 1, "publish", 3, new AmfNull(), new AmfString("cam"), new AmfString("live"));
        send(Direction.TO_CLIENT, new StreamBegin(1));
        return status("NetStream.Publish.Start");
    }

    Session play() {
        createStream();
        command(Direction.TO_SERVER, 1, "play", 3, new AmfNull(), new AmfString("cam"));
        send(Direction.TO_CLIENT, new StreamBegin(1));
        return status("NetStream.Play.Start");
    }

    private void createStream() {
        command(Direction.TO_SERVER, 0, "createStream", 2, new AmfNull());
        command(Direction.TO_CLIENT, 0, "_result", 2, new AmfNull(), new AmfNumber(1));
    }

    Session status(String code) {
        return command(
                Direction.TO_CLIENT,
                1,
                "onStatus",
                0,
                new AmfNull(),
                information(code).buildObject());
    }

    Session raw(Direction direction, Bytes bytes) {
        pieces.add(new Piece(direction, bytes));
        return this;
    }

    /** Bytes from client to server. */
    Session raw(String hex) {
        return raw(Direction.TO_SERVER, Bytes.hex(hex));
    }

    Session message(Direction direction, int csid, int timestamp, int typeId, int streamId, Bytes body) {
        var out = new ByteWriter();
        writer(direction).write(csid, timestamp, typeId, streamId, body, out);
        return raw(direction, out.toBytes());
    }

    /** A message on stream 0, from client to server. */
    Session message(int typeId, String hex) {
        return message(Direction.TO_SERVER, MessageType.isControl(typeId) ? 2 : 3, 0, typeId, 0, Bytes.hex(hex));
    }

    /** On stream 0, as control messages are. */
    Session send(Direction direction, RtmpMessage message) {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        return message(direction, 2, 0, message.typeId(), 0, body.toBytes());
    }

    Session chunkSize(Direction direction, int bytes) {
        send(direction, new SetChunkSize(bytes));
        writer(direction).chunkSize(bytes);
        return this;
    }

    Session command(Direction direction, int streamId, String name, double id, AmfValue... arguments) {
        List<AmfValue> values = new ArrayList<>(List.of(new AmfString(name), new AmfNumber(id)));
        values.addAll(List.of(arguments));
        return message(direction, 3, 0, RtmpMessage.Command.TYPE_ID, streamId, Amf0.encodeAll(values));
    }

    /** From a publisher; {@link #played} from a server. */
    Session video(int timestamp, String hex) {
        return message(Direction.TO_SERVER, 6, timestamp, RtmpMessage.Video.TYPE_ID, 1, Bytes.hex(hex));
    }

    Session audio(int timestamp, String hex) {
        return message(Direction.TO_SERVER, 4, timestamp, RtmpMessage.Audio.TYPE_ID, 1, Bytes.hex(hex));
    }

    Session played(int timestamp, String hex) {
        return message(Direction.TO_CLIENT, 6, timestamp, RtmpMessage.Video.TYPE_ID, 1, Bytes.hex(hex));
    }

    Session metadata() {
        Bytes body = Amf0.encodeAll(
                new AmfString("@setDataFrame"),
                new AmfString("onMetaData"),
                AmfProperties.builder().put("width", 64).put("stereo", true).buildEcmaArray());
        return message(Direction.TO_SERVER, 4, 0, RtmpMessage.Data.TYPE_ID, 1, body);
    }

    private ChunkWriter writer(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** What is said of it at that level of detail, with its end. */
    List<Event> events(Detail detail) {
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, detail, events::add);
        dissector.opened(0, "client", "server");
        for (int i = 0; i < pieces.size(); i++) {
            dissector.read(pieces.get(i).direction(), i * 1000L, pieces.get(i).bytes());
        }
        dissector.finish(pieces.size() * 1000L, "closed by peer");
        return events;
    }

    /** What is of that kind, as lines of text from the title on. */
    List<String> lines(Event.Kind kind) {
        var form = new TextForm(false, false);
        return events(Detail.BYTES).stream()
                .filter(event -> event.kind() == kind)
                .map(event -> form.line(event).substring(31))
                .toList();
    }

    /** The line of the last message, from its title on. */
    String lastMessage() {
        return lines(Event.Kind.MESSAGE).getLast();
    }

    /** Severity, number and text of each finding. */
    List<String> findings() {
        return lines(Event.Kind.FINDING).stream()
                .map(line -> line.substring(line.indexOf('!') + 2))
                .toList();
    }
}

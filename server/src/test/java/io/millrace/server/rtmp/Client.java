package io.millrace.server.rtmp;

import io.millrace.amf.Amf0;
import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.UserControl;
import io.millrace.transport.ConnectionHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a client sends to a {@link Server}, and what it hears, in words. */
final class Client {
    private static final int HANDSHAKE_PART = 1536;

    final FakeConnection connection;
    final ConnectionHandler handler;
    private final Server server;
    private final ChunkWriter out = new ChunkWriter();
    private final ChunkReader in = new ChunkReader();
    private final List<RawMessage> messages = new ArrayList<>();
    private final long openedNanos = System.nanoTime();

    Client(Server server, int port) {
        this.server = server;
        connection = new FakeConnection(server.loop, port);
        handler = server.service.accept(connection);
    }

    // ---- what it sends ----

    /** Delivers bytes as one read of a carrier would. */
    void send(byte... bytes) {
        connection.bytesReceived += bytes.length;
        if (connection.closeReason == null) {
            handler.received(ByteBuffer.wrap(bytes));
            handler.readComplete();
        }
        server.loop.runAll();
    }

    void handshake() {
        var c0c1c2 = new byte[1 + 2 * HANDSHAKE_PART];
        c0c1c2[0] = 3;
        send(c0c1c2);
        connection.takeSent();
    }

    void send(int streamId, int timestamp, RtmpMessage... batch) {
        var bytes = new ByteWriter();
        for (RtmpMessage message : batch) {
            var body = new ByteWriter();
            MessageCodec.encode(message, body);
            out.write(new RawMessage(timestamp, message.typeId(), streamId, body.toBytes()), bytes);
        }
        send(bytes.toByteArray());
    }

    void call(int streamId, String name, double transactionId, Object... arguments) {
        send(streamId, 0, command(name, transactionId, arguments));
    }

    void connect(String app) {
        connect(AmfProperties.builder().put("app", app).put("tcUrl", "rtmp://127.0.0.1/" + app));
    }

    void connect(AmfProperties.Builder properties) {
        send(0, 0, new Command("connect", 1, List.of(properties.buildObject()), false));
    }

    /** The lowest ID that is free. */
    int createStream() {
        createStreamUnheard();
        String result = heard().getLast();
        return Integer.parseInt(result.substring("_result ".length()));
    }

    void createStreamUnheard() {
        call(0, "createStream", 2);
    }

    void publish(int streamId, String name) {
        call(streamId, "publish", 0, name, "live");
    }

    void play(int streamId, String name) {
        call(streamId, "play", 0, name);
    }

    void video(int timestamp, Bytes body) {
        send(1, timestamp, new RtmpMessage.Video(body));
    }

    void audio(int timestamp, Bytes body) {
        send(1, timestamp, new RtmpMessage.Audio(body));
    }

    /** {@code time} after the connection was opened, as the carrier says it. */
    void tick(Duration time) {
        handler.tick(openedNanos + time.toNanos());
        server.loop.runAll();
    }

    /** The carrier ends, as it does after a close, or because the network failed. */
    void disconnect() {
        connection.closeSource();
        handler.closed("closed by peer", true);
        server.loop.runAll();
    }

    // ---- what it does on its first stream, and hears when all of that is done ----

    /** Plays {@code name} on a stream that it makes if there is none. */
    List<String> view(String name, Object... range) throws InterruptedException {
        createStreamUnheard();
        settled();
        return ask("play", Stream.concat(Stream.of(name), Stream.of(range)).toArray());
    }

    /** @param old what is to be left; the empty string for that which plays */
    List<String> play2(String transition, String name, String old) throws InterruptedException {
        return ask("play2", transition(transition, name, old));
    }

    static AmfObject transition(String transition, String name, String old) {
        return AmfProperties.builder()
                .put("transition", transition)
                .put("streamName", name)
                .put("oldStreamName", old)
                .buildObject();
    }

    List<String> ask(String name, Object... arguments) throws InterruptedException {
        call(1, name, 0, arguments);
        return settled();
    }

    /** What it hears while that time passes. */
    List<String> advance(Duration time) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (long millis = 0; millis < time.toMillis(); millis += 20) {
            server.advance(Duration.ofMillis(20));
            heard.addAll(settled());
        }
        return heard;
    }

    List<String> settled() throws InterruptedException {
        server.settle();
        return heard();
    }

    /** Times of the video messages in what was heard. */
    static List<Integer> times(List<String> heard) {
        return heard.stream()
                .filter(words -> words.startsWith("video"))
                .map(words -> Integer.parseInt(words.substring(words.indexOf('@') + 1)))
                .toList();
    }

    // ---- what it hears ----

    /** All messages since the last call. */
    List<RawMessage> messages() {
        in.read(ByteBuffer.wrap(connection.takeSent()), message -> {
            if (MessageCodec.decode(message.typeId(), message.body()) instanceof RtmpMessage.SetChunkSize(int bytes)) {
                in.chunkSize(bytes);
            }
            messages.add(message);
        });
        List<RawMessage> all = List.copyOf(messages);
        messages.clear();
        return all;
    }

    /** The same in words: {@code StreamBegin 1}, {@code NetStream.Play.Start}, {@code video 1701... @40}. */
    List<String> heard() {
        return messages().stream().map(Client::words).toList();
    }

    /** The same, with the message stream ID in front. */
    List<String> heardByStream() {
        return messages().stream()
                .map(message -> message.streamId() + ": " + words(message))
                .toList();
    }

    /** What comes after Play.Start when it plays {@code name} on its first stream, made if there is none. */
    List<String> played(String name) {
        createStreamUnheard();
        heard();
        play(1, name);
        List<String> heard = heard();
        return heard.subList(heard.indexOf("NetStream.Play.Start") + 1, heard.size());
    }

    private static String words(RawMessage raw) {
        return switch (MessageCodec.decode(raw.typeId(), raw.body())) {
            case Command command -> words(command);
            case RtmpMessage.Video(Bytes body) -> video(body, raw.timestamp());
            case RtmpMessage.Audio(Bytes body) -> audio(body, raw.timestamp());
            case Data data ->
                "data " + new Amf0Reader(data.body().reader()).next().asString().orElse("?");
            case UserControl.StreamBegin(long streamId) -> "StreamBegin " + streamId;
            case UserControl.StreamDry(long streamId) -> "StreamDry " + streamId;
            case RtmpMessage other -> other.getClass().getSimpleName();
        };
    }

    private static String words(Command command) {
        return switch (command.name()) {
            case "onStatus" -> code(command.argument(1));
            case "_error" -> "_error " + code(command.argument(1));
            case "_result" ->
                command.argument(1) instanceof AmfNumber(double number)
                        ? "_result " + (int) number
                        : "_result " + code(command.argument(1));
            default -> command.name();
        };
    }

    private static String code(AmfValue information) {
        return information instanceof AmfObject(AmfProperties properties)
                ? properties.string("code").orElse("?")
                : "";
    }

    static String video(Bytes body, int timestamp) {
        return "video " + body.toHex() + " @" + timestamp;
    }

    static String audio(Bytes body, int timestamp) {
        return "audio " + body.toHex() + " @" + timestamp;
    }

    // ---- its words ----

    static Command command(String name, double transactionId, Object... arguments) {
        return Command.of(
                name, transactionId, Arrays.stream(arguments).map(Client::amf).toArray(AmfValue[]::new));
    }

    static Data data(Object... values) {
        return new Data(Amf0.encodeAll(Arrays.stream(values).map(Client::amf).toList()), false);
    }

    private static AmfValue amf(Object value) {
        return switch (value) {
            case AmfValue ready -> ready;
            case String text -> new AmfString(text);
            case Number number -> new AmfNumber(number.doubleValue());
            case Boolean bool -> new AmfBoolean(bool);
            default -> new AmfNull();
        };
    }
}

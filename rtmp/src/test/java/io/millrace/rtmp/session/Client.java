package io.millrace.rtmp.session;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A client of a {@link ServerSession}: speaks to it in messages, and has the words to say what it expects back. */
final class Client {
    final ServerSession session;

    Client(SessionSettings settings) {
        session = new ServerSession(settings);
    }

    Client() {
        this(SessionSettings.DEFAULT);
    }

    /** Connected to {@code live}, with {@code streams} created. */
    static Client connected(int streams) {
        var client = new Client();
        client.connect("live");
        client.session.acceptConnect();
        for (int i = 1; i <= streams; i++) {
            client.call(0, "createStream", i);
        }
        return client;
    }

    /** Publishing {@code live/cam} on stream 1. */
    static Client publishing() {
        var client = connected(1);
        client.call(1, "publish", 0, "cam", "live");
        client.session.acceptPublish(1);
        return client;
    }

    /** Playing {@code live/cam} on stream 1. */
    static Client playing() {
        var client = connected(1);
        client.call(1, "play", 0, "cam");
        client.session.acceptPlay(1, false);
        return client;
    }

    List<SessionEvent> connect(String app) {
        return connect(AmfProperties.builder().put("app", app));
    }

    List<SessionEvent> connect(AmfProperties.Builder properties) {
        return send(0, new Command("connect", 1, List.of(properties.buildObject()), false));
    }

    List<SessionEvent> call(int streamId, String name, double transactionId, Object... arguments) {
        return send(streamId, command(name, transactionId, arguments));
    }

    List<SessionEvent> send(int streamId, RtmpMessage message) {
        return send(streamId, 0, message);
    }

    List<SessionEvent> send(int streamId, int timestamp, RtmpMessage message) {
        var out = new ByteWriter();
        MessageCodec.encode(message, out);
        return session.on(new RawMessage(timestamp, message.typeId(), streamId, out.toBytes()));
    }

    static Send result(double transactionId, Object value) {
        return new Send(command("_result", transactionId, value), 0);
    }

    static Send error(double transactionId, StatusCode code, String description) {
        return new Send(command("_error", transactionId, new Status(code, description).information()), 0);
    }

    static Send status(int streamId, StatusCode code, String description) {
        return new Send(new Status(code, description).onStatus(), streamId);
    }

    /** What follows from deleting a stream. */
    static List<SessionEvent> deleted(int streamId, SessionEvent... ended) {
        var events = new ArrayList<>(List.of(ended));
        events.add(new SessionEvent.StreamDeleted(streamId));
        return events;
    }

    static Bytes values(Object... values) {
        return Amf0.encodeAll(Arrays.stream(values).map(Client::amf).toList());
    }

    static Data data(Object... values) {
        return new Data(values(values), false);
    }

    private static Command command(String name, double transactionId, Object... arguments) {
        return Command.of(
                name, transactionId, Arrays.stream(arguments).map(Client::amf).toArray(AmfValue[]::new));
    }

    static AmfValue amf(Object value) {
        return switch (value) {
            case AmfValue ready -> ready;
            case String text -> new AmfString(text);
            case Number number -> new AmfNumber(number.doubleValue());
            case Boolean bool -> new AmfBoolean(bool);
            default -> new AmfNull();
        };
    }
}

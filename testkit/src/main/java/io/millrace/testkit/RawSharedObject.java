package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of shared object messages, written and read without the product's code. Values are plain Java
 * ones in both types of message: those of type 16 are AMF3 behind its marker.
 */
public final class RawSharedObject {
    /** Message type IDs. */
    public static final int AMF0 = 19;

    public static final int AMF3 = 16;

    public static final int USE = 1;
    public static final int RELEASE = 2;
    public static final int REQUEST_CHANGE = 3;
    public static final int CHANGE = 4;
    public static final int SUCCESS = 5;
    public static final int SEND_MESSAGE = 6;
    public static final int STATUS = 7;
    public static final int CLEAR = 8;
    public static final int REMOVE = 9;
    public static final int REQUEST_REMOVE = 10;
    public static final int USE_SUCCESS = 11;

    /**
     * One event.
     *
     * @param name of a slot or a handler, or the code of a status; empty if the event has none
     * @param values what follows it
     */
    public record Event(int type, String name, List<@Nullable Object> values) {
        public Event {
            values = new ArrayList<>(values); // may hold null
        }

        public static Event of(int type) {
            return new Event(type, "", List.of());
        }

        public static Event of(int type, String name, Object... values) {
            return new Event(type, name, List.of(values));
        }
    }

    /** What a message says. */
    public record Content(String name, long version, boolean persistent, List<Event> events) {}

    private RawSharedObject() {}

    /** The body of a message of type {@link #AMF0} or {@link #AMF3}, with the format byte of the latter. */
    public static byte[] encode(int typeId, Content content) {
        var out = new ByteArrayOutputStream();
        if (typeId == AMF3) {
            out.write(0);
        }
        text(content.name, out);
        out.writeBytes(ByteBuffer.allocate(12)
                .putInt((int) content.version)
                .putInt(content.persistent ? 2 : 0)
                .putInt(0)
                .array());
        for (Event event : content.events) {
            byte[] data = data(typeId, event);
            out.write(event.type);
            out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
            out.writeBytes(data);
        }
        return out.toByteArray();
    }

    private static byte[] data(int typeId, Event event) {
        var out = new ByteArrayOutputStream();
        switch (event.type) {
            case USE, RELEASE, CLEAR, USE_SUCCESS -> {}
            case SEND_MESSAGE -> out.writeBytes(RawAmf.encode(event.name));
            default -> text(event.name, out);
        }
        for (Object value : event.values) {
            out.writeBytes(RawAmf.encode(typeId == AMF3 ? new Amf3(value) : value));
        }
        return out.toByteArray();
    }

    private static void text(String text, ByteArrayOutputStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    /** What a message of either type says; numbers of both encodings are doubles. */
    public static Content decode(RawRtmpPeer.Message message) {
        ByteBuffer in = message.body().duplicate();
        if (message.typeId() == AMF3 && in.get() != 0) {
            throw new AssertionError("format byte of " + message);
        }
        String name = text(in);
        long version = in.getInt() & 0xFFFFFFFFL;
        int flags = in.getInt();
        int zero = in.getInt();
        if ((flags != 0 && flags != 2) || zero != 0) {
            throw new AssertionError("flags " + flags + " " + zero);
        }
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            int type = in.get();
            int length = in.getInt();
            events.add(event(type, in.slice(in.position(), length), message.typeId()));
            in.position(in.position() + length);
        }
        return new Content(name, version, flags == 2, events);
    }

    private static Event event(int type, ByteBuffer data, int typeId) {
        List<@Nullable Object> values = new ArrayList<>();
        String name = switch (type) {
            case USE_SUCCESS, CLEAR -> "";
            case SEND_MESSAGE -> {
                if (data.get() != 2) {
                    throw new AssertionError("handler without AMF marker");
                }
                yield text(data);
            }
            default -> text(data);
        };
        if (type == STATUS) {
            values.add(text(data));
        } else {
            RawAmf.decode(data).forEach(value -> values.add(plain(typeId, value)));
        }
        if (data.hasRemaining()) {
            throw new AssertionError(data.remaining() + " bytes more in event " + type);
        }
        return new Event(type, name, values);
    }

    private static String text(ByteBuffer in) {
        var bytes = new byte[in.getShort() & 0xFFFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static @Nullable Object plain(int typeId, @Nullable Object value) {
        if (typeId == AMF0) {
            return value;
        }
        if (!(value instanceof Amf3(Object plain))) {
            throw new AssertionError("not AMF3: " + value);
        }
        return plain instanceof Integer whole ? Double.valueOf(whole) : plain;
    }
}

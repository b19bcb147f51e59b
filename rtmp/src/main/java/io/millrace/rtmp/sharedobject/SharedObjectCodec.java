package io.millrace.rtmp.sharedobject;

import static io.millrace.rtmp.ProtocolException.Scope.MESSAGE;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.Amf0Writer;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfLimits;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Unknown;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import java.nio.BufferOverflowException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies of shared object messages to records and back. A body is made of texts with a length of 16 bits and no AMF
 * marker, except as noted, and of AMF values:
 *
 * <pre>
 *   name | version 32 | flags 32: 2 if persistent | 0, 32 bits | event | event | ...
 *   event:  type 8 | length of data 32 | data
 *   data of RequestChange, Change:                  slot | value | slot | value | ...
 *           Success, Remove, RequestRemove:         slot
 *           SendMessage:                            AMF string, with its marker | value | value | ...
 *           Status:                                 code | level
 * </pre>
 *
 * AMF references count from the start of their event: it does not depend on what comes before it.
 */
public final class SharedObjectCodec {
    /** Events in one message, counted as pairs where an event has several. */
    public static final int MAX_EVENTS = 65_536;

    private static final int PERSISTENT = 2; // IP-92
    private static final int STRING_MARKER = 2;
    private static final int MAX_TEXT_BYTES = 0xFFFF;

    private SharedObjectCodec() {}

    /**
     * Inverse of {@link #encode}. An unknown type of event becomes {@link Unknown}; more data than an event has is
     * ignored. A value is as it was sent: AMF3 is in an {@link AmfAvmPlus}.
     *
     * @throws ProtocolException of MESSAGE scope if it ends early, has more than {@link #MAX_EVENTS}, what should be a
     *     value is none, or all values together are above {@link AmfLimits#DEFAULT}
     */
    public static SharedObjectMessage decode(Bytes body) {
        return decode(body, AmfLimits.DEFAULT);
    }

    /**
     * The same within other limits.
     *
     * @param limits for the values of all events together
     */
    public static SharedObjectMessage decode(Bytes body, AmfLimits limits) {
        ByteReader in = body.reader();
        List<SharedObjectEvent> events = new ArrayList<>();
        try {
            String name = text(in);
            long version = in.u32();
            boolean persistent = (in.u32() & PERSISTENT) != 0;
            in.skip(4);
            var amf = new Amf0Reader(in, limits);
            while (in.hasRemaining()) {
                int type = in.u8();
                ByteReader data = in.bytes(in.i32()).reader();
                decodeEvent(type, data, amf.part(data), events);
                if (events.size() > MAX_EVENTS) {
                    throw new ProtocolException(MESSAGE, "more than " + MAX_EVENTS + " events in one message");
                }
            }
            return new SharedObjectMessage(name, version, persistent, events);
        } catch (TruncatedException | AmfException e) {
            throw new ProtocolException(MESSAGE, "shared object message " + body + ": " + e.getMessage());
        }
    }

    /**
     * Of whom {@code body} speaks, without a look at the rest.
     *
     * @throws ProtocolException of MESSAGE scope if it ends before that
     */
    public static String name(Bytes body) {
        try {
            return text(body.reader());
        } catch (TruncatedException e) {
            throw new ProtocolException(MESSAGE, "shared object message " + body + ": " + e.getMessage());
        }
    }

    private static void decodeEvent(int type, ByteReader in, Amf0Reader amf, List<SharedObjectEvent> events) {
        switch (type) {
            case Use.TYPE -> events.add(new Use());
            case Release.TYPE -> events.add(new Release());
            case RequestChange.TYPE -> pairs(in, amf, events, RequestChange::new);
            case Change.TYPE -> pairs(in, amf, events, Change::new);
            case Success.TYPE -> events.add(new Success(text(in)));
            case SendMessage.TYPE -> events.add(sendMessage(in, amf));
            case Status.TYPE -> events.add(status(text(in), text(in)));
            case Clear.TYPE -> events.add(new Clear());
            case Remove.TYPE -> events.add(new Remove(text(in)));
            case RequestRemove.TYPE -> events.add(new RequestRemove(text(in)));
            case UseSuccess.TYPE -> events.add(new UseSuccess());
            default -> events.add(new Unknown(type, in.rest()));
        }
    }

    /**
     * Inverse of {@link #decode}, except that each pair is an event.
     *
     * @param amf3 for type 16 and not 19: values are then AMF3 after their marker, and else AMF0 as far as that goes;
     *     those of the other kind are converted
     * @throws AmfException if a value has no form in bytes
     * @throws ProtocolException of MESSAGE scope if a name is longer than 65535 bytes
     */
    public static SharedObject encode(SharedObjectMessage message, boolean amf3) {
        var out = new ByteWriter();
        out.bytes(header(message.name(), message.version(), message.persistent()));
        message.events().forEach(event -> out.bytes(encode(event, amf3)));
        return new SharedObject(out.toBytes(), amf3);
    }

    /** What a message begins with, for who sends the same {@link #encode(SharedObjectEvent, boolean) events} to many. */
    public static Bytes header(String name, long version, boolean persistent) {
        var out = new ByteWriter();
        text(name, out);
        return out.u32(version).u32(persistent ? PERSISTENT : 0).u32(0).toBytes();
    }

    /** One event, in a form that does not depend on its place in a message. */
    public static Bytes encode(SharedObjectEvent event, boolean amf3) {
        return encode(event, amf3, Integer.MAX_VALUE);
    }

    /**
     * The same, and no more work than that many bytes are: in AMF0, text that AMF3 only refers to is written out.
     *
     * @throws ProtocolException of MESSAGE scope if it is longer than {@code maxBytes}
     */
    public static Bytes encode(SharedObjectEvent event, boolean amf3, int maxBytes) {
        var out = ByteWriter.atMost(maxBytes);
        try {
            encode(event, amf3, out);
        } catch (BufferOverflowException e) {
            throw new ProtocolException(MESSAGE, "event of more than " + maxBytes + " bytes");
        }
        return out.patchU32(1, out.length() - 5).toBytes();
    }

    private static void encode(SharedObjectEvent event, boolean amf3, ByteWriter out) {
        out.u8(type(event)).u32(0);
        switch (event) {
            case RequestChange(String slot, AmfValue value) -> pair(slot, value, amf3, out);
            case Change(String slot, AmfValue value) -> pair(slot, value, amf3, out);
            case Success(String slot) -> text(slot, out);
            case SendMessage(String handler, var arguments) -> {
                var amf = new Amf0Writer(out).write(new AmfString(handler)); // IP-91
                arguments.forEach(value -> amf.write(converted(value, amf3)));
            }
            case Status(String code, String level) -> {
                text(code, out);
                text(level, out);
            }
            case Remove(String slot) -> text(slot, out);
            case RequestRemove(String slot) -> text(slot, out);
            case Unknown(int type, Bytes data) -> out.bytes(data);
            case Use e -> {}
            case Release e -> {}
            case Clear e -> {}
            case UseSuccess e -> {}
        }
    }

    private static int type(SharedObjectEvent event) {
        return switch (event) {
            case Use e -> Use.TYPE;
            case Release e -> Release.TYPE;
            case RequestChange e -> RequestChange.TYPE;
            case Change e -> Change.TYPE;
            case Success e -> Success.TYPE;
            case SendMessage e -> SendMessage.TYPE;
            case Status e -> Status.TYPE;
            case Clear e -> Clear.TYPE;
            case Remove e -> Remove.TYPE;
            case RequestRemove e -> RequestRemove.TYPE;
            case UseSuccess e -> UseSuccess.TYPE;
            case Unknown(int type, Bytes data) -> type;
        };
    }

    /** Red5 reads the two in one order and writes them in the other [IP-90]. */
    private static Status status(String first, String second) {
        boolean codeFirst = first.contains(".") || !second.contains(".");
        return codeFirst ? new Status(first, second) : new Status(second, first);
    }

    /** HaishinKit leaves the marker out [IP-91]. No handler's name is so long that its length would look like one. */
    private static SendMessage sendMessage(ByteReader in, Amf0Reader amf) {
        if (in.peekU8() == STRING_MARKER) {
            in.skip(1);
        }
        String handler = text(in);
        List<AmfValue> arguments = new ArrayList<>();
        while (amf.hasNext()) {
            arguments.add(amf.next());
        }
        return new SendMessage(handler, arguments);
    }

    private interface Pair {
        SharedObjectEvent of(String slot, AmfValue value);
    }

    private static void pairs(ByteReader in, Amf0Reader amf, List<SharedObjectEvent> events, Pair pair) {
        do {
            events.add(pair.of(text(in), amf.next()));
        } while (in.hasRemaining() && events.size() <= MAX_EVENTS);
    }

    private static void pair(String slot, AmfValue value, boolean amf3, ByteWriter out) {
        text(slot, out);
        new Amf0Writer(out).write(converted(value, amf3));
    }

    private static AmfValue converted(AmfValue value, boolean amf3) {
        return amf3 ? new AmfAvmPlus(AmfConversion.toAmf3(value)) : AmfConversion.strictlyAmf0(value);
    }

    private static String text(ByteReader in) {
        return in.utf8(in.u16());
    }

    private static void text(String text, ByteWriter out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_TEXT_BYTES) {
            throw new ProtocolException(
                    MESSAGE, "text of " + utf8.length + " bytes (expected: at most " + MAX_TEXT_BYTES + ")");
        }
        out.u16(utf8.length).bytes(utf8);
    }
}

package io.millrace.client.inspect;

import static io.millrace.client.inspect.Severity.NOTE;
import static io.millrace.client.inspect.Severity.VIOLATION;
import static io.millrace.client.inspect.Severity.WARNING;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import java.util.ArrayList;
import java.util.List;

/** Message bodies to {@link Content}, with all that is wrong with their form. What cannot be read ends nothing. */
final class MessageReader {
    /** Parts taken from one aggregate; an empty part is 15 bytes. */
    private static final int MAX_PARTS = 4096;

    private static final int PART_HEADER = 11;
    private static final int BACK_POINTER = 4;

    private final WireMessage message;
    private final List<Finding> findings = new ArrayList<>();
    private Bytes unexplained = Bytes.EMPTY;

    private MessageReader(WireMessage message) {
        this.message = message;
    }

    static Decoded read(WireMessage message) {
        var reader = new MessageReader(message);
        Content content = reader.content();
        return new Decoded(content, reader.findings, reader.unexplained);
    }

    private Content content() {
        Bytes body = message.body();
        if (MessageType.isMedia(message.typeId())) {
            MediaTag tag = MediaTagReader.read(message.typeId() == MessageType.VIDEO, body, message.isWhole());
            findings.addAll(tag.findings());
            unexplained = tag.unexplained();
            return new Content.Media(tag);
        }
        if (!message.isWhole()) {
            findings.add(new Finding(NOTE, "R-071", "only " + body.length() + " of its bytes are known"));
            return new Content.Unknown();
        }
        return switch (message.typeId()) {
            case MessageType.SET_CHUNK_SIZE,
                    MessageType.ABORT,
                    MessageType.ACKNOWLEDGEMENT,
                    MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE,
                    MessageType.SET_PEER_BANDWIDTH -> control(body.reader());
            case MessageType.USER_CONTROL -> userControl(body.reader());
            case MessageType.DATA, MessageType.COMMAND -> values(body);
            case MessageType.DATA_AMF3, MessageType.COMMAND_AMF3 ->
                hasKnownFormat(body) ? values(body.from(1)) : unknown(body);
            case MessageType.SHARED_OBJECT -> sharedObject(body);
            case MessageType.SHARED_OBJECT_AMF3 -> hasKnownFormat(body) ? sharedObject(body.from(1)) : unknown(body);
            case MessageType.AGGREGATE -> parts(body.reader());
            default -> {
                findings.add(new Finding(WARNING, "R-070", "message type " + message.typeId() + " is not defined"));
                yield unknown(body);
            }
        };
    }

    private Content unknown(Bytes rest) {
        unexplained = rest;
        return new Content.Unknown();
    }

    private Content control(ByteReader in) {
        if (in.remaining() < 4) {
            violation("R-056", "body of " + in.remaining() + " bytes (expected: 4)");
            return unknown(in.rest());
        }
        long value = in.u32();
        int limit = -1;
        if (message.typeId() == MessageType.SET_PEER_BANDWIDTH) {
            if (in.hasRemaining()) {
                limit = in.u8();
            } else {
                findings.add(new Finding(WARNING, "R-054", "the limit type is missing"));
            }
        }
        trailing(in);
        return new Content.Control(value, limit);
    }

    private Content userControl(ByteReader in) {
        if (in.remaining() < 2) {
            violation("R-056", "body of " + in.remaining() + " bytes (expected: at least 2)");
            return unknown(in.rest());
        }
        int type = in.u16();
        int words = switch (type) {
            case 0, 1, 2, 4, MessageType.PING_REQUEST, MessageType.PING_RESPONSE, 31, 32 -> 1;
            case MessageType.SET_BUFFER_LENGTH -> 2;
            case 26, 27 -> 0;
            default -> -1;
        };
        if (words < 0) {
            findings.add(new Finding(NOTE, "R-066", "event type " + type + " is not defined"));
            unexplained = in.rest();
            return new Content.UserEvent(type, -1, -1);
        }
        if (in.remaining() < 4 * words) {
            violation("R-056", in.remaining() + " bytes after the event type (expected: " + 4 * words + ")");
            unexplained = in.rest();
            return new Content.UserEvent(type, -1, -1);
        }
        long first = words > 0 ? in.u32() : -1;
        long second = words > 1 ? in.u32() : -1;
        if (words > 0) {
            trailing(in);
        }
        return new Content.UserEvent(type, first, second);
    }

    private void trailing(ByteReader in) {
        if (in.hasRemaining()) {
            unexplained = in.rest();
            findings.add(new Finding(WARNING, "R-067", unexplained.length() + " bytes after its fields"));
        }
    }

    private boolean hasKnownFormat(Bytes body) {
        if (!body.isEmpty() && body.u8(0) == 0) {
            return true;
        }
        violation("R-074", body.isEmpty() ? "no format selector" : "format selector " + body.u8(0) + " (expected: 0)");
        return false;
    }

    private Content values(Bytes body) {
        List<AmfValue> values = new ArrayList<>();
        ByteReader in = body.reader();
        var amf = new Amf0Reader(in);
        int end = 0;
        try {
            while (amf.hasNext()) {
                values.add(amf.next());
                end = in.position();
            }
        } catch (AmfException e) {
            unexplained = body.from(end);
            violation("A0-08", String.valueOf(e.getMessage()));
        }
        return new Content.Values(values);
    }

    private Content sharedObject(Bytes body) {
        try {
            return new Content.Shared(SharedObjectCodec.decode(body));
        } catch (ProtocolException e) {
            violation("R-090", String.valueOf(e.getMessage()));
            return unknown(body);
        }
    }

    /** Laid out as FLV tags are; an aggregate inside is not looked into. */
    private Content parts(ByteReader in) {
        List<WireMessage> parts = new ArrayList<>();
        long shift = 0;
        while (in.remaining() >= PART_HEADER && parts.size() < MAX_PARTS) {
            int start = in.position();
            int typeId = in.u8();
            int size = in.u24();
            long timestamp = in.u24() | (long) in.u8() << 24;
            in.skip(3);
            if (in.remaining() < size) {
                violation("R-082", "a part of " + size + " bytes where " + in.remaining() + " are left");
                unexplained = message.body().from(start);
                return new Content.Parts(parts);
            }
            if (parts.isEmpty()) {
                shift = message.timestamp() - timestamp;
                if (shift != 0) {
                    String text = "its first part has time " + timestamp + " (expected: " + message.timestamp() + ")";
                    findings.add(new Finding(WARNING, "R-081", text));
                }
            }
            parts.add(part(typeId, timestamp + shift, in.bytes(size)));
            backPointer(in, size);
        }
        if (in.hasRemaining()) {
            unexplained = in.rest();
            violation("R-082", unexplained.length() + " bytes after the last whole part");
        }
        return new Content.Parts(parts);
    }

    private WireMessage part(int typeId, long timestamp, Bytes body) {
        if (typeId == MessageType.AGGREGATE) {
            violation("R-082", "an aggregate inside an aggregate");
        }
        return new WireMessage(
                message.direction(),
                message.micros(),
                message.offset(),
                0,
                message.csid(),
                0,
                timestamp & 0xFFFF_FFFFL,
                0,
                typeId,
                message.streamId(), // overrides what the part has
                body.length(),
                body);
    }

    private void backPointer(ByteReader in, int size) {
        if (in.remaining() < BACK_POINTER) {
            violation("R-080", "the back pointer of the last part is missing");
            return;
        }
        long pointer = in.u32();
        if (pointer != PART_HEADER + size) {
            violation("R-080", "back pointer " + pointer + " (expected: " + (PART_HEADER + size) + ")");
        }
    }

    private void violation(String requirement, String text) {
        findings.add(new Finding(VIOLATION, requirement, text));
    }
}

package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much AMF3 as tests need, for one value: it writes no references, and reads those to strings and traits. */
final class RawAmf3 {
    private static final int UNDEFINED = 0;
    private static final int NULL = 1;
    private static final int FALSE = 2;
    private static final int TRUE = 3;
    private static final int INTEGER = 4;
    private static final int DOUBLE = 5;
    private static final int STRING = 6;
    private static final int ARRAY = 9;
    private static final int OBJECT = 10;
    private static final int BYTE_ARRAY = 12;
    private static final int DYNAMIC_TRAITS = 0b1011; // no sealed members
    private static final int FIRST_TRAITS = 0b01; // a reference to them, as no others are read

    private final List<String> strings = new ArrayList<>();

    static void encode(@Nullable Object value, ByteArrayOutputStream out) {
        switch (value) {
            case null -> out.write(NULL);
            case Boolean bool -> out.write(bool ? TRUE : FALSE);
            case Integer number -> {
                out.write(INTEGER);
                encodeU29(number & 0x1FFF_FFFF, out);
            }
            case Double number -> {
                out.write(DOUBLE);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case String text -> {
                out.write(STRING);
                encodeBytes(text.getBytes(StandardCharsets.UTF_8), out);
            }
            case byte[] bytes -> {
                out.write(BYTE_ARRAY);
                encodeBytes(bytes, out);
            }
            case List<?> dense -> {
                out.write(ARRAY);
                encodeU29(dense.size() << 1 | 1, out);
                encodeBytes(new byte[0], out); // no associative part
                dense.forEach(item -> encode(item, out));
            }
            case Map<?, ?> members -> {
                out.write(OBJECT);
                encodeU29(DYNAMIC_TRAITS, out);
                encodeBytes(new byte[0], out); // no class
                members.forEach((name, member) -> {
                    encodeBytes(String.valueOf(name).getBytes(StandardCharsets.UTF_8), out);
                    encode(member, out);
                });
                encodeBytes(new byte[0], out);
            }
            default -> throw new IllegalArgumentException("no AMF3 for " + value.getClass());
        }
    }

    private static void encodeBytes(byte[] bytes, ByteArrayOutputStream out) {
        encodeU29(bytes.length << 1 | 1, out);
        out.writeBytes(bytes);
    }

    private static void encodeU29(int value, ByteArrayOutputStream out) {
        if (value >= 1 << 21) {
            out.write(value >> 22 | 0x80);
            out.write(value >> 15 | 0x80);
            out.write(value >> 8 | 0x80);
            out.write(value);
            return;
        }
        if (value >= 1 << 14) {
            out.write(value >> 14 | 0x80);
        }
        if (value >= 1 << 7) {
            out.write(value >> 7 | 0x80);
        }
        out.write(value & 0x7F);
    }

    @Nullable
    Object decode(ByteBuffer in) {
        int marker = in.get();
        return switch (marker) {
            case UNDEFINED, NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case INTEGER -> decodeU29(in) << 3 >> 3; // 29 bits with a sign
            case DOUBLE -> in.getDouble();
            case STRING -> decodeText(in);
            case BYTE_ARRAY -> {
                int length = decodeLength(in);
                ByteBuffer bytes = in.slice(in.position(), length);
                in.position(in.position() + length);
                yield bytes;
            }
            case ARRAY -> decodeArray(in);
            case OBJECT -> decodeObject(in);
            default -> throw new AssertionError("AMF3 marker " + marker + " at " + (in.position() - 1));
        };
    }

    private List<@Nullable Object> decodeArray(ByteBuffer in) {
        int length = decodeLength(in);
        if (!decodeText(in).isEmpty()) {
            throw new AssertionError("an array with an associative part");
        }
        List<@Nullable Object> dense = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            dense.add(decode(in));
        }
        return dense;
    }

    private Map<String, @Nullable Object> decodeObject(ByteBuffer in) {
        int traits = decodeU29(in);
        if (traits == DYNAMIC_TRAITS) {
            decodeText(in);
        } else if (traits != FIRST_TRAITS) {
            throw new AssertionError("traits " + traits + " (expected: of an anonymous object)");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = decodeText(in); !name.isEmpty(); name = decodeText(in)) {
            members.put(name, decode(in));
        }
        return members;
    }

    private String decodeText(ByteBuffer in) {
        int header = decodeU29(in);
        if ((header & 1) == 0) {
            return strings.get(header >> 1);
        }
        var bytes = new byte[header >> 1];
        in.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.isEmpty()) {
            strings.add(text);
        }
        return text;
    }

    private static int decodeLength(ByteBuffer in) {
        int header = decodeU29(in);
        if ((header & 1) == 0) {
            throw new AssertionError("reference to value " + (header >> 1));
        }
        return header >> 1;
    }

    private static int decodeU29(ByteBuffer in) {
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int next = in.get() & 0xFF;
            value = (value << 7) | (next & 0x7F);
            if (next < 0x80) {
                return value;
            }
        }
        return (value << 8) | (in.get() & 0xFF);
    }
}

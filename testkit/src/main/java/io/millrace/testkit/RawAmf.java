package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As much AMF0 as commands need. Java's Double, Boolean, String, Map, List and null stand for the types; undefined
 * reads as null.
 */
public final class RawAmf {
    private static final int NUMBER = 0;
    private static final int BOOLEAN = 1;
    private static final int STRING = 2;
    private static final int OBJECT = 3;
    private static final int NULL = 5;
    private static final int UNDEFINED = 6;
    private static final int UNSUPPORTED = 0x0D;
    private static final int ECMA_ARRAY = 8;
    private static final int OBJECT_END = 9;
    private static final int STRICT_ARRAY = 10;
    private static final int AVM_PLUS = 17;

    private RawAmf() {}

    /** The values one after the other. */
    public static byte[] encode(@Nullable Object... values) {
        var out = new ByteArrayOutputStream();
        for (Object value : values) {
            encode(value, out);
        }
        return out.toByteArray();
    }

    private static void encode(@Nullable Object value, ByteArrayOutputStream out) {
        switch (value) {
            case null -> out.write(NULL);
            case Number number -> {
                out.write(NUMBER);
                out.writeBytes(
                        ByteBuffer.allocate(8).putDouble(number.doubleValue()).array());
            }
            case Boolean bool -> {
                out.write(BOOLEAN);
                out.write(bool ? 1 : 0);
            }
            case String string -> {
                out.write(STRING);
                encodeText(string, out);
            }
            case Map<?, ?> object -> {
                out.write(OBJECT);
                object.forEach((name, property) -> {
                    encodeText(String.valueOf(name), out);
                    encode(property, out);
                });
                encodeText("", out);
                out.write(OBJECT_END);
            }
            case List<?> array -> {
                out.write(STRICT_ARRAY);
                out.writeBytes(ByteBuffer.allocate(4).putInt(array.size()).array());
                array.forEach(item -> encode(item, out));
            }
            case Amf3(Object amf3) -> {
                out.write(AVM_PLUS);
                RawAmf3.encode(amf3, out);
            }
            default -> throw new IllegalArgumentException("no AMF0 for " + value.getClass());
        }
    }

    private static void encodeText(String text, ByteArrayOutputStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    static List<@Nullable Object> decode(ByteBuffer in) {
        List<@Nullable Object> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(decodeValue(in));
        }
        return values;
    }

    private static @Nullable Object decodeValue(ByteBuffer in) {
        int marker = in.get();
        return switch (marker) {
            case NUMBER -> in.getDouble();
            case BOOLEAN -> in.get() != 0;
            case STRING -> decodeText(in);
            case OBJECT -> decodeProperties(in);
            case NULL, UNDEFINED, UNSUPPORTED -> null;
            case ECMA_ARRAY -> {
                in.getInt(); // a hint of the size only
                yield decodeProperties(in);
            }
            case STRICT_ARRAY -> {
                int size = in.getInt();
                List<@Nullable Object> array = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    array.add(decodeValue(in));
                }
                yield array;
            }
            case AVM_PLUS -> new Amf3(new RawAmf3().decode(in));
            default -> throw new AssertionError("AMF0 marker " + marker + " at " + (in.position() - 1));
        };
    }

    private static Map<String, @Nullable Object> decodeProperties(ByteBuffer in) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        String name = decodeText(in);
        while (!name.isEmpty() || in.get(in.position()) != OBJECT_END) {
            properties.put(name, decodeValue(in));
            name = decodeText(in);
        }
        in.get();
        return properties;
    }

    private static String decodeText(ByteBuffer in) {
        var bytes = new byte[in.getShort() & 0xFFFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

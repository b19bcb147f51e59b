package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the words behind a URL say of the connection, in the notation of librtmp: {@code rtmp://host/app playpath=name
 * live=1 swfUrl=http://host/player.swf conn=S:key}. Empty texts mean: not given.
 *
 * @param tcUrl to send in connect in place of {@link RtmpUrl#tcUrl()}
 * @param live play the live stream only, not a recorded one of that name
 * @param conn further arguments of connect, as written: {@code B:1}, {@code N:5}, {@code S:text}, {@code Z:}, or an
 *     object from {@code O:1} to {@code O:0} with members such as {@code NS:name:text} between
 */
public record ConnectOptions(
        String tcUrl, String swfUrl, String pageUrl, String flashVer, boolean live, List<String> conn) {
    /** Nothing given. */
    public static final ConnectOptions NONE = new ConnectOptions("", "", "", "", false, List.of());

    /** @throws IllegalArgumentException if {@code conn} is not as above */
    public ConnectOptions {
        conn = List.copyOf(conn);
        parse(conn);
    }

    /** {@link #conn} as values, to follow the command object of connect. */
    public List<AmfValue> arguments() {
        return parse(conn);
    }

    private static List<AmfValue> parse(List<String> conn) {
        List<AmfValue> arguments = new ArrayList<>();
        AmfProperties.@Nullable Builder object = null;
        for (String item : conn) {
            if (item.equals("O:1") && object == null) {
                object = AmfProperties.builder();
            } else if (item.equals("O:0") && object != null) {
                arguments.add(new AmfObject(object.build()));
                object = null;
            } else if (item.startsWith("N") && !item.startsWith("N:") && object != null) {
                String[] typeNameAndValue = item.substring(1).split(":", 3);
                check(typeNameAndValue.length == 3, item);
                object.put(typeNameAndValue[1], value(typeNameAndValue[0], typeNameAndValue[2], item));
            } else {
                String[] typeAndValue = item.split(":", 2);
                check(typeAndValue.length == 2 && object == null, item);
                arguments.add(value(typeAndValue[0], typeAndValue[1], item));
            }
        }
        if (object != null) {
            throw new IllegalArgumentException("conn=O:1 without conn=O:0 at the end of the object");
        }
        return arguments;
    }

    private static AmfValue value(String type, String text, String item) {
        return switch (type) {
            case "B" -> new AmfBoolean(!text.equals("0"));
            case "N" -> new AmfNumber(number(text, item));
            case "S" -> new AmfString(text);
            case "Z" -> new AmfNull();
            default -> throw notUnderstood(item);
        };
    }

    private static double number(String text, String item) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw notUnderstood(item);
        }
    }

    private static void check(boolean understood, String item) {
        if (!understood) {
            throw notUnderstood(item);
        }
    }

    private static IllegalArgumentException notUnderstood(String item) {
        return new IllegalArgumentException("conn=" + Texts.quote(item)
                + " (expected: B:0 or B:1, N:number, S:text, Z:, or O:1, then members like NS:name:text, then O:0)");
    }
}

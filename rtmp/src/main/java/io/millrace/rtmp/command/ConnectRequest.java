package io.millrace.rtmp.command;

import static io.millrace.rtmp.ProtocolException.Scope.STREAM;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.List;
import java.util.Map;

/**
 * What a client says of itself when it connects. Only {@code app} must be there, and it may be empty [IP-13,
 * IP-40].
 *
 * @param app as sent, with its query if it has one; {@link StreamPath} makes sense of it
 * @param tcUrl as sent; empty if missing
 * @param flashVer as sent; empty if missing
 * @param objectEncoding 0 or 3; 0 if missing or anything else
 * @param fourCcList codecs the client can receive, {@code "*"} for all; empty if none were announced [ER-170, ER-174]
 * @param videoFourCcInfoMap flags of 0x01 decode, 0x02 encode, 0x04 forward per codec, and under {@code "*"} for any
 *     other; what holds for any codec is in the flags of each [ER-171]
 * @param audioFourCcInfoMap likewise
 * @param capsEx flags of 0x01 reconnect, 0x02 multitrack, 0x04 ModEx, 0x08 nanosecond offset; 0 if missing [ER-172]
 * @param properties the whole command object, unknown properties too
 * @param arguments what followed the command object, such as user name and password
 */
public record ConnectRequest(
        String app,
        String tcUrl,
        String flashVer,
        int objectEncoding,
        List<String> fourCcList,
        Map<String, Integer> videoFourCcInfoMap,
        Map<String, Integer> audioFourCcInfoMap,
        int capsEx,
        AmfProperties properties,
        List<AmfValue> arguments) {

    /** objectEncoding of clients that speak AMF3 too; 0 is AMF0 alone. */
    public static final int AMF3 = 3;

    /** Flag of a codec in the info maps: the client plays it [ER-171]. */
    public static final int CAN_DECODE = 0x01;

    public static final int CAPS_RECONNECT = 0x01;
    public static final int CAPS_MULTITRACK = 0x02;
    public static final int CAPS_MOD_EX = 0x04;
    public static final int CAPS_TIMESTAMP_NANO_OFFSET = 0x08;

    // Flags of videoFunction [ER-155].
    public static final int VIDEO_CLIENT_SEEK = 0x01;
    public static final int VIDEO_CLIENT_HDR = 0x02;
    public static final int VIDEO_PACKET_TYPE_METADATA = 0x04;
    public static final int VIDEO_LARGE_SCALE_TILE = 0x08;

    public ConnectRequest {
        fourCcList = List.copyOf(fourCcList);
        videoFourCcInfoMap = Map.copyOf(videoFourCcInfoMap);
        audioFourCcInfoMap = Map.copyOf(audioFourCcInfoMap);
        arguments = List.copyOf(arguments);
    }

    /**
     * What a connect command says.
     *
     * @throws ProtocolException of STREAM scope if there is no {@code app}
     */
    public static ConnectRequest of(Command connect) {
        AmfProperties properties = connect.argument(0).asProperties();
        FourCcSupport codecs = FourCcSupport.of(properties);
        return new ConnectRequest(
                properties.string("app").orElseThrow(() -> new ProtocolException(STREAM, "connect without app")),
                properties.string("tcUrl").orElse(""),
                properties.string("flashVer").orElse(""),
                properties.number("objectEncoding").orElse(0) == AMF3 ? AMF3 : 0,
                codecs.list(),
                codecs.video(),
                codecs.audio(),
                (int) properties.number("capsEx").orElse(0),
                properties,
                connect.arguments()
                        .subList(
                                Math.min(1, connect.arguments().size()),
                                connect.arguments().size()));
    }

    /** What settings are chosen by: the first segment of {@code app}; empty if it has none [IP-40]. */
    public String application() {
        return app.replaceFirst("^/+", "").split("[/?]", 2)[0];
    }

    /** Whether the client handles messages of several tracks [ER-110]. */
    public boolean multitrack() {
        return (capsEx & CAPS_MULTITRACK) != 0;
    }

    /** Audio codecs the client can play, flags as in R-121; 0 if it does not say. Nothing is left out because of them. */
    public int audioCodecs() {
        return (int) properties.number("audioCodecs").orElse(0);
    }

    /** Video codecs the client can play, flags as in R-121; 0 if it does not say. */
    public int videoCodecs() {
        return (int) properties.number("videoCodecs").orElse(0);
    }

    /** What the client can do with video, flags as in R-121 and ER-155; 0 if it does not say. */
    public int videoFunction() {
        return (int) properties.number("videoFunction").orElse(0);
    }

    /** Whether the client parses the ModEx prelude [ER-083]. */
    public boolean modEx() {
        return (capsEx & CAPS_MOD_EX) != 0;
    }

    /** Whether the client follows a Reconnect Request [ER-045]. */
    public boolean reconnect() {
        return (capsEx & CAPS_RECONNECT) != 0;
    }

    /**
     * Whether a program in Flash Player or AIR connects: it names its SWF file. FFmpeg and GStreamer claim to be Flash by
     * version only, and would take the data messages meant for Flash for tracks of their own [IP-13, IP-56].
     */
    public boolean isFlashProgram() {
        return !properties.string("swfUrl").orElse("").isEmpty();
    }

    /** The app only, without its query: the rest holds keys and passwords, or too much. */
    @Override
    public String toString() {
        return "connect to " + Texts.quote(app.split("\\?", 2)[0]);
    }
}

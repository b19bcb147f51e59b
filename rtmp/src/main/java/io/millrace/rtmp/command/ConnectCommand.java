package io.millrace.rtmp.command;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client says of itself when it connects: the sender's side of {@link ConnectRequest}.
 *
 * @param flashVer what some servers choose their manners by; encoders name FMLE
 * @param objectEncoding 0 for AMF0, 3 for AMF3 where the server has it too
 * @param codecs FourCCs that the client takes, {@code "*"} for whatever there is; none to say nothing of Enhanced RTMP
 *     [ER-170, ER-171]
 * @param capsEx flags of Enhanced RTMP, as in {@link ConnectRequest#capsEx}; 0 is not sent [ER-172]
 * @param more further properties, such as swfUrl and pageUrl, in place of ours of the same name
 * @param arguments what follows the command object, such as user name and password
 */
public record ConnectCommand(
        String flashVer,
        int objectEncoding,
        List<String> codecs,
        int capsEx,
        AmfProperties more,
        List<AmfValue> arguments) {

    /** All codecs, all of Enhanced RTMP, AMF0. */
    public static final ConnectCommand DEFAULT = new ConnectCommand(
            "FMLE/3.0 (compatible; Millrace)",
            0,
            List.of("*"),
            ConnectRequest.CAPS_RECONNECT
                    | ConnectRequest.CAPS_MULTITRACK
                    | ConnectRequest.CAPS_MOD_EX
                    | ConnectRequest.CAPS_TIMESTAMP_NANO_OFFSET,
            AmfProperties.EMPTY,
            List.of());

    /** All of those that R-121 names: some servers leave out what a client does not claim. */
    private static final int ALL_AUDIO = 0xFFF;

    private static final int ALL_VIDEO = 0xFF;

    private static final int VIDEO_FUNCTION = ConnectRequest.VIDEO_CLIENT_SEEK
            | ConnectRequest.VIDEO_CLIENT_HDR
            | ConnectRequest.VIDEO_PACKET_TYPE_METADATA
            | ConnectRequest.VIDEO_LARGE_SCALE_TILE;

    private static final int DECODE_ENCODE_FORWARD = 0x07;

    public ConnectCommand {
        codecs = List.copyOf(codecs);
        arguments = List.copyOf(arguments);
        if (objectEncoding != 0 && objectEncoding != ConnectRequest.AMF3) {
            throw new IllegalArgumentException("objectEncoding " + objectEncoding + " (expected: 0 or 3)");
        }
    }

    public ConnectCommand withMore(AmfProperties newMore) {
        return new ConnectCommand(flashVer, objectEncoding, codecs, capsEx, newMore, arguments);
    }

    public ConnectCommand withArguments(List<AmfValue> newArguments) {
        return new ConnectCommand(flashVer, objectEncoding, codecs, capsEx, more, newArguments);
    }

    public ConnectCommand withCodecs(List<String> newCodecs) {
        return new ConnectCommand(flashVer, objectEncoding, newCodecs, capsEx, more, arguments);
    }

    public ConnectCommand withObjectEncoding(int newObjectEncoding) {
        return new ConnectCommand(flashVer, newObjectEncoding, codecs, capsEx, more, arguments);
    }

    /** The command, in AMF0, which every server reads. */
    public Command toCommand(double transactionId, String app, String tcUrl) {
        var properties = AmfProperties.builder()
                .put("app", app)
                .put("type", "nonprivate")
                .put("flashVer", flashVer)
                .put("tcUrl", tcUrl)
                .put("fpad", false)
                .put("capabilities", 15)
                .put("audioCodecs", ALL_AUDIO)
                .put("videoCodecs", ALL_VIDEO)
                .put("videoFunction", VIDEO_FUNCTION)
                .put("objectEncoding", objectEncoding);
        if (!codecs.isEmpty()) {
            properties.put(
                    "fourCcList",
                    new AmfStrictArray(
                            codecs.stream().<AmfValue>map(AmfString::new).toList()));
            properties.put("videoFourCcInfoMap", infoMap());
            properties.put("audioFourCcInfoMap", infoMap());
        }
        if (capsEx != 0) {
            properties.put("capsEx", capsEx);
        }
        more.entries().forEach(entry -> properties.put(entry.name(), entry.value()));
        List<AmfValue> all = new ArrayList<>(List.of(new AmfObject(last(properties.build()))));
        all.addAll(arguments);
        return new Command("connect", transactionId, all, false);
    }

    /** A new one for each map: an instance that comes twice is written as a reference, on which librtmp gives up. */
    private AmfObject infoMap() {
        var map = AmfProperties.builder();
        codecs.forEach(codec -> map.put(codec, DECODE_ENCODE_FORWARD));
        return map.buildObject();
    }

    /** Of properties of one name the last, in the place of the first. */
    private static AmfProperties last(AmfProperties all) {
        var properties = AmfProperties.builder();
        all.entries().stream().map(AmfProperties.Entry::name).distinct().forEach(name -> {
            AmfValue value = all.get(name);
            if (value != null) {
                properties.put(name, value);
            }
        });
        return properties.build();
    }
}

package io.millrace.flv;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.Amf0Writer;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.ColorInfo;
import io.millrace.media.ColorInfo.Chromaticity;
import io.millrace.media.ColorInfo.ColorConfig;
import io.millrace.media.ColorInfo.HdrCll;
import io.millrace.media.ColorInfo.HdrMdcv;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Payloads of video metadata packets, pairs of name and value of which one is defined, to colour information and back. */
public final class ColorInfoCodec {
    private static final String COLOR_INFO = "colorInfo";
    private static final int MAX_CODE_POINT = 255;
    private static final int MAX_BIT_DEPTH = 16;
    private static final double LEAST = 0.0001;
    private static final double MAX_LIGHT = 10_000;
    private static final double LEAST_MAX_LUMINANCE = 5;
    private static final double MAX_X = 0.74;
    private static final double MAX_Y = 0.84;

    private ColorInfoCodec() {}

    /**
     * The colour information in a payload, the last if there are several; {@link ColorInfo#NONE} if it is reset [ER-152],
     * and empty if it is not mentioned. Other names are skipped, with their values [ER-150]. AMF3 values are read where
     * AMF0 has a marker for them [ER-153].
     *
     * @param problems hears of each value that is out of its range, and is left out [ER-154]
     * @throws MalformedTagException if the payload is not AMF
     */
    public static Optional<ColorInfo> decode(Bytes payload, Consumer<String> problems) {
        Optional<ColorInfo> found = Optional.empty();
        try {
            var in = new Amf0Reader(payload.reader());
            while (in.hasNext()) {
                boolean known = in.next().asString().filter(COLOR_INFO::equals).isPresent();
                AmfValue value = in.hasNext() ? AmfConversion.plain(in.next()) : new AmfValue.AmfUndefined();
                found = known ? Optional.of(colorInfo(value.asProperties(), problems)) : found;
            }
            return found;
        } catch (AmfException e) {
            throw new MalformedTagException("video metadata: " + e.getMessage());
        }
    }

    private static ColorInfo colorInfo(AmfProperties said, Consumer<String> problems) {
        return new ColorInfo(
                group(said, "colorConfig", problems).map(ColorInfoCodec::colorConfig),
                group(said, "hdrCll", problems).map(ColorInfoCodec::hdrCll),
                group(said, "hdrMdcv", problems).map(ColorInfoCodec::hdrMdcv));
    }

    private static Optional<Group> group(AmfProperties said, String name, Consumer<String> problems) {
        AmfValue group = said.get(name);
        return group == null ? Optional.empty() : Optional.of(new Group(name, group.asProperties(), problems));
    }

    private static ColorConfig colorConfig(Group in) {
        return new ColorConfig(
                in.integer("bitDepth", MAX_BIT_DEPTH),
                in.integer("colorPrimaries", MAX_CODE_POINT),
                in.integer("transferCharacteristics", MAX_CODE_POINT),
                in.integer("matrixCoefficients", MAX_CODE_POINT));
    }

    private static HdrCll hdrCll(Group in) {
        return new HdrCll(in.number("maxFall", LEAST, MAX_LIGHT), in.number("maxCLL", LEAST, MAX_LIGHT));
    }

    private static HdrMdcv hdrMdcv(Group in) {
        return new HdrMdcv(
                in.chromaticity("red"),
                in.chromaticity("green"),
                in.chromaticity("blue"),
                in.chromaticity("whitePoint"),
                in.number("maxLuminance", LEAST_MAX_LUMINANCE, MAX_LIGHT),
                in.number("minLuminance", LEAST, LEAST_MAX_LUMINANCE));
    }

    /** Values of one of the objects inside. */
    private record Group(String name, AmfProperties values, Consumer<String> problems) {
        OptionalDouble number(String key, double least, double most) {
            OptionalDouble value = values.number(key);
            if (value.isPresent() && !(value.getAsDouble() >= least && value.getAsDouble() <= most)) {
                problems.accept(
                        name + "." + key + " " + value.getAsDouble() + " (expected: " + least + " to " + most + ")");
                return OptionalDouble.empty();
            }
            return value;
        }

        OptionalInt integer(String key, int most) {
            OptionalDouble value = number(key, 0, most);
            return value.isPresent() ? OptionalInt.of((int) value.getAsDouble()) : OptionalInt.empty();
        }

        Optional<Chromaticity> chromaticity(String key) {
            OptionalDouble x = number(key + "X", LEAST, MAX_X);
            OptionalDouble y = number(key + "Y", LEAST, MAX_Y);
            return x.isPresent() && y.isPresent()
                    ? Optional.of(new Chromaticity(x.getAsDouble(), y.getAsDouble()))
                    : Optional.empty();
        }
    }

    /** The payload that says {@code info}, in AMF0; {@link ColorInfo#NONE} as undefined, the reset [ER-152, ER-153]. */
    public static Bytes encode(ColorInfo info) {
        var out = new ByteWriter();
        var amf = new Amf0Writer(out).write(new AmfString(COLOR_INFO));
        if (info.equals(ColorInfo.NONE)) {
            amf.write(new AmfValue.AmfUndefined());
            return out.toBytes();
        }
        var said = AmfProperties.builder();
        info.colorConfig()
                .ifPresent(config -> said.put("colorConfig", properties(config).buildObject()));
        info.hdrCll().ifPresent(cll -> said.put("hdrCll", properties(cll).buildObject()));
        info.hdrMdcv().ifPresent(mdcv -> said.put("hdrMdcv", properties(mdcv).buildObject()));
        amf.write(said.buildObject());
        return out.toBytes();
    }

    private static AmfProperties.Builder properties(ColorConfig config) {
        var out = AmfProperties.builder();
        config.bitDepth().ifPresent(value -> out.put("bitDepth", value));
        config.colorPrimaries().ifPresent(value -> out.put("colorPrimaries", value));
        config.transferCharacteristics().ifPresent(value -> out.put("transferCharacteristics", value));
        config.matrixCoefficients().ifPresent(value -> out.put("matrixCoefficients", value));
        return out;
    }

    private static AmfProperties.Builder properties(HdrCll cll) {
        var out = AmfProperties.builder();
        cll.maxFall().ifPresent(value -> out.put("maxFall", value));
        cll.maxCll().ifPresent(value -> out.put("maxCLL", value));
        return out;
    }

    private static AmfProperties.Builder properties(HdrMdcv mdcv) {
        var out = AmfProperties.builder();
        put(mdcv.red(), "red", out);
        put(mdcv.green(), "green", out);
        put(mdcv.blue(), "blue", out);
        put(mdcv.whitePoint(), "whitePoint", out);
        mdcv.maxLuminance().ifPresent(value -> out.put("maxLuminance", value));
        mdcv.minLuminance().ifPresent(value -> out.put("minLuminance", value));
        return out;
    }

    private static void put(Optional<Chromaticity> color, String name, AmfProperties.Builder out) {
        color.ifPresent(point -> out.put(name + "X", point.x()).put(name + "Y", point.y()));
    }
}

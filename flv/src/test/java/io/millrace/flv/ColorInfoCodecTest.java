package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.media.ColorInfo;
import io.millrace.media.ColorInfo.Chromaticity;
import io.millrace.media.ColorInfo.ColorConfig;
import io.millrace.media.ColorInfo.HdrCll;
import io.millrace.media.ColorInfo.HdrMdcv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ColorInfoCodecTest {
    private static final ColorInfo HDR10 = new ColorInfo(
            Optional.of(new ColorConfig(OptionalInt.of(10), OptionalInt.of(9), OptionalInt.of(16), OptionalInt.of(9))),
            Optional.of(new HdrCll(OptionalDouble.of(400), OptionalDouble.of(1000))),
            Optional.of(new HdrMdcv(
                    Optional.of(new Chromaticity(0.708, 0.292)),
                    Optional.of(new Chromaticity(0.17, 0.797)),
                    Optional.of(new Chromaticity(0.131, 0.046)),
                    Optional.of(new Chromaticity(0.3127, 0.329)),
                    OptionalDouble.of(1000),
                    OptionalDouble.of(0.0001))));

    private final List<String> problems = new ArrayList<>();

    @Test
    @DisplayName("ER-154: colour, light level and mastering display are read as they are written")
    void roundTrip() {
        assertThat(decode(ColorInfoCodec.encode(HDR10))).contains(HDR10);
        assertThat(problems).isEmpty();
    }

    @Test
    @DisplayName("ER-150, ER-153: written as one name and one AMF0 object, with the names of the specification")
    void written() {
        Bytes payload = ColorInfoCodec.encode(HDR10);
        List<AmfValue> values = Amf0.decodeAll(payload);
        assertThat(values.getFirst()).isEqualTo(new AmfString("colorInfo"));
        AmfProperties object = values.get(1).asProperties();
        assertThat(names(object)).containsExactly("colorConfig", "hdrCll", "hdrMdcv");
        assertThat(names(object.get("colorConfig").asProperties()))
                .containsExactly("bitDepth", "colorPrimaries", "transferCharacteristics", "matrixCoefficients");
        assertThat(names(object.get("hdrCll").asProperties())).containsExactly("maxFall", "maxCLL");
        assertThat(names(object.get("hdrMdcv").asProperties()))
                .containsExactly(
                        "redX",
                        "redY",
                        "greenX",
                        "greenY",
                        "blueX",
                        "blueY",
                        "whitePointX",
                        "whitePointY",
                        "maxLuminance",
                        "minLuminance");
    }

    @Test
    @DisplayName("ER-153, ER-005: an AMF3 object or an ECMA array is as good as an AMF0 object")
    void otherCollections() {
        AmfValue object = Amf0.decodeAll(ColorInfoCodec.encode(HDR10)).get(1);
        var amf3 = new AmfAvmPlus(AmfConversion.toAmf3(object));
        assertThat(decode(Amf0.encodeAll(new AmfString("colorInfo"), amf3))).contains(HDR10);
        var array = new AmfEcmaArray(object.asProperties());
        assertThat(decode(Amf0.encodeAll(new AmfString("colorInfo"), array))).contains(HDR10);
    }

    @Test
    @DisplayName("ER-152: undefined and an empty object are the original colour; so is what we write for it")
    void reset() {
        assertThat(decode(Amf0.encodeAll(new AmfString("colorInfo"), new AmfUndefined())))
                .contains(ColorInfo.NONE);
        AmfValue empty = AmfProperties.builder().buildObject();
        assertThat(decode(Amf0.encodeAll(new AmfString("colorInfo"), empty))).contains(ColorInfo.NONE);
        assertThat(decode(ColorInfoCodec.encode(ColorInfo.NONE))).contains(ColorInfo.NONE);
    }

    @Test
    @DisplayName("ER-152: of several the last counts, as a whole")
    void replaced() {
        Bytes two = Bytes.hex(ColorInfoCodec.encode(HDR10).toHex()
                + Amf0.encodeAll(
                                new AmfString("colorInfo"),
                                AmfProperties.builder()
                                        .put(
                                                "colorConfig",
                                                AmfProperties.builder()
                                                        .put("bitDepth", 8)
                                                        .buildObject())
                                        .buildObject())
                        .toHex());
        assertThat(decode(two).orElseThrow().hdrMdcv()).isEmpty();
    }

    @Test
    @DisplayName("ER-150: other names are skipped with their values")
    void otherNames() {
        AmfValue color = Amf0.decodeAll(ColorInfoCodec.encode(HDR10)).get(1);
        assertThat(decode(Amf0.encodeAll(
                        new AmfString("tomorrow"), new AmfNumber(1), new AmfString("colorInfo"), color, new AmfNull())))
                .contains(HDR10);
        assertThat(decode(Amf0.encodeAll(new AmfString("tomorrow"), color))).isEmpty();
        assertThat(decode(Bytes.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "hdrMdcv, redX, 0.75", "hdrMdcv, redX, 0", "hdrMdcv, blueY, 0.8401", "hdrMdcv, maxLuminance, 4.9",
        "hdrMdcv, minLuminance, 5.1", "hdrCll, maxCLL, 10001", "hdrCll, maxFall, NaN",
                "colorConfig, colorPrimaries, 256",
        "colorConfig, bitDepth, -1"
    })
    @DisplayName("ER-154: a value out of its range is left out and told, with the range; the others stay")
    void outOfRange(String group, String key, double value) {
        AmfValue inside = AmfProperties.builder().put(key, value).buildObject();
        AmfValue object = AmfProperties.builder().put(group, inside).buildObject();
        assertThat(decode(Amf0.encodeAll(new AmfString("colorInfo"), object))).isPresent();
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith(group + "." + key)
                .contains("expected");
    }

    @Test
    @DisplayName("ER-006: what is absent is absent")
    void absent() {
        AmfValue object = AmfProperties.builder()
                .put("hdrMdcv", AmfProperties.builder().put("redX", 0.7).buildObject())
                .buildObject();
        HdrMdcv mdcv = decode(Amf0.encodeAll(new AmfString("colorInfo"), object))
                .orElseThrow()
                .hdrMdcv()
                .orElseThrow();
        assertThat(mdcv.red()).as("redY is missing").isEmpty();
        assertThat(mdcv.maxLuminance()).isEmpty();
    }

    @Test
    @DisplayName("ER-084: every truncation is read or malformed")
    void truncations() {
        Bytes payload = ColorInfoCodec.encode(HDR10);
        for (int length = 0; length < payload.length(); length++) {
            readOrMalformed(payload.slice(0, length));
        }
        assertThatThrownBy(() -> decode(payload.slice(0, payload.length() - 4)))
                .isInstanceOf(MalformedTagException.class);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void randomBytesAreReadOrMalformed(long seed) {
        var random = new Random(seed);
        byte[] payload = new byte[random.nextInt(100)];
        random.nextBytes(payload);
        readOrMalformed(Bytes.wrap(payload));
    }

    private void readOrMalformed(Bytes payload) {
        try {
            assertThat(decode(payload)).isNotNull();
        } catch (MalformedTagException e) {
            assertThat(e).hasMessageStartingWith("video metadata");
        }
    }

    private static List<String> names(AmfProperties properties) {
        return properties.entries().stream().map(AmfProperties.Entry::name).toList();
    }

    private Optional<ColorInfo> decode(Bytes payload) {
        return ColorInfoCodec.decode(payload, problems::add);
    }
}

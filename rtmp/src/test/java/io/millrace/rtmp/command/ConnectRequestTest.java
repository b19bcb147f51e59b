package io.millrace.rtmp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectRequestTest {

    @Test
    @DisplayName("IP-13: nothing but app is needed")
    void needsOnlyApp() {
        var request = request(AmfProperties.builder().put("app", "live"));
        assertThat(request.app()).isEqualTo("live");
        assertThat(request.tcUrl()).isEmpty();
        assertThat(request.flashVer()).isEmpty();
        assertThat(request.objectEncoding()).isZero();
        assertThat(request.fourCcList()).isEmpty();
        assertThat(request.videoFourCcInfoMap()).isEmpty();
        assertThat(request.capsEx()).isZero();
        assertThat(request.arguments()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "live, live",
        "live/eu, live",
        "live?key=a/b, live",
        "//live/, live",
        "live/eu?key=1, live",
        "?key=1, ''",
        "/, ''",
        "'', ''"
    })
    @DisplayName("IP-40: the application is the first segment of app, whatever stands around it")
    void application(String app, String application) {
        assertThat(request(AmfProperties.builder().put("app", app)).application())
                .isEqualTo(application);
    }

    @Test
    @DisplayName("R-121: codec and function flags are read, and 0 where they are missing")
    void readsFlags() {
        var flags = AmfProperties.builder()
                .put("app", "live")
                .put("audioCodecs", 4071)
                .put("videoCodecs", 252)
                .put("videoFunction", 1);
        var request = ConnectRequest.of(new Command("connect", 1, List.of(flags.buildObject()), false));
        assertThat(request.audioCodecs()).isEqualTo(4071);
        assertThat(request.videoCodecs()).isEqualTo(252);
        assertThat(request.videoFunction()).isEqualTo(1);
        var none = AmfProperties.builder().put("app", "live").buildObject();
        var silent = ConnectRequest.of(new Command("connect", 1, List.of(none), false));
        assertThat(silent.audioCodecs() | silent.videoCodecs() | silent.videoFunction())
                .isZero();
    }

    @Test
    @DisplayName("R-120: unknown properties and further arguments are kept")
    void keepsWhatItDoesNotKnow() {
        var object = AmfProperties.builder()
                .put("app", "live?key=1")
                .put("tcUrl", "rtmp://h/live?key=1")
                .put("flashVer", "LNX 10,0,32,18")
                .put("audioCodecs", 3191)
                .put("custom", true)
                .build();
        List<AmfValue> arguments = List.of(new AmfValue.AmfObject(object), new AmfString("user"), new AmfNumber(5));
        var request = ConnectRequest.of(new Command("connect", 1, arguments, false));
        assertThat(request.app()).isEqualTo("live?key=1");
        assertThat(request.tcUrl()).isEqualTo("rtmp://h/live?key=1");
        assertThat(request.flashVer()).isEqualTo("LNX 10,0,32,18");
        assertThat(request.properties()).isEqualTo(object);
        assertThat(request.arguments()).containsExactly(new AmfString("user"), new AmfNumber(5));
        assertThat(request).asString().doesNotContain("key");
    }

    @Test
    @DisplayName("R-120: app must be there, as a string")
    void refusesConnectWithoutApp() {
        var noObject = new Command("connect", 1, List.of(), false);
        var nullObject = new Command("connect", 1, List.of(new AmfNull()), false);
        var numberAsApp = new Command(
                "connect", 1, List.of(AmfProperties.builder().put("app", 1).buildObject()), false);
        for (Command connect : List.of(noObject, nullObject, numberAsApp)) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> ConnectRequest.of(connect))
                    .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.STREAM));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "1, 0", "NaN, 0", "-3, 0"})
    @DisplayName("R-123: object encoding is 3 only if the client says 3")
    void objectEncodingIsZeroOrThree(double sent, int encoding) {
        var properties = AmfProperties.builder().put("app", "live").put("objectEncoding", sent);
        assertThat(request(properties).objectEncoding()).isEqualTo(encoding);
    }

    @Test
    @DisplayName("ER-170, ER-171, ER-172, ER-005: codecs and capabilities as announced, from objects and ECMA arrays")
    void readsEnhancedCapabilities() {
        var properties = AmfProperties.builder()
                .put("app", "live")
                .put("fourCcList", new AmfStrictArray(List.of(new AmfString("hvc1"), new AmfString("*"))))
                .put(
                        "videoFourCcInfoMap",
                        AmfProperties.builder().put("*", 4).put("hvc1", 1).buildObject())
                .put(
                        "audioFourCcInfoMap",
                        AmfProperties.builder().put("Opus", 3).buildEcmaArray())
                .put("capsEx", 0x07);
        var request = request(properties);
        assertThat(request.fourCcList()).containsExactly("hvc1", "*");
        assertThat(request.videoFourCcInfoMap()).isEqualTo(Map.of("*", 4, "hvc1", 5));
        assertThat(request.audioFourCcInfoMap()).isEqualTo(Map.of("Opus", 3));
        assertThat(request.capsEx()).isEqualTo(7);
        assertThat(request.reconnect()).isTrue();
        assertThat(request.multitrack()).isTrue();
        assertThat(request.modEx()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lists")
    @DisplayName("ER-005, ER-170: the list of codecs is a list as strict array, ECMA array or object")
    void readsTheListInAnyForm(AmfValue list) {
        var request = request(AmfProperties.builder().put("app", "live").put("fourCcList", list));
        assertThat(request.fourCcList()).containsExactly("hvc1", "Opus");
    }

    static Stream<AmfValue> lists() {
        var named = AmfProperties.builder().put("0", "hvc1").put("1", 5).put("2", "Opus");
        return Stream.of(
                new AmfStrictArray(List.of(new AmfString("hvc1"), new AmfNumber(5), new AmfString("Opus"))),
                named.buildEcmaArray(),
                named.buildObject());
    }

    @Test
    @DisplayName("ER-171: flags of any codec are added to those of each, in whatever order they come")
    void addsTheFlagsOfAnyCodec() {
        var video = AmfProperties.builder()
                .put("av01", 3)
                .put("*", 4)
                .put("vp09", 4)
                .put("avc1", 0);
        var audio = AmfProperties.builder().put("Opus", 1).put("mp4a", 3);
        var request = request(AmfProperties.builder()
                .put("app", "live")
                .put("videoFourCcInfoMap", video.buildObject())
                .put("audioFourCcInfoMap", audio.buildEcmaArray()));
        assertThat(request.videoFourCcInfoMap()).isEqualTo(Map.of("*", 4, "av01", 7, "vp09", 4, "avc1", 4));
        assertThat(request.audioFourCcInfoMap()).isEqualTo(Map.of("Opus", 1, "mp4a", 3));
    }

    @Test
    @DisplayName("ER-002: announcements of the wrong type are as good as none")
    void ignoresAnnouncementsOfTheWrongType() {
        var properties = AmfProperties.builder()
                .put("app", "live")
                .put("tcUrl", 5)
                .put("fourCcList", "hvc1")
                .put(
                        "videoFourCcInfoMap",
                        AmfProperties.builder().put("hvc1", "4").buildObject())
                .put("audioFourCcInfoMap", 4)
                .put("capsEx", true);
        var request = request(properties);
        assertThat(request.tcUrl()).isEmpty();
        assertThat(request.fourCcList()).isEmpty();
        assertThat(request.videoFourCcInfoMap()).isEmpty();
        assertThat(request.audioFourCcInfoMap()).isEmpty();
        assertThat(request.capsEx()).isZero();
    }

    @Test
    void codecListsAreBounded() {
        List<AmfValue> list = new ArrayList<>();
        list.add(new AmfString("x".repeat(10_000)));
        var map = AmfProperties.builder().put("x".repeat(10_000), 4);
        IntStream.range(0, 1000).forEach(i -> {
            list.add(new AmfString("" + i));
            map.put("" + i, 4);
        });
        var request = request(AmfProperties.builder()
                .put("app", "live")
                .put("fourCcList", new AmfStrictArray(list))
                .put("videoFourCcInfoMap", map.buildObject()));
        assertThat(request.fourCcList()).hasSize(FourCcSupport.MAX_FOUR_CCS).allMatch(fourCc -> fourCc.length() <= 4);
        assertThat(request.videoFourCcInfoMap()).hasSize(FourCcSupport.MAX_FOUR_CCS);
    }

    private static ConnectRequest request(AmfProperties.Builder properties) {
        return ConnectRequest.of(new Command("connect", 1, List.of(properties.buildObject()), false));
    }
}

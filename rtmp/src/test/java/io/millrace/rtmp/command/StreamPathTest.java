package io.millrace.rtmp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.rtmp.ProtocolException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // app, tcUrl, stream name, path
                "live,       rtmp://h/live,        cam,        live/cam", // most
                "a/b,        rtmp://h:1935/a/b,    c/d,        a/b/c/d", // FFmpeg
                "a,          rtmp://h/a,           b/c/d,      a/b/c/d", // OBS with the rest as stream key
                "a/b/c,      rtmp://h/a/b/c,       d,          a/b/c/d", // HaishinKit, GStreamer
                "cam,        rtmp://h:1935/cam,    '',         cam", // FFmpeg with a single segment
                "'',         rtmp://h/,            cam,        cam", // OBS with a bare host
                "'',         rtmp://h,             live/cam,   live/cam",
                "'',         rtmp://h/live/cam,    '',         live/cam", // only tcUrl has it
                "/live/,     rtmp://h/live/,       /cam/,      live/cam",
                "live,       rtmp://h//live,       //cam,      live/cam",
                "live,       '',                   cam,        live/cam",
                "live,       no url,               cam,        live/cam",
                "live,       rtmp://h/other,       cam,        live/cam", // app counts
                "vod,        rtmp://h/vod,         mp4:a.mp4,  vod/mp4:a.mp4", // FFmpeg adds the prefix
                "live,       rtmp://h/live,        ..cam..,    live/..cam..",
                "live,       rtmp://h/live,        a b,        live/a b",
                "live,       rtmp://h/live,        %2e%2e,     live/%2e%2e",
                "live,       rtmp://h/live,        カメラ,      live/カメラ"
            })
    @DisplayName("IP-40, R-126: one path, however app and stream name were cut from the URL")
    void joinsAppAndName(String app, String tcUrl, String name, String path) {
        assertThat(StreamPath.of(app, tcUrl, name)).isEqualTo(new StreamPath(path));
    }

    @ParameterizedTest
    @CsvSource({
        "live,             rtmp://h/live,           cam?key=x&b=2", // FFmpeg, GStreamer
        "live?key=x&b=2,   rtmp://h/live?key=x&b=2, cam", // HaishinKit
        "live,             rtmp://h/live?key=x&b=2, cam",
        "live?b=2,         rtmp://h/live,           cam?key=x",
        "live?key=1&b=2,   rtmp://h/live?b=1,       cam?key=x", // the name wins over app, app over tcUrl
        "live?key=x&b=2/cam, rtmp://h/live,         ''", // RootEncoder
        "live,             rtmp://h/live#b=3,       cam?&b=2&key=x&=5&",
        "live,             rtmp://h/live,           cam?b=1&key=%78&b=%32",
    })
    @DisplayName("IP-40: parameters come from all three places, those of the stream name win")
    void mergesParameters(String app, String tcUrl, String name) {
        assertThat(StreamPath.of(app, tcUrl, name)).isEqualTo(new StreamPath("live/cam", Map.of("key", "x", "b", "2")));
    }

    @ParameterizedTest
    @CsvSource({
        "r=a+/b==, a+/b==",
        "r=a=b, a=b",
        "r=50%, 50%",
        "r=%4, %4",
        "r=%zz, %zz",
        "r=%c3%a9, é",
        "r=%ff, \uFFFD",
        "r, ''",
        "r=a?b, a?b"
    })
    @DisplayName("IP-40: in a value a plus and an equals sign stand for themselves, and a lone percent sign stays")
    void decodesValues(String query, String value) {
        assertThat(StreamPath.of("live", "", "cam?" + query).parameters()).isEqualTo(Map.of("r", value));
    }

    @Test
    @DisplayName("IP-40: a slash in a response of adobe authentication does not begin a stream name")
    void keepsASlashInAResponse() {
        var path = StreamPath.of("cam?authmod=adobe&response=ab/cd==", "rtmp://h/cam", "");
        assertThat(path).isEqualTo(new StreamPath("cam", Map.of("authmod", "adobe", "response", "ab/cd==")));
    }

    @Test
    void firstSegmentIsTheApplication() {
        assertThat(new StreamPath("a/b/c"))
                .extracting(StreamPath::application, StreamPath::name)
                .containsExactly("a", "b/c");
        assertThat(new StreamPath("cam"))
                .extracting(StreamPath::application, StreamPath::name)
                .containsExactly("cam", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "a/../b",
                "../../etc/passwd",
                "a/./b",
                "mp4:..",
                "mp4:../x",
                "a\\..\\b",
                "..\\x",
                "a\u0000b",
                "a\nb",
                "a\u001b[31m",
                "a\u007f",
                "a\u0085",
                "a\u2028b",
                "a\ud800"
            })
    @DisplayName("R-145: a name that leaves its folder or harms a log is refused, and does not get into the log")
    void refusesHostileNames(String name) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> StreamPath.of("live", "", name))
                .satisfies(e -> assertThat(e.scope()).isEqualTo(ProtocolException.Scope.STREAM))
                .withMessageMatching("[\\x20-\\x7e]{1,300}");
    }

    @Test
    @DisplayName("IP-40: app or stream name may be empty, but not both")
    void refusesNothing() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> StreamPath.of("/", "rtmp://h/?key=x", "?token=1"))
                .withMessage("neither app nor stream name");
    }

    @Test
    void lengthIsBoundedInBytes() {
        String longest = "a/" + "é".repeat(126) + "x";
        assertThat(StreamPath.of("", "", longest).path()).isEqualTo(longest);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> StreamPath.of("", "", longest + "x"))
                .withMessageContaining("256 bytes (expected: <= 255)");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> StreamPath.of("live", "", "x".repeat(10_000)))
                .satisfies(e -> assertThat(e).message().hasSizeLessThan(200));
    }

    @Test
    void queryIsBounded() {
        String longest = "k=" + "x".repeat(StreamPath.MAX_QUERY_LENGTH - 2);
        assertThat(StreamPath.of("live", "", "cam?" + longest).parameters()).containsKey("k");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> StreamPath.of("live", "", "cam?x" + longest));
    }

    @Test
    void keysDoNotGetIntoLogs() {
        assertThat(StreamPath.of("live", "", "cam?key=secret")).hasToString("live/cam");
    }
}

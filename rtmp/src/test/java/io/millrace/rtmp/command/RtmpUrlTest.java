package io.millrace.rtmp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfBoolean;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // URL | tcUrl | stream name
                "rtmp://a.rtmp.youtube.com/live2/abcd-1234 | rtmp://a.rtmp.youtube.com:1935/live2 | abcd-1234",
                "rtmps://a.rtmps.youtube.com:443/live2/abcd | rtmps://a.rtmps.youtube.com:443/live2 | abcd",
                "rtmp://live.twitch.tv/app/live_1_a?bandwidthtest=true"
                        + "| rtmp://live.twitch.tv:1935/app | live_1_a?bandwidthtest=true",
                "rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-A?s_bl=1&s_psm=1"
                        + "| rtmps://live-api-s.facebook.com:443/rtmp | FB-1-0-A?s_bl=1&s_psm=1",
                "rtmps://x.global-contribute.live-video.net/app/sk_us_1 "
                        + "| rtmps://x.global-contribute.live-video.net:443/app | sk_us_1", // Amazon IVS
                "rtmp://x.channel.media.azure.net:1935/live/0a1b/key "
                        + "| rtmp://x.channel.media.azure.net:1935/live/0a1b | key", // Azure, LinkedIn
                "rtmp://1.23.fme.ustream.tv/ustreamVideo/123/key | rtmp://1.23.fme.ustream.tv:1935/ustreamVideo/123 | key",
                "rtmp://p.ep1.i.akamaientrypoint.net/EntryPoint/cam@123 "
                        + "| rtmp://p.ep1.i.akamaientrypoint.net:1935/EntryPoint | cam@123",
                "rtmp://wowza:1935/vod/mp4:sample.mp4 | rtmp://wowza:1935/vod | mp4:sample.mp4",
                "rtmp://wowza/vod/mp4:dir/sample.mp4 | rtmp://wowza:1935/vod | mp4:dir/sample.mp4",
                "rtmp://wowza/vod/_definst_/mp4:dir/sample.mp4 | rtmp://wowza:1935/vod/_definst_ | mp4:dir/sample.mp4",
                "rtmp://fms/vod/flv:clip | rtmp://fms:1935/vod | flv:clip",
                "rtmp://fms/vod/mp3:song | rtmp://fms:1935/vod | mp3:song",
                "rtmp://nginx/live/cam | rtmp://nginx:1935/live | cam",
                "rtmp://srs/live/cam?vhost=v.example | rtmp://srs:1935/live | cam?vhost=v.example",
                "rtmp://srs/live?vhost=v.example/cam | rtmp://srs:1935/live?vhost=v.example | cam",
                "rtmp://srs/live...vhost...v.example/cam | rtmp://srs:1935/live...vhost...v.example | cam",
                "rtmp://push.aliyun.example/app/cam?auth_key=17-0-0-ab/c+d== "
                        + "| rtmp://push.aliyun.example:1935/app | cam?auth_key=17-0-0-ab/c+d==",
                "rtmp://1.livepush.myqcloud.example/live/cam?txSecret=a=b&txTime=5F/0 "
                        + "| rtmp://1.livepush.myqcloud.example:1935/live | cam?txSecret=a=b&txTime=5F/0",
                "rtmp://h/live?token=ab/cd== | rtmp://h:1935/live?token=ab/cd== | ''",
                "rtmp://h/a/b/c/d | rtmp://h:1935/a/b | c/d",
                "rtmp://h/live | rtmp://h:1935/live | ''",
                "rtmp://h/live/ | rtmp://h:1935/live | ''",
                "rtmp://h//live//cam/ | rtmp://h:1935/live | cam",
                "rtmp://h | rtmp://h:1935/ | ''",
                "rtmp://h/live/a%20b%2Fc | rtmp://h:1935/live | a%20b%2Fc",
                "rtmp://h/live/カメラ | rtmp://h:1935/live | カメラ"
            })
    @DisplayName("IP-40, IP-41: URLs of the field lead to the app and stream name that their servers know")
    void cutsUrlsOfTheField(String url, String tcUrl, String streamName) {
        var parsed = RtmpUrl.parse(url);
        assertThat(parsed).extracting(RtmpUrl::tcUrl, RtmpUrl::streamName).containsExactly(tcUrl, streamName);
        assertThat(tcUrl).endsWith("/" + parsed.app());
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp, 1935",
        "rtmps, 443",
        "rtmpe, 1935",
        "rtmpte, 80",
        "rtmpt, 80",
        "rtmpts, 443",
        "rtmfp, 1935",
        "RTMPS, 443"
    })
    @DisplayName("R-170: each scheme has its port, also where the URL has a colon only")
    void schemesHaveTheirPorts(String scheme, int port) {
        assertThat(RtmpUrl.parse(scheme + "://h/app/name").port()).isEqualTo(port);
        assertThat(RtmpUrl.parse(scheme + "://h:/app/name").port()).isEqualTo(port);
        assertThat(RtmpUrl.parse(scheme + "://h:7/app/name"))
                .extracting(RtmpUrl::port, url -> url.scheme().defaultPort())
                .containsExactly(7, port);
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://three.example/three/segment/path, three/segment, path",
        "rtmp://h/three/segment/path#BigBuckBunny, three/segment/path, BigBuckBunny",
        "rtmps://h/something?else#CosmosLaundromat?aFlag, something?else, CosmosLaundromat?aFlag",
        "rtmfp://h/something#BigBuck%42unny, something, BigBuckBunny",
        "rtmp://h/path#, path, ''",
        "rtmp://h#a/b, '', a/b"
    })
    @DisplayName("R-170: a fragment is the stream name, and then the whole path is the app")
    void fragmentIsTheStreamName(String url, String app, String streamName) {
        assertThat(RtmpUrl.parse(url))
                .extracting(RtmpUrl::app, RtmpUrl::streamName)
                .containsExactly(app, streamName);
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://[2001:db8:1::2]:19350/a/b, 2001:db8:1::2, 19350, rtmp://[2001:db8:1::2]:19350/a",
        "rtmp://[::1]/a/b, ::1, 1935, rtmp://[::1]:1935/a",
        "rtmp://[::ffff:10.0.0.1]/a/b, ::ffff:10.0.0.1, 1935, rtmp://[::ffff:10.0.0.1]:1935/a",
        "rtmp://[fe80::1%25eth0]/a/b, fe80::1%eth0, 1935, rtmp://[fe80::1]:1935/a", // a zone is of this machine only
        "rtmp://[fe80::1%eth0]/a/b, fe80::1%eth0, 1935, rtmp://[fe80::1]:1935/a",
        "rtmp://10.0.0.1:80/a/b, 10.0.0.1, 80, rtmp://10.0.0.1:80/a",
        "rtmp://my_server-1/a/b, my_server-1, 1935, rtmp://my_server-1:1935/a",
        "rtmp://bücher.example/a/b, bücher.example, 1935, rtmp://bücher.example:1935/a"
    })
    @DisplayName("R-170: hosts are names or addresses")
    void hosts(String url, String host, int port, String tcUrl) {
        assertThat(RtmpUrl.parse(url))
                .extracting(RtmpUrl::host, RtmpUrl::port, RtmpUrl::tcUrl)
                .containsExactly(host, port, tcUrl);
    }

    @Test
    @DisplayName("R-126, R-170: user info is not in tcUrl; it is user and password, or arguments of connect")
    void userInfo() {
        var url = RtmpUrl.parse("rtmp://me%40home:p@ss:1%2F@h:1936/live/cam");
        assertThat(url)
                .extracting(RtmpUrl::host, RtmpUrl::port, RtmpUrl::user, RtmpUrl::password, RtmpUrl::tcUrl)
                .containsExactly("h", 1936, "me@home", "p@ss:1/", "rtmp://h:1936/live");
        assertThat(RtmpUrl.parse("rtmps://arg1:arg2::arg4@h:1943").userInfoArguments())
                .containsExactly("arg1", "arg2", "", "arg4");
        assertThat(RtmpUrl.parse("rtmp://me@h/live/cam"))
                .extracting(RtmpUrl::user, RtmpUrl::password, RtmpUrl::userInfoArguments)
                .containsExactly("me", "", List.of("me"));
        assertThat(RtmpUrl.parse("rtmp://h/live/cam").userInfoArguments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  rtmp://h/live/cam\n",
                "\"rtmp://h/live/cam\"",
                "'rtmp://h/live/cam' ",
                "<rtmp://h/live/cam>",
                "“rtmp://h/live/cam”",
                " ' \"rtmp://h/live/cam\"'",
                "rtmp://h:1935/live/cam",
                "rtmp://h/live playpath=cam",
                "rtmp://h/cam app=live",
                "rtmp://h/live/cam app=live",
                "rtmp://h app=/live/ playpath=cam",
                "rtmp://h/other#else app=live playpath=cam"
            })
    @DisplayName("IP-40: the same URL in the dress it comes in when it is pasted")
    void pastedUrls(String text) {
        assertThat(RtmpUrl.parse(text)).isEqualTo(RtmpUrl.parse("rtmp://h/live/cam"));
    }

    @Test
    void optionsBehindTheUrlAreThoseOfLibrtmp() {
        var url = RtmpUrl.parse("rtmp://h/a/b/c playpath=mp4:x live=1 swfUrl=http://h/p.swf?a=b pageurl=http://h/"
                + " flashVer=LNX\\2010,0 tcUrl=rtmp://other/a conn=S:key conn=N:5.5 conn=B:1 conn=Z:"
                + " conn=O:1 conn=NS:name:a:b conn=NB:flag:0 conn=O:0");
        assertThat(url)
                .extracting(RtmpUrl::app, RtmpUrl::streamName, RtmpUrl::tcUrl)
                .containsExactly("a/b/c", "mp4:x", "rtmp://other/a");
        assertThat(url.options())
                .extracting(
                        ConnectOptions::swfUrl, ConnectOptions::pageUrl, ConnectOptions::flashVer, ConnectOptions::live)
                .containsExactly("http://h/p.swf?a=b", "http://h/", "LNX 10,0", true);
        assertThat(url.options().arguments())
                .containsExactly(
                        new AmfString("key"),
                        new AmfNumber(5.5),
                        new AmfBoolean(true),
                        new AmfNull(),
                        new AmfObject(AmfProperties.builder()
                                .put("name", "a:b")
                                .put("flag", new AmfBoolean(false))
                                .build()));
    }

    @Test
    @DisplayName("IP-40: server and stream key given apart are taken as they are")
    void serverAndKey() {
        assertThat(RtmpUrl.of("rtmp://h/a/b/c?x=1", " key?y=/2 "))
                .extracting(RtmpUrl::app, RtmpUrl::streamName, RtmpUrl::tcUrl)
                .containsExactly("a/b/c?x=1", "key?y=/2", "rtmp://h:1935/a/b/c?x=1");
        assertThat(RtmpUrl.of("rtmp://h/live/", "/cam")).isEqualTo(RtmpUrl.parse("rtmp://h/live/cam"));
        assertThat(RtmpUrl.of("rtmp://h", "live/cam").app()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://h/live/cam, rtmp://h/live/cam",
        "rtmp://h:1935/live/cam, rtmp://h/live/cam",
        "rtmps://h:1935/live/cam, rtmps://h:1935/live/cam",
        "rtmp://u:p@h/live?x=1/cam?y=2, rtmp://u:p@h/live?x=1/cam?y=2",
        "rtmp://h/a/b/c#d%20e, rtmp://h/a/b/c#d%20e",
        "rtmp://h/a/b#c, rtmp://h/a/b/c",
        "rtmp://h/#cam, rtmp://h/#cam",
        "rtmp://[fe80::1%eth0]:5/a/b, rtmp://[fe80::1%25eth0]:5/a/b",
        "rtmp://h/a playpath=b live=yes flashver=A\\20B conn=Z:, rtmp://h/a/b flashVer=A\\20B live=1 conn=Z:"
    })
    void textIsTheShortestFormThatMeansTheSame(String url, String text) {
        assertThat(RtmpUrl.parse(url).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("IP-40: parsing the text of any URL gives the same URL")
    void parseInvertsText(long seed) {
        var random = new Random(seed);
        var url = new RtmpUrl(
                pick(random, RtmpScheme.values()),
                pick(random, "", "u", "u:p", "a%3Ab::@c", ":"),
                pick(random, "h", "a.example", "10.0.0.1", "::1", "fe80::1%25", "fe80::1%e", "bücher"),
                pick(random, 1, 80, 443, 1935, 65535),
                letters(random, "ab/?=&:.%é"),
                letters(random, "ab/?=&:.%é #+\\\"'25"),
                new ConnectOptions(
                        letters(random, "ab \\/:"),
                        "",
                        letters(random, "a=\\20"),
                        letters(random, "a\\ "),
                        random.nextBoolean(),
                        random.nextBoolean() ? List.of() : List.of("S:" + letters(random, "a \\:"), "N:1")));
        assertThat(RtmpUrl.parse(url.text())).isEqualTo(url);
    }

    @Test
    void secretsAreNotInLogs() {
        var url = RtmpUrl.of("rtmp://me:secret@h/live?t=secret", "camera1?key=secret");
        assertThat(url).hasToString("rtmp://h/live?***/camera1?***");
        assertThat(url.redacted()).isEqualTo("rtmp://h/live?***/camera1?***");
        assertThat(RtmpUrl.parse("rtmp://h/live/abcd-1234-efgh-5678").redacted())
                .isEqualTo("rtmp://h/live/abcd***");
        assertThat(RtmpUrl.parse("rtmp://[::1]:5/live/cam?x").redacted()).isEqualTo("rtmp://[::1]:5/live/cam?***");
        assertThat(RtmpUrl.parse("rtmp://h")).hasToString("rtmp://h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // reference | tcUrl | app, all seen from rtmps://u:p@h:7/a/b
                "rtmp://other/x | rtmp://other:1935/x",
                "rtmp://other:80/x/y/z?k=v | rtmp://other:80/x/y/z?k=v",
                "//192.0.2.0/app | rtmps://192.0.2.0:443/app",
                "/app/c | rtmps://h:7/app/c",
                "/app?to=http://x | rtmps://h:7/app?to=http://x",
                "c | rtmps://h:7/a/c",
                "?k=v | rtmps://h:7/a/b?k=v",
                "'' | rtmps://h:7/a/b"
            })
    @DisplayName("ER-041: a Reconnect Request moves the stream, by an absolute or a relative URL")
    void moves(String reference, String tcUrl) {
        var moved = RtmpUrl.of("rtmps://u:p@h:7/a/b", "cam?x=1").movedTo(reference);
        assertThat(moved)
                .extracting(RtmpUrl::tcUrl, RtmpUrl::streamName, RtmpUrl::userInfo)
                .containsExactly(tcUrl, "cam?x=1", "u:p");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | \"\" is no RTMP URL (expected: rtmp://host/app/name)",
                "example.com/live/cam | \"example.com/live/cam\" is no RTMP URL (expected: rtmp://host/app/name)",
                "me:secret@h/live/cam?key=secret | \"h/live/cam\" is no RTMP URL (expected: rtmp://host/app/name)",
                "h/live/cam?to=http://x | \"h/live/cam\" is no RTMP URL (expected: rtmp://host/app/name)",
                "http://h/live | scheme \"http\" (expected: rtmp, rtmps, rtmpe, rtmpte, rtmpt, rtmpts, rtmfp,"
                        + " as in rtmp://host/app/name)",
                "rtmp:///live/cam | no host in the URL (expected: rtmp://host/app/name)",
                "rtmp://me@:80/live/cam | no host in the URL (expected: rtmp://host/app/name)",
                "rtmp://h:99999/live | port 99999 (expected: 1 to 65535)",
                "rtmp://h:0/live | port 0 (expected: 1 to 65535)",
                "rtmp://h:1e3/live | port \"1e3\" (expected: 1 to 65535)",
                "rtmp://h:-1/live | port \"-1\" (expected: 1 to 65535)",
                "rtmp://fe80::1/live | host \"fe80::1\" (expected: a name or address, IPv6 in brackets as in"
                        + " rtmp://[::1]:1935/app/name)",
                "rtmp://[h]/live | host \"[h]\" (expected: an IPv6 address in the brackets)",
                "rtmp://a\"b/live | host \"a\"b\" (expected: a name or an address)",
                "rtmp://h/live my cam | option \"my\" behind the URL (expected: playpath=, app=, tcUrl=, swfUrl=,"
                        + " pageUrl=, flashVer=, live=, conn=; a blank in a value is written \\20)",
                "rtmp://h/live swfVfy=1 | option \"swfVfy\" behind the URL (expected: playpath=, app=, tcUrl=, swfUrl=,"
                        + " pageUrl=, flashVer=, live=, conn=; a blank in a value is written \\20)",
                "rtmp://h/live live=2 | live=\"2\" (expected: 0 or 1)",
                "rtmp://h/live conn=O:1 | conn=O:1 without conn=O:0 at the end of the object",
                "rtmp://h/live conn=X | conn=\"X\" (expected: B:0 or B:1, N:number, S:text, Z:, or O:1,"
                        + " then members like NS:name:text, then O:0)",
                "rtmp://h/live conn=N:x | conn=\"N:x\" (expected: B:0 or B:1, N:number, S:text, Z:, or O:1,"
                        + " then members like NS:name:text, then O:0)",
            })
    @DisplayName("R-170: what is no RTMP URL is named in one sentence")
    void namesWhatIsWrong(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.parse(text))
                .withMessage(message);
    }

    @Test
    void namesWhatIsWrongOfServerAndKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.of("rtmp://h/live#cam", "x"))
                .withMessage("# in the server URL (expected: rtmp://host/app, and the stream name apart)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.of("rtmp://h/live x=1", "x"))
                .withMessage("blank in the server URL (expected: rtmp://host/app)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.of("rtmp://h/live", "a\u0000b"))
                .withMessage("control character in the stream name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.of("rtmp://h/live", "cam").movedTo("/" + "x".repeat(20_000)))
                .withMessage("URL of 20009 characters (expected: <= 16384)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.of("rtmp://[" + ":".repeat(16_000) + "x]/live", "cam"))
                .withMessageEndingWith("(16003 characters) (expected: an IPv6 address in the brackets)");
    }

    @Test
    void streamNameIsAskedForWhereOneIsNeeded() {
        assertThat(RtmpUrl.parse("rtmp://h/live/cam").requireStreamName().streamName())
                .isEqualTo("cam");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtmpUrl.parse("rtmp://me:x@h/live?key=x").requireStreamName())
                .withMessage("no stream name in rtmp://h/live?*** (expected: rtmp://host/app/name)");
        assertThat(RtmpUrl.parse("rtmp://h/live").withStreamName("cam")).isEqualTo(RtmpUrl.parse("rtmp://h/live/cam"));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void anyTextIsAUrlOrSaysWhyNot(long seed) {
        String text = "rtmp://" + letters(new Random(seed), "h/:@?#[]% =\\\"\u0000\ud800é1");
        Stream.<Runnable>of(() -> RtmpUrl.parse(text), () -> RtmpUrl.of(text, text))
                .forEach(RtmpUrlTest::succeedsOrIsRefused);
    }

    private static void succeedsOrIsRefused(Runnable parsing) {
        try {
            parsing.run();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("[^\\p{Cc}\\ud800]{5,400}");
        }
    }

    private static String letters(Random random, String alphabet) {
        return IntStream.range(0, random.nextInt(12))
                .mapToObj(i -> String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))))
                .collect(Collectors.joining());
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}

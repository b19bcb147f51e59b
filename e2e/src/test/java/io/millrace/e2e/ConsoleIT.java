package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.demo.DemoPublisher;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The console as people see it, in Chromium. */
class ConsoleIT {
    private static final String NAME = "a-show-with-a-long-name-1080p";

    /** Pages, each with what is there last. */
    private static final Map<String, String> SHOWN = Map.of(
            "",
            "[data-testid=addresses] button",
            "streams",
            "[data-testid=stream]",
            "streams/live/" + NAME,
            "[data-testid=tracks] td",
            "sessions",
            "[data-testid=session]",
            "recordings",
            "[data-testid=file]",
            "config",
            "th.code");

    @TempDir
    private static Path folder;

    private static final Running RUNNING = new Running();
    private static Chromium chromium;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        chromium = RUNNING.add(Chromium.start());
        server = RUNNING.add(TestServer.start(
                "rtmp.idle-timeout=0",
                "recordings.directory=" + folder,
                "recordings.keep-free=0",
                "applications.*.record=always",
                "applications.*.record-format=fmp4"));
        var publisher = RUNNING.add(RawRtmpPeer.connect(server.address(), "live"));
        int streamId = publisher.publish(NAME);
        Frames.sendGops(publisher, streamId, 0, 2);
        RUNNING.add(RawRtmpPeer.connect(server.address(), "live")).play(NAME);
    }

    @AfterAll
    static void stop() throws Exception {
        RUNNING.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 900, 901, 1024, 1150, 1300})
    void noPageIsWiderThanTheWindow(int width) {
        try (var page = open(server, "")) {
            page.width(width);
            for (var one : SHOWN.entrySet()) {
                page.evaluate("location.hash = '#/%s'".formatted(one.getKey()));
                page.await("document.querySelector('main %s')".formatted(one.getValue()));
                assertThat(page.evaluate("document.documentElement.scrollWidth").asInt())
                        .as(one.getKey())
                        .isLessThanOrEqualTo(width);
            }
        }
    }

    /** Of each row: who it is, what it plays or publishes, and with what. */
    @ParameterizedTest
    @ValueSource(ints = {360, 768, 900, 901, 1024, 1150, 1300})
    void sessionsSayWhatTheyPlayAtEachWidth(int width) {
        try (var page = open(server, "#/sessions")) {
            page.width(width);
            page.await("[...document.querySelectorAll('[data-testid=session] .streams')]"
                    + ".filter(cell => /^(plays|publishes)/.test(cell.innerText)).length >= 2");
            assertThat(widths(page, ".streams"))
                    .allSatisfy(cell -> assertThat(cell).isGreaterThan(170));
            assertThat(widths(page, ".client"))
                    .allSatisfy(cell -> assertThat(cell).isGreaterThan(80));
            assertThat(page.evaluate("Math.max(...[...document.querySelectorAll('[data-testid=session] button')]"
                                    + ".map(button => button.getBoundingClientRect().right))")
                            .asInt())
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void howToPublishIsOpenAsLongAsNobodyDoes() throws IOException {
        String help = "document.querySelector('[data-testid=publish-help]')";
        try (var other = TestServer.start();
                var page = open(other, "")) {
            RUNNING.add(DemoPublisher.start(other.running().hub(), "live/demo"));
            page.await(help + ".open && %s.innerText.includes('the server itself')".formatted(help));
            page.await(
                    "document.querySelector('[data-testid=addresses]').innerText.includes('rtmp://127.0.0.1:%d/live')"
                            .formatted(other.address().getPort()));
            try (var publisher = RawRtmpPeer.connect(other.address(), "live")) {
                publisher.publish("cam");
                page.await("!%s.open".formatted(help));
                page.evaluate("location.hash = '#/streams'");
                page.await(
                        "document.querySelectorAll('[data-testid=stream]').length == 2 && !%s.hidden".formatted(help));
                page.evaluate(help + ".firstChild.click()");
                page.await(help + ".innerText.includes('OBS Studio')");
            }
        }
    }

    @Test
    void whoHasLostItsConnectionIsWaitedFor() throws IOException {
        try (var other = TestServer.start("streams.publish-grace=1h")) {
            try (var publisher = RawRtmpPeer.connect(other.address(), "live")) {
                publisher.publish("cam");
            }
            try (var page = open(other, "#/streams/live/cam")) {
                page.await(
                        "document.querySelector('[data-testid=stream-facts]')?.innerText.includes('gone, waited for')");
                page.evaluate("location.hash = '#/'");
                page.await("document.querySelector('[data-testid=publish-help]')?.hidden === false");
                assertThat(page.evaluate("document.querySelector('[data-testid=publish-help]').open")
                                .asBoolean())
                        .isFalse();
            }
        }
    }

    @Test
    void aStreamThatNobodyPublishesHasNoPreviewUntilSomebodyDoes() throws IOException {
        String preview = "document.querySelector('main .preview').hidden";
        try (var page = open(server, "#/streams/live/none")) {
            page.await(preview + " && !document.querySelector('[data-testid=stream-gone]').hidden");
            assertThat(page.evaluate("document.querySelector('main').innerText").asString())
                    .contains("Nobody publishes this stream", server.httpUrl("ws", "/live/none.mp4"))
                    .doesNotContain("Play key", "Stop preview", "Disconnect publisher");
            try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
                publisher.publish("none");
                page.await("!(%s) && document.querySelector('[data-testid=stream-gone]').hidden".formatted(preview));
            }
        }
    }

    @Test
    void drainingIsOnTheOverview() throws Exception {
        try (var other = TestServer.start();
                var page = open(other, "")) {
            page.await("document.querySelector('[data-testid=addresses] button')");
            assertThat(page.evaluate("document.querySelector('[data-testid=draining]').hidden")
                            .asBoolean())
                    .isTrue();
            assertThat(other.running().draining()).isFalse();
            page.evaluate(
                    "fetch('/api/v1/drain', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}})");
            page.await("!document.querySelector('[data-testid=draining]').hidden");
        }
    }

    @Test
    void laddersAreListedWithTheirStreams() throws IOException {
        String list = "document.querySelector('[data-testid=ladders]').innerText";
        try (var other = TestServer.configured("""
                        rtmp: {bind: 127.0.0.1, port: 0}
                        hls: {groups: {live/show: {streams: "live/show-a, live/show-b"}}}
                        """);
                var page = open(other, "#/streams");
                var publisher = RawRtmpPeer.connect(other.address(), "live")) {
            publisher.publish("show-a");
            page.await(list + ".includes('live/show-a (live), live/show-b (not published)')");
            assertThat(page.evaluate(list).asString()).contains(other.httpUrl("/live/show.m3u8"));
            page.evaluate("location.hash = '#/streams/live/show-a'");
            page.await("document.querySelector('[data-testid=play-urls]')?.innerText.includes('/live/show.m3u8')");
        }
    }

    private static List<Integer> widths(Chromium.Page page, String cell) {
        return page.evaluate("[...document.querySelectorAll('[data-testid=session] %s')].map(cell => cell.clientWidth)"
                        .formatted(cell))
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }

    private static Chromium.Page open(TestServer of, String hash) {
        return chromium.open(of.httpUrl("/" + hash));
    }
}

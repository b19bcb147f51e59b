package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    private static final List<AutoCloseable> RUNNING = new ArrayList<>();
    private static Chromium chromium;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        chromium = running(Chromium.start());
        server = running(TestServer.start(
                "rtmp.idle-timeout=0",
                "recordings.directory=" + folder,
                "recordings.keep-free=0",
                "applications.*.record=always",
                "applications.*.record-format=fmp4"));
        var publisher = running(RawRtmpPeer.connect(server.address(), "live"));
        int streamId = publisher.publish(NAME);
        Frames.sendGops(publisher, streamId, 0, 2);
        running(RawRtmpPeer.connect(server.address(), "live")).play(NAME);
    }

    private static <T extends AutoCloseable> T running(T started) {
        RUNNING.addFirst(started);
        return started;
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : RUNNING) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 900, 901, 1024, 1150, 1300})
    void noPageIsWiderThanTheWindow(int width) {
        try (var page = open("")) {
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
        try (var page = open("#/sessions")) {
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

    private static List<Integer> widths(Chromium.Page page, String cell) {
        return page.evaluate("[...document.querySelectorAll('[data-testid=session] %s')].map(cell => cell.clientWidth)"
                        .formatted(cell))
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }

    private static Chromium.Page open(String hash) {
        return chromium.open("http://127.0.0.1:"
                + server.running().httpAddress().orElseThrow().getPort() + "/" + hash);
    }
}

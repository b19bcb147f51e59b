package io.millrace.e2e;

import static org.awaitility.Awaitility.await;

import io.millrace.client.load.Load;
import io.millrace.client.load.LoadMedia;
import io.millrace.client.load.LoadOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the console costs its browser with very many streams: tasks that keep the page from answering, what is transferred, how
 * old figures get. No test of the build: {@code ./dev e2e ConsoleReport}.
 */
class ConsoleReport {
    private static final int STREAMS = 500;
    private static final int SECONDS = 30;
    private static final int ROUNDS = 1;

    /** Small, since the server is on this machine as well. */
    private static final LoadMedia THIN = new LoadMedia.Generated(128_000, 5, 10, false);

    @Test
    void tellsForEachPage() throws IOException {
        var options = new LoadOptions(STREAMS, 0, 0, false, THIN, 100, Duration.ofHours(1), 1, false);
        try (var server = TestServer.start();
                var load = Load.start(server.url("live/cam"), options, report -> {});
                var chromium = Chromium.start()) {
            await("streams")
                    .until(() -> load.report().publishers().connected() == STREAMS
                            && server.running().hub().streams().size() == STREAMS);
            String root = server.httpUrl("/#/");
            for (int round = 1; round <= ROUNDS; round++) {
                for (String name : List.of("", "streams", "sessions")) {
                    tell(chromium, name.isEmpty() ? "overview" : name, root + name);
                }
            }
        }
    }

    private static void tell(Chromium chromium, String name, String url) {
        try (var page = chromium.open(url)) {
            JsonNode loaded = await().until(() -> page.evaluate("""
                    import('/console/store.js').then(({store}) => store.loaded && Math.round(performance.now()))"""), JsonNode::isNumber);
            long bytes = page.receivedBytes();
            JsonNode found = page.evaluate("""
                    import('/console/store.js').then(async ({store}) => {
                        const tasks = [];
                        const frames = []; // where the time of those goes
                        new PerformanceObserver((list) => frames.push(...list.getEntries()))
                            .observe({type: 'long-animation-frame', buffered: true});
                        new PerformanceObserver((list) => tasks.push(...list.getEntries()))
                            .observe({type: 'longtask', buffered: true});
                        let version = store.received.version;
                        let since = performance.now();
                        let oldest = 0;
                        const end = performance.now() + %d * 1000;
                        while (performance.now() < end) {
                            await new Promise((resolve) => setTimeout(resolve, 20));
                            oldest = Math.max(oldest, performance.now() - since);
                            if (store.received.version !== version) {
                                version = store.received.version;
                                since = performance.now();
                            }
                        }
                        return {
                            tasks: tasks.map((task) => `${Math.round(task.duration)} ms at ${Math.round(task.startTime)}`),
                            frames: frames.map((frame) => `${Math.round(frame.duration)} ms at ${Math.round(frame.startTime)}: `
                                + frame.scripts.map((script) => `${Math.round(script.duration)} in ${script.invoker}`).join(', ')
                                + (frame.styleAndLayoutStart > 0
                                    ? `, style and layout ${Math.round(frame.startTime + frame.duration - frame.styleAndLayoutStart)}`
                                    : '')),
                            oldest: Math.round(oldest),
                        };
                    })""".formatted(SECONDS));
            System.out.printf(
                    "%s: all streams known after %d ms and %d bytes; %d bytes in the %d s after that; figures at most %d ms"
                            + " apart; tasks over 50 ms: %s; frames: %s%n",
                    name,
                    loaded.asInt(),
                    bytes,
                    page.receivedBytes() - bytes,
                    SECONDS,
                    found.path("oldest").asInt(),
                    found.path("tasks"),
                    found.path("frames"));
        }
    }
}

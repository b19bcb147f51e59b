package io.millrace.e2e;

import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Chromium of the operating system without a window, steered by its DevTools protocol. Plays without being clicked,
 * and silently. Calls wait for their answer; any thread may make them.
 */
final class Chromium implements AutoCloseable {
    private static final String LISTENING = "DevTools listening on ";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT_SECONDS = 90;

    private final Path profile;
    private final Program program;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private Chromium(Path profile, Program program) {
        this.profile = profile;
        this.program = program;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(devTools(program)), new Receiver())
                .join();
    }

    /** Skips or fails the running test where there is none (see {@link Tools}). */
    static Chromium start() {
        String executable = Tools.require("chromium").toString();
        try {
            Path profile = Files.createTempDirectory("chromium");
            Program program = Program.start(List.of(
                    executable,
                    "--headless=new",
                    "--no-sandbox", // which root cannot have, as whom containers run
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-background-timer-throttling",
                    "--disable-renderer-backgrounding",
                    "--disable-backgrounding-occluded-windows",
                    "--autoplay-policy=no-user-gesture-required",
                    "--mute-audio",
                    "--ignore-certificate-errors", // those of tests vouch for themselves
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"));
            return new Chromium(profile, program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String devTools(Program program) {
        return program.awaitLog(LISTENING).log().stream()
                .filter(line -> line.startsWith(LISTENING))
                .findFirst()
                .orElseThrow()
                .substring(LISTENING.length());
    }

    /** A new page that has loaded {@code url} with all that belongs to it. */
    Page open(String url) {
        String target = call(null, "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        String session = call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        var page = new Page(target, session);
        pages.put(session, page);
        for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
            call(session, domain + ".enable", Map.of());
        }
        // Pages behind another one play slowly.
        call(session, "Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        call(session, "Page.navigate", Map.of("url", url));
        within(page.loaded);
        return page;
    }

    @Override
    public void close() {
        socket.abort();
        program.close();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        var request = JSON.createObjectNode().put("id", id).put("method", method);
        request.set("params", JSON.valueToTree(parameters));
        if (session != null) {
            request.put("sessionId", session);
        }
        send(request.toString());
        JsonNode answered = within(answer);
        if (answered.has("error")) {
            throw new AssertionError(method + ": " + answered.path("error"));
        }
        return answered.path("result");
    }

    /** One at a time: a WebSocket of the JDK takes no second message while it is sending the first. */
    private synchronized void send(String text) {
        socket.sendText(text, true).join();
    }

    private static <T> T within(CompletableFuture<T> answer) {
        try {
            return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("no answer of Chromium", e);
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        Page page = pages.get(message.path("sessionId").asString(""));
        if (page != null) {
            page.receive(message.path("method").asString(), message.path("params"));
        }
    }

    /**
     * What came for a request of a page.
     *
     * @param protocol such as {@code h2}
     * @param connection tells those apart that one Chromium has
     */
    record Answer(String url, String protocol, long connection) {}

    /** One page, a tab of its own. */
    final class Page implements AutoCloseable {
        private final String target;
        private final String session;
        private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
        private final List<String> problems = new CopyOnWriteArrayList<>();
        private final List<Answer> answers = new CopyOnWriteArrayList<>();
        private final AtomicLong receivedBytes = new AtomicLong();
        private volatile boolean navigated; // which the thread of the socket sets

        private Page(String target, String session) {
            this.target = target;
            this.session = session;
        }

        /** The value of an expression, as JSON; of a promise, what it becomes. An exception fails the test. */
        JsonNode evaluate(String expression) {
            JsonNode answer = call(
                    session,
                    "Runtime.evaluate",
                    Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
            if (answer.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + thrown(answer.path("exceptionDetails")) + "; " + problems);
            }
            return answer.path("result").path("value");
        }

        /** Waits until a condition holds. */
        void await(String condition) {
            evaluate("""
                    new Promise((resolve, reject) => {
                        const look = () => (%1$s) ? resolve() : setTimeout(look, 50);
                        setTimeout(() => reject(new Error(`never: %1$s; but: ${document.body.innerText}`)), 60000);
                        look();
                    })""".formatted(condition));
        }

        /** Makes its window so wide. */
        void width(int pixels) {
            call(
                    session,
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
        }

        /** What the page looks like now, as PNG. */
        void screenshot(Path file) {
            String png = call(session, "Page.captureScreenshot", Map.of())
                    .path("data")
                    .asString();
            try {
                Files.write(file, Base64.getDecoder().decode(png));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What nobody caught, and the errors in the console: those of scripts, of loading, of the content security policy. */
        List<String> problems() {
            return List.copyOf(problems);
        }

        /** Those that have begun, from the network; that of a WebSocket is none. */
        List<Answer> answers() {
            return List.copyOf(answers);
        }

        /** What came over the network for it so far, bodies as they were sent; answers of WebSockets are not counted. */
        long receivedBytes() {
            return receivedBytes.get();
        }

        private void receive(String method, JsonNode event) {
            switch (method) {
                case "Page.frameNavigated" ->
                    navigated |= !event.path("frame").path("url").asString("").equals("about:blank");
                case "Page.loadEventFired" -> {
                    if (navigated) { // the page before, about:blank, has loaded too
                        loaded.complete(true);
                    }
                }
                case "Network.responseReceived" -> {
                    JsonNode answer = event.path("response");
                    answers.add(new Answer(
                            answer.path("url").asString(),
                            answer.path("protocol").asString(""),
                            answer.path("connectionId").asLong()));
                }
                case "Network.dataReceived" ->
                    receivedBytes.addAndGet(event.path("encodedDataLength").asLong());
                case "Runtime.exceptionThrown" -> problems.add(thrown(event.path("exceptionDetails")));
                case "Runtime.consoleAPICalled" -> {
                    if (event.path("type").asString().equals("error")) {
                        problems.add(event.path("args").toString());
                    }
                }
                case "Log.entryAdded" -> {
                    JsonNode entry = event.path("entry");
                    if (entry.path("level").asString().equals("error")) {
                        problems.add(entry.path("text").asString() + " "
                                + entry.path("url").asString(""));
                    }
                }
                default -> {} // what else there is to know of a page
            }
        }

        private static String thrown(JsonNode details) {
            JsonNode exception = details.path("exception");
            return exception
                    .path("description")
                    .asString(exception
                            .path("value")
                            .asString(details.path("text").asString("")));
        }

        @Override
        public void close() {
            call(null, "Target.closeTarget", Map.of("targetId", target));
            pages.remove(session);
        }
    }

    /** Puts messages together that come in pieces. */
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                receive(message);
            }
            from.request(1);
            return null;
        }
    }
}

package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.PlaySource;
import io.millrace.hub.Publication;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.Sessions;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.KeyAuthorizer;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LiveAnswersTest {
    private final ServerConfig config = ServerConfig.defaults();
    private final Hub hub = new Hub(HubSettings.defaults(), () -> 0);
    private final PlayerCounts players = new PlayerCounts(config, event -> {});
    private final Sessions sessions = new Sessions(event -> {});
    private final StreamRequests requests = new StreamRequests(
            new Authorization(config, new KeyAuthorizer(config), Runnable::run),
            application -> true,
            new AllowedOrigin("any"));

    @Test
    void whoHasGoneBeforeItIsAnsweredKeepsNothing() {
        Publication publication = hub.publish("live/cam", false).orElseThrow();
        var started = new AtomicInteger();
        new LiveAnswers(hub, players, sessions)
                .begin(
                        new Gone(),
                        new StreamPath("live/cam"),
                        requests,
                        ViewerKind.HTTP_FLV,
                        ViewerKind.WEBSOCKET_FLV,
                        "video/x-flv",
                        (stream, out) -> started.incrementAndGet());
        assertThat(started).hasValue(1);
        assertThat(players.all()).isZero();
        assertThat(sessions.all()).isEmpty();
        publication.end();
        assertThat(hub.streams()).isEmpty();
    }

    /** A client that has gone, and what is sent to it. */
    private static final class Gone implements HttpExchange, HttpOutput {
        @Override
        public HttpRequest request() {
            var client = new InetSocketAddress("127.0.0.1", 5000);
            return new HttpRequest("GET", "/live/cam.flv", Map.of(), Map.of(), client, false, Bytes.EMPTY);
        }

        @Override
        public ScheduledExecutorService loop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void respond(HttpResponse response) {
            throw new AssertionError("refused: " + response.status());
        }

        @Override
        public HttpOutput stream(int status, Map<String, String> headers) {
            return this;
        }

        @Override
        public HttpOutput webSocket() {
            return this;
        }

        @Override
        public void whenGone(Runnable task) {
            task.run();
        }

        @Override
        public void send(Bytes bytes) {}

        @Override
        public long waitingBytes() {
            return 0;
        }

        @Override
        public void play(PlaySource source) {
            source.close();
        }

        @Override
        public void pull() {}

        @Override
        public void end(String reason) {}

        @Override
        public void abort(String reason) {}

        @Override
        public void whenClosed(Consumer<String> task) {
            task.accept("gone");
        }

        @Override
        public long bytesSent() {
            return 0;
        }
    }
}

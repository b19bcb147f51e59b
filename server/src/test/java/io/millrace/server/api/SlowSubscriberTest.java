package io.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.hub.PlaySource;
import io.millrace.server.activity.ServerEvent;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SlowSubscriberTest {
    private static final FiguresView FIGURES = new FiguresView(0, 0, 0, 0, 0, 0, 0, 0, List.of());

    @Test
    void whoTakesNothingIsClosedAndMakesRoomForAnother() {
        var log = new EventLog();
        try (var loop = Executors.newSingleThreadScheduledExecutor();
                var events = new EventStreams(log, before -> FIGURES, 1)) {
            var slow = new Subscriber(loop, 2 << 20);
            events.subscribe(slow);
            assertThat(slow.ended.join()).contains("too slow");
            var quick = new Subscriber(loop, 0);
            events.subscribe(quick);
            assertThat(quick.refusals).isEmpty();
            quick.ready.join();
            log.accept(new ServerEvent.StreamPublished("live/cam"));
            assertThat(quick.told.join()).contains("stream-published");
            var beyond = new Subscriber(loop, 0);
            events.subscribe(beyond);
            assertThat(beyond.refusals).extracting(HttpResponse::status).containsExactly(503);
        }
    }

    /** A client whose socket is as full as it says. */
    private static final class Subscriber implements HttpExchange, HttpOutput {
        final CompletableFuture<String> ended = new CompletableFuture<>();
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        final CompletableFuture<String> told = new CompletableFuture<>();
        final List<HttpResponse> refusals = new ArrayList<>();
        private final ScheduledExecutorService loop;
        private final long waitingBytes;
        private Consumer<String> whenClosed = reason -> {};

        Subscriber(ScheduledExecutorService loop, long waitingBytes) {
            this.loop = loop;
            this.waitingBytes = waitingBytes;
        }

        @Override
        public HttpRequest request() {
            var client = new InetSocketAddress("127.0.0.1", 5000);
            return new HttpRequest("GET", "/api/v1/events", Map.of(), Map.of(), client, false, Bytes.EMPTY);
        }

        @Override
        public ScheduledExecutorService loop() {
            return loop;
        }

        @Override
        public void respond(HttpResponse response) {
            refusals.add(response);
        }

        @Override
        public HttpOutput stream(int status, Map<String, String> headers) {
            return this;
        }

        @Override
        public HttpOutput webSocket() {
            throw new AssertionError("it is none");
        }

        @Override
        public void whenGone(Runnable task) {}

        @Override
        public void send(Bytes bytes) {
            ready.complete(null);
            if (bytes.toUtf8().contains("stream-published")) {
                told.complete(bytes.toUtf8());
            }
        }

        @Override
        public long waitingBytes() {
            return waitingBytes;
        }

        @Override
        public void abort(String reason) {
            end(reason);
        }

        @Override
        public void play(PlaySource source) {
            throw new AssertionError("nothing plays");
        }

        @Override
        public void pull() {}

        @Override
        public synchronized void end(String reason) {
            whenClosed.accept("ended");
            whenClosed = why -> {};
            ended.complete(reason);
        }

        @Override
        public synchronized void whenClosed(Consumer<String> task) {
            if (ended.isDone()) {
                task.accept("ended");
            } else {
                whenClosed = task;
            }
        }

        @Override
        public long bytesSent() {
            return 0;
        }
    }
}

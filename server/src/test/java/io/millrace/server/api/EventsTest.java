package io.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class EventsTest {
    private static final String QUIET = ApiService.ROOT + "/events?figures=false";

    @Test
    void whatHappensIsToldInItsOrder() throws Exception {
        try (var scene = ApiScene.start();
                var events = new Events(scene, QUIET, "")) {
            assertThat(events.await("ready").data().get("complete").asBoolean()).isFalse();
            RawRtmpPeer publisher = scene.publisher("cam");
            scene.send("DELETE", "/streams/live/cam/publisher", "");
            publisher.close();
            List<Event> told = events.until("stream-unpublished");
            assertThat(told)
                    .extracting(Event::type)
                    .containsSubsequence("session-opened", "stream-published", "tracks-changed", "stream-unpublished");
            assertThat(told).extracting(Event::type).containsSubsequence("session-opened", "player-started");
            assertThat(told.getLast().data().get("stream").asString()).isEqualTo("live/cam");
            assertThat(told).allSatisfy(event -> assertThat(event.id()).isNotEmpty());
            assertThat(events.await("session-closed").data().has("at")).isTrue();
        }
    }

    @Test
    void whoComesBackIsToldWhatItMissed() throws Exception {
        try (var scene = ApiScene.start()) {
            Event ready;
            try (var events = new Events(scene, QUIET, "")) {
                ready = events.await("ready");
            }
            scene.publisher("cam");
            try (var events = new Events(scene, QUIET, ready.id())) {
                List<Event> missed = events.until("ready");
                assertThat(missed).extracting(Event::type).contains("stream-published", "player-started");
                assertThat(missed.getLast().data().get("complete").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void whoKnowsAnotherServersEventsIsToldThatItsListsAreOld() throws Exception {
        try (var scene = ApiScene.start();
                var events = new Events(scene, QUIET, "abc-1")) {
            assertThat(events.await("ready").data().get("complete").asBoolean()).isFalse();
        }
    }

    @Test
    void figuresOfAllStreamsComeWithoutBeingAskedFor() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            try (var events = new Events(scene, ApiService.ROOT + "/events", "")) {
                JsonNode figures = events.await("figures").data();
                assertThat(figures.get("publishers").asInt()).isEqualTo(1);
                assertThat(figures.get("streams").get(0).get("stream").asString())
                        .isEqualTo("live/cam");
                assertThat(figures.get("streams").get(0).get("viewers").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void thereAreNoMoreSubscribersThanMayBe() throws Exception {
        try (var scene = ApiScene.start(ApiScene.CONFIG.with("api.max-event-streams", "1"));
                var events = new Events(scene, QUIET, "")) {
            events.await("ready");
            HttpResponse<String> refused = scene.send("GET", "/events", "");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("api.max-event-streams");
        }
    }

    private record Event(String id, String type, JsonNode data) {}

    /** Reads them as a browser does. */
    private static final class Events implements AutoCloseable {
        private final InputStream in;
        private final BufferedReader reader;

        Events(ApiScene scene, String path, String lastEventId) throws IOException, InterruptedException {
            Map<String, String> headers = lastEventId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastEventId);
            HttpResponse<InputStream> response = scene.follow(path, headers, BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
            in = response.body();
            reader = new BufferedReader(new InputStreamReader(in, UTF_8));
        }

        Event await(String type) throws IOException {
            return until(type).getLast();
        }

        /** All up to the first of that type. */
        List<Event> until(String type) throws IOException {
            List<Event> events = new ArrayList<>();
            do {
                events.add(next());
            } while (!events.getLast().type().equals(type));
            return events;
        }

        private Event next() throws IOException {
            String id = "";
            String type = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Event(id, type, ApiScene.JSON.readTree(line.substring(6)));
                }
            }
            throw new AssertionError("the events end");
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

package io.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.api.Events.Event;
import io.millrace.testkit.RawRtmpPeer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class EventsTest {
    @Test
    void whatHappensIsToldInItsOrder() throws Exception {
        try (var scene = ApiScene.start();
                var events = scene.events(Map.of())) {
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
            try (var events = scene.events(Map.of())) {
                ready = events.await("ready");
            }
            scene.publisher("cam");
            try (var events = scene.events(Map.of("Last-Event-ID", ready.id()))) {
                List<Event> missed = events.until("ready");
                assertThat(missed).extracting(Event::type).contains("stream-published", "player-started");
                assertThat(missed.getLast().data().get("complete").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void whoKnowsAnotherServersEventsIsToldThatItsListsAreOld() throws Exception {
        try (var scene = ApiScene.start();
                var events = scene.events(Map.of("Last-Event-ID", "abc-1"))) {
            assertThat(events.await("ready").data().get("complete").asBoolean()).isFalse();
        }
    }

    @Test
    void figuresOfAllStreamsComeWithoutBeingAskedFor() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            try (var events = Events.follow(scene, "/events", Map.of())) {
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
                var events = scene.events(Map.of())) {
            events.await("ready");
            HttpResponse<String> refused = scene.send("GET", "/events", "");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("api.max-event-streams");
        }
    }
}

package io.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.metrics.ServerMetrics;
import io.millrace.testkit.RawRtmpPeer;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ApiTest {
    @Test
    void serverSaysWhatItIsAndWhereItListens() throws Exception {
        try (var scene = ApiScene.start()) {
            JsonNode server = scene.get("/server");
            assertThat(server.get("name").asString()).isEqualTo("Millrace");
            assertThat(server.get("version").asString())
                    .matches("\\d+\\.\\d+\\.\\d+(-.+)?"); // from classes too, as here
            assertThat(server.get("java").asString())
                    .isEqualTo(Runtime.version().toString());
            assertThat(server.get("counters").get("publishers").asInt()).isZero();
            JsonNode rtmp = server.get("addresses").get(0);
            assertThat(rtmp.get("host").asString()).isEqualTo("127.0.0.1");
            assertThat(rtmp.get("port").asInt())
                    .isEqualTo(scene.server.rtmpAddress().getPort());
            assertThat(texts(rtmp.get("schemes"))).containsExactly("rtmp", "rtmpt");
            assertThat(texts(server.get("addresses").get(1).get("schemes"))).containsExactly("http");
        }
    }

    @Test
    void longAnswersAreCompressedForWhoReadsThat() throws Exception {
        try (var scene = ApiScene.start()) {
            Map<String, String> gzip = Map.of("Accept-Encoding", "gzip");
            HttpResponse<InputStream> packed =
                    scene.follow(ApiService.ROOT + "/config", gzip, BodyHandlers.ofInputStream());
            assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(new String(new GZIPInputStream(packed.body()).readAllBytes(), UTF_8))
                    .isEqualTo(scene.send("GET", "/config", "").body());
            assertThat(scene.send("GET", "/streams", "", gzip).body()).isEqualTo("{\"total\":0,\"streams\":[]}");
        }
    }

    @Test
    void countersAreThoseOfTheMetrics() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            scene.send("GET", "/none", "");
            JsonNode counters = scene.get("/server").get("counters");
            ServerMetrics metrics = scene.server.metrics();
            JsonNode http = counters.get("listeners").get("http");
            assertThat(http.get("clientErrorsTotal").asLong()).isEqualTo(1);
            assertThat(http.get("receivedBytesTotal").asLong())
                    .isPositive()
                    .isEqualTo(metrics.listeners().get("http").receivedBytesTotal());
            assertThat(counters.get("connections").asLong())
                    .isEqualTo(metrics.connections())
                    .isEqualTo(http.get("connections").asLong()
                            + counters.get("listeners")
                                    .get("rtmp")
                                    .get("connections")
                                    .asLong());
            assertThat(counters.get("apiRefusalsTotal").get("token").asLong()).isZero();
        }
    }

    @Test
    void streamIsShownWithItsPublisherAndItsTracks() throws Exception {
        try (var scene = ApiScene.start()) {
            RawRtmpPeer publisher = scene.publisher("cam");
            JsonNode stream = scene.get("/streams/live/cam");
            assertThat(stream.get("path").asString()).isEqualTo("live/cam");
            assertThat(stream.get("application").asString()).isEqualTo("live");
            assertThat(stream.get("published").asBoolean()).isTrue();
            assertThat(stream.get("framesTotal").asInt()).isEqualTo(1);
            assertThat(stream.get("publisher").get("carrier").asString()).isEqualTo("rtmp");
            assertThat(stream.get("publisher").get("address").asString())
                    .endsWith(":" + publisher.localAddress().getPort());
            JsonNode track = stream.get("tracks").get(0);
            assertThat(track.get("kind").asString()).isEqualTo("video");
            assertThat(track.get("codec").asString()).isEqualTo("AVC");
            assertThat(track.get("measured").get("keyFramesTotal").asInt()).isEqualTo(1);
            assertThat(track.has("width")).isFalse();
        }
    }

    @Test
    void listsArePagedAndFiltered() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("b");
            scene.publisher("a");
            scene.connect("other").publish("c");
            JsonNode page = scene.get("/streams?application=live&offset=1&limit=1");
            assertThat(page.get("total").asInt()).isEqualTo(2);
            assertThat(page.get("streams").size()).isEqualTo(1);
            assertThat(page.get("streams").get(0).get("path").asString()).isEqualTo("live/b");
            assertThat(scene.get("/sessions?stream=live/a").get("total").asInt())
                    .isEqualTo(2);
            assertThat(scene.get("/sessions?application=other").get("total").asInt())
                    .isEqualTo(1);
            JsonNode live = scene.get("/applications").get("applications").get(0);
            assertThat(live.get("streams").asInt()).isEqualTo(2);
            assertThat(live.get("viewers").asInt())
                    .isEqualTo(live.get("viewersBy").get("rtmp").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void kickedPublisherIsToldAndItsViewersTooAtOnce() throws Exception {
        try (var scene = ApiScene.start()) {
            RawRtmpPeer publisher = scene.publisher("cam");
            RawRtmpPeer player = scene.connect("live");
            player.play("cam");
            assertThat(scene.send("DELETE", "/streams/live/cam/publisher", "").statusCode())
                    .isEqualTo(204);
            publisher.awaitStatus("NetConnection.Connect.Closed");
            publisher.awaitClosed();
            player.awaitStatus("NetStream.Play.UnpublishNotify");
            assertThat(scene.get("/streams/live/cam").get("published").asBoolean())
                    .isFalse();
            assertThat(scene.send("DELETE", "/streams/live/cam/publisher", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void kickedPlayerIsToldAndGone() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            RawRtmpPeer player = scene.connect("live");
            player.play("cam");
            String path = "/sessions/" + idOf(scene, player);
            assertThat(texts(scene.get(path).get("plays"))).containsExactly("live/cam");
            assertThat(scene.send("DELETE", path, "").statusCode()).isEqualTo(204);
            player.awaitStatus("NetConnection.Connect.Closed");
            player.awaitClosed();
            assertThat(scene.get("/streams/live/cam").get("published").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void viewersByHttpAreSessionsTooAndCanBeKicked() throws Exception {
        try (var scene = ApiScene.start()) {
            scene.publisher("cam");
            HttpResponse<InputStream> viewer =
                    scene.follow("/live/cam.flv", Map.of("User-Agent", "a browser"), BodyHandlers.ofInputStream());
            assertThat(viewer.body().readNBytes(3)).isEqualTo(new byte[] {'F', 'L', 'V'});
            JsonNode sessions = scene.get("/sessions?stream=live/cam").get("sessions");
            JsonNode session = sessions.get(sessions.size() - 1);
            assertThat(session.get("carrier").asString()).isEqualTo("http-flv");
            assertThat(session.get("agent").asString()).isEqualTo("a browser");
            scene.send("DELETE", "/sessions/" + session.get("id").asLong(), "");
            viewer.body().readAllBytes(); // which ends
        }
    }

    @Test
    void clientsAreAskedToReconnect() throws Exception {
        try (var scene = ApiScene.start()) {
            RawRtmpPeer able = scene.connect("live", Map.of("capsEx", 1));
            scene.connect("live");
            HttpResponse<String> answer = scene.post(
                    "/reconnect", "{\"application\": \"live\", \"tcUrl\": \"/other\", \"description\": \"Go.\"}");
            assertThat(answer.body()).isEqualTo("{\"asked\":1,\"unable\":1}");
            Map<?, ?> status = able.awaitStatus("NetConnection.Connect.ReconnectRequest");
            assertThat(status.get("tcUrl")).isEqualTo("/other");
            assertThat(status.get("description")).isEqualTo("Go.");
            assertThat(scene.post("/reconnect", "{\"application\": \"none\"}").body())
                    .isEqualTo("{\"asked\":0,\"unable\":0}");
        }
    }

    @Test
    void drainAsksThoseTooThatComeLater() throws Exception {
        try (var scene = ApiScene.start()) {
            assertThat(scene.post("/drain", "{\"tcUrl\": \"rtmp://other.example/live\"}")
                            .body())
                    .isEqualTo("{\"asked\":0,\"unable\":0}");
            RawRtmpPeer late = scene.connect("live", Map.of("capsEx", 1));
            assertThat(late.awaitStatus("NetConnection.Connect.ReconnectRequest")
                            .get("tcUrl"))
                    .isEqualTo("rtmp://other.example/live");
            HttpResponse<String> ready = scene.follow("/ready", Map.of(), BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void configurationInEffectIsShownWithoutSecrets() throws Exception {
        var config = ApiScene.CONFIG
                .with("api.token", "s3cret")
                .with("applications.live.publish-key", "s3cret too")
                .with("streams.max-lag", "2s");
        try (var scene = ApiScene.start(config)) {
            HttpResponse<String> answer = scene.send("GET", "/config", "", Map.of("Authorization", "Bearer s3cret"));
            assertThat(answer.body())
                    .contains("{\"key\":\"streams.max-lag\",\"value\":\"2s\",\"byDefault\":\"5s\",\"changed\":true}")
                    .contains("{\"key\":\"api.token\",\"value\":\"(set)\",\"byDefault\":\"(none)\",\"changed\":true}")
                    .contains("{\"key\":\"applications.live.publish-key\",\"value\":\"(set)\"")
                    .doesNotContain("s3cret");
        }
    }

    private static long idOf(ApiScene scene, RawRtmpPeer peer) throws Exception {
        for (JsonNode session : scene.get("/sessions").get("sessions")) {
            if (session.get("address")
                    .asString()
                    .endsWith(":" + peer.localAddress().getPort())) {
                return session.get("id").asLong();
            }
        }
        throw new AssertionError("no session of " + peer.localAddress());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}

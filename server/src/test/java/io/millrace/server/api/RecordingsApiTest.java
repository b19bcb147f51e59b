package io.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class RecordingsApiTest {
    private static final String RECORDING = "/streams/live/cam/recording";

    @TempDir
    Path directory;

    @Test
    void liveStreamIsRecordedListedAndDeleted() throws Exception {
        try (var scene = scene()) {
            RawRtmpPeer publisher = scene.publisher("cam");
            assertThat(scene.post(RECORDING, "{}").statusCode()).isEqualTo(204);
            assertThat(scene.post(RECORDING, "{}").statusCode()).isEqualTo(409);
            scene.keyFrame(publisher, "cam", 80);
            JsonNode stream = scene.get("/streams/live/cam");
            assertThat(stream.get("recording").get("stream").asString()).isEqualTo("live/cam");
            JsonNode recordings = scene.get("/recordings?application=live");
            assertThat(recordings.get("active").size()).isEqualTo(1);
            JsonNode file = recordings.get("files").get(0);
            assertThat(file.get("recording").asBoolean()).isTrue();
            String path = "/recordings/live/" + file.get("file").asString();
            assertThat(scene.send("DELETE", path, "").statusCode()).isEqualTo(409);

            assertThat(scene.send("DELETE", RECORDING, "").statusCode()).isEqualTo(204);
            assertThat(scene.get("/streams/live/cam").has("recording")).isFalse();
            assertThat(scene.send("DELETE", RECORDING, "").statusCode()).isEqualTo(404);
            assertThat(scene.send("DELETE", path, "").statusCode()).isEqualTo(204);
            assertThat(scene.send("DELETE", path, "").statusCode()).isEqualTo(404);
            assertThat(scene.get("/recordings").get("files").isEmpty()).isTrue();
        }
    }

    @Test
    void secondRecordingDoesNotTakeTheFileOfTheFirst() throws Exception {
        try (var scene = scene()) {
            RawRtmpPeer publisher = scene.publisher("cam");
            for (int i = 1; i <= 3; i++) {
                String body = i < 3 ? "{}" : "{\"replace\": true}";
                assertThat(scene.post(RECORDING, body).statusCode()).isEqualTo(204);
                scene.keyFrame(publisher, "cam", 80 * i);
                assertThat(scene.send("DELETE", RECORDING, "").statusCode()).isEqualTo(204);
            }
            assertThat(scene.get("/recordings").get("files").valueStream())
                    .extracting(file -> file.get("file").asString())
                    .containsExactlyInAnyOrder("cam.flv", "cam~2.flv");
            assertThat(scene.post(RECORDING, "{\"append\": true, \"replace\": true}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatMayNotOrCannotBeRecordedIsNot() throws Exception {
        try (var scene = ApiScene.start(ApiScene.CONFIG
                .with("recordings.directory", directory.toString())
                .with("applications.live.record", "never"))) {
            scene.publisher("cam");
            assertThat(scene.post(RECORDING, "{}").statusCode()).isEqualTo(409);
            assertThat(scene.post("/streams/other/none/recording", "{}").statusCode())
                    .isEqualTo(404);
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void filesElsewhereAreNotDeleted() throws Exception {
        try (var scene = scene()) {
            for (String path : new String[] {"/live/..%2F..%2Fpasswd", "/..%2Flive/cam.flv", "/live/%2Fetc%2Fpasswd"}) {
                assertThat(scene.send("DELETE", "/recordings" + path, "").statusCode())
                        .as(path)
                        .isIn(400, 404);
            }
        }
    }

    @Test
    void thoseWhoWatchAreToldOfRecordings() throws Exception {
        try (var scene = scene();
                var events = scene.events(Map.of())) {
            events.await("ready");
            scene.publisher("cam");
            scene.post(RECORDING, "{}");
            assertThat(events.await("recording-started").data().get("stream").asString())
                    .isEqualTo("live/cam");
            scene.send("DELETE", RECORDING, "");
            events.await("recording-stopped");
        }
    }

    private ApiScene scene() throws Exception {
        return ApiScene.start(ApiScene.CONFIG
                .with("recordings.directory", directory.toString())
                .with("recordings.keep-free", "0"));
    }
}

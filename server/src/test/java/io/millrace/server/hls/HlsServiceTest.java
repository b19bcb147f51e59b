package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Track;
import io.millrace.testkit.MasterPlaylistRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HlsServiceTest {
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};

    @Test
    void streamIsPackagedForWhoAsks() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH).film(Duration.ofSeconds(1), BOTH);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        assertThat(master.isAnswered()).isFalse();
        camera.film(Duration.ofSeconds(3), BOTH);
        MasterPlaylistRules.check(master.text());
        assertThat(master.text()).contains("\ncam.hls/v0.m3u8\n", "URI=\"cam.hls/a0.m3u8\"");
        assertThat(scene.playlist("/live/cam.hls/v0.m3u8").segments()).hasSizeGreaterThan(1);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoMemoryItIsSaidSo() {
        var scene = new HlsScene("hls.max-total-bytes=64KiB");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.publish("live/other").begin(BOTH);
        FakeExchange first = scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(20), BOTH);
        assertThat(first.status()).isEqualTo(200);
        for (String target : List.of("/live/other.m3u8", "/live/other.hls/v0.m3u8")) {
            FakeExchange refused = scene.ask(target);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("memory");
        }
        assertThat(scene.service.counters().packagersRefused.sum()).isEqualTo(2);
        assertThat(scene.ask("/live/nobody.m3u8").status()).isEqualTo(404);
    }

    @Test
    void streamWithoutPicturesYetIsNotSaidToBeUnpublished() {
        var scene = new HlsScene();
        scene.publish("live/cam").begin(BOTH);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        scene.pass(Duration.ofSeconds(9));
        assertThat(master.isAnswered()).isFalse();
        scene.pass(Duration.ofSeconds(2));
        assertThat(master.status()).isEqualTo(503);
    }
}

package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Track;
import io.millrace.testkit.MasterPlaylistRules;
import java.time.Duration;
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
}

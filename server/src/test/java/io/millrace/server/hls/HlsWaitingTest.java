package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nobody waits for what never comes. */
final class HlsWaitingTest {
    private static final Track SILENT = new Track(MediaKind.VIDEO, 1);
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};
    private static final Track[] ALL = {Track.VIDEO_0, Track.AUDIO_0, SILENT};

    @Test
    void whoWaitsForASilentTrackIsRefusedWhenAllIsOver() {
        var scene = new HlsScene("hls.max-total-bytes=100KiB");
        Camera camera = scene.publish("live/cam").payload(100).begin(ALL);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        FakeExchange waiting = scene.ask("/live/cam.hls/v1.m3u8");
        FakeExchange gone = scene.ask("/live/cam.hls/v1.m3u8");
        gone.go();
        assertThat(waiting.isAnswered()).isFalse();
        camera.payload(5000).film(Duration.ofSeconds(1), BOTH);
        assertThat(scene.service.counters().packagers()).isZero();
        assertThat(waiting.status()).isEqualTo(503);
        assertThat(gone.isAnswered()).isFalse();
    }

    @Test
    void whoWaitsForATrackThatIsReplacedIsRefused() {
        var scene = new HlsScene("hls.end-after=0", "hls.idle-timeout=1h");
        Camera camera = scene.publish("live/cam").begin(ALL);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        FakeExchange waiting = scene.ask("/live/cam.hls/v1.m3u8");
        camera.leave();
        Camera without = scene.publish("live/cam").begin(BOTH).film(Duration.ofMillis(1500), BOTH);
        assertThat(waiting.isAnswered()).isFalse();
        without.leave();
        scene.publish("live/cam").begin(ALL).film(Duration.ofMillis(1500), ALL);
        assertThat(waiting.status()).isEqualTo(503);
    }
}

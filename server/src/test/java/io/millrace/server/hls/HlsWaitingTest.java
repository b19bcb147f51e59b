package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.Publication;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    void streamIsNotIdleAsLongAsSomebodyWaits() {
        var scene = new HlsScene("hls.idle-timeout=1s", "hls.segment-duration=3s");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(7), BOTH);
        long next = scene.playlist("/live/cam.hls/v0.m3u8").firstMsn() + 2;
        scene.pass(Duration.ofSeconds(8));
        FakeExchange waiting = scene.ask("/live/cam.hls/v0.m3u8?_HLS_msn=" + next);
        scene.pass(Duration.ofSeconds(8)); // target durations are three seconds
        assertThat(waiting.isAnswered()).isFalse();
        camera.film(Duration.ofSeconds(2), BOTH);
        assertThat(waiting.text()).doesNotContain("ENDLIST");
        scene.pass(Duration.ofSeconds(5));
        assertThat(scene.service.counters().packagers())
                .as("until three of these")
                .isEqualTo(1);
        scene.pass(Duration.ofSeconds(10));
        assertThat(scene.service.counters().packagers()).isZero();
    }

    @Test
    void masterPlaylistThatIsWaitedForKeepsAStream() {
        var scene = new HlsScene("hls.idle-timeout=1s");
        Camera camera = scene.publish("live/cam");
        FakeExchange master = scene.ask("/live/cam.m3u8");
        scene.pass(Duration.ofSeconds(4));
        assertThat(scene.service.counters().packagersEnded.sum()).isZero();
        camera.begin(BOTH).film(Duration.ofSeconds(3), BOTH);
        assertThat(master.status()).isEqualTo(200);
    }

    @Test
    void whoAsksWhenAPackagerEndsGetsTheNext() {
        var scene = new HlsScene("hls.end-after=5s", "hls.idle-timeout=1h");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(4), BOTH).leave();
        scene.pass(Duration.ofSeconds(6));
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").text()).contains("ENDLIST");
        Publication again = scene.publication("live/cam");
        List<FakeExchange> asked = new ArrayList<>();
        Runnable ask = () -> asked.add(scene.send("/live/cam.hls/v0.m3u8"));
        scene.loop.schedule(ask, 1, TimeUnit.MILLISECONDS);
        scene.loop.advance(Duration.ofMillis(250)); // the packager looks after it was found, and before it is asked
        new Camera(again, scene.loop).begin(BOTH).film(Duration.ofSeconds(3), BOTH);
        assertThat(scene.service.counters().packagersStarted.sum()).isEqualTo(2);
        assertThat(asked.getFirst().text()).doesNotContain("ENDLIST");
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

package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.testkit.Playlist;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class HlsMemoryTest {
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};

    @Test
    void whoHasMoreThanItsShareIsToDropSome() {
        var held = new LongAdder();
        var memory = new HlsMemory(100 << 20, held, () -> 10);
        held.add(100 << 20);
        assertThat(memory.isTooMuch(60 << 20))
                .as("as long as all is not too much")
                .isFalse();
        held.add(1);
        assertThat(memory.isTooMuch(60 << 20)).isTrue();
        assertThat(memory.isTooMuch((10 << 20) + 1)).isTrue();
        assertThat(memory.isTooMuch(10 << 20)).isFalse();
    }

    @Test
    void thereIsRoomAsLongAsSharesAreOfUse() {
        var held = new LongAdder();
        var few = new HlsMemory(100 << 20, held, () -> 10);
        var many = new HlsMemory(100 << 20, held, () -> 100);
        assertThat(few.hasRoom()).isTrue();
        assertThat(many.hasRoom()).as("of small streams").isTrue();
        held.add(95 << 20);
        assertThat(few.hasRoom()).as("the others drop some").isTrue();
        assertThat(many.hasRoom()).isFalse();
    }

    @Test
    void allRenditionsOfAStreamGoBackAsFar() {
        var scene = new HlsScene("hls.max-stream-bytes=1MiB", "applications.*.hls-window=1h");
        Camera camera = scene.publish("live/cam").payload(2000).begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(25), BOTH);
        assertThat(scene.service.counters().segmentBytes.sum()).isBetween(900_000L, 1L << 20);
        assertThat(scene.service.counters().segmentsDropped.sum()).isPositive();
        Playlist video = scene.playlist("/live/cam.hls/v0.m3u8");
        Playlist sound = scene.playlist("/live/cam.hls/a0.m3u8");
        assertThat(video.firstMsn()).isBetween(sound.firstMsn() - 1, sound.firstMsn() + 1);
        assertThat(video.segments()).hasSizeGreaterThan(5);
    }

    @Test
    void streamsThatGrowShareWhatThereIs() {
        var scene = new HlsScene("hls.max-total-bytes=400KiB", "applications.*.hls-window=1h");
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            cameras.add(scene.publish("live/cam" + i).begin(BOTH));
            scene.ask("/live/cam" + i + ".m3u8");
        }
        cameras.getFirst().payload(500);
        for (int second = 0; second < 30; second++) {
            cameras.forEach(camera -> camera.send(Duration.ofSeconds(1), BOTH));
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.service.counters().segmentBytes.sum()).isLessThanOrEqualTo(400 << 10);
            if (second > 2) {
                for (int i = 0; i < 4; i++) {
                    assertThat(scene.ask("/live/cam" + i + ".hls/v0.m3u8").status())
                            .isEqualTo(200);
                }
            }
        }
        assertThat(scene.service.counters().packagers()).isEqualTo(4);
        assertThat(scene.service.counters().segmentsDropped.sum()).isPositive();
    }

    @Test
    void streamThatDoesNotFitEnds() {
        var scene = new HlsScene("hls.max-total-bytes=100KiB");
        Camera camera = scene.publish("live/cam").payload(100).begin(BOTH);
        FakeExchange first = scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(first.status()).isEqualTo(200);
        camera.payload(5000).film(Duration.ofSeconds(1), BOTH);
        assertThat(scene.service.counters().packagers()).isZero();
        assertThat(scene.service.counters().segmentBytes.sum()).isZero();
        assertThat(scene.service.counters().packagersRefused.sum()).isEqualTo(1);
    }

    @Test
    void nothingIsHeldOfWhatIsOver() {
        var scene = new HlsScene("hls.idle-timeout=1s");
        Camera camera = scene.publish("live/cam").begin(Track.VIDEO_0, new Track(MediaKind.VIDEO, 1));
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofMillis(1900), Track.VIDEO_0, new Track(MediaKind.VIDEO, 1));
        scene.pass(Duration.ofSeconds(20));
        assertThat(scene.service.counters().packagers()).isZero();
        assertThat(scene.service.counters().segmentBytes.sum()).isZero();
    }
}

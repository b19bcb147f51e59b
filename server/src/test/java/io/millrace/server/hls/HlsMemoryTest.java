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

    private final LongAdder held = new LongAdder();
    private final LongAdder refused = new LongAdder();

    private HlsMemory.Place place(HlsMemory memory, String stream, long bytes) {
        return memory.place(stream, bytes, 0).orElseThrow();
    }

    @Test
    void whoHoldsMoreThanItNeedsAndItsShareIsToDropSome() {
        var memory = new HlsMemory(100 << 20, held, refused);
        HlsMemory.Place large = place(memory, "large", 40 << 20);
        HlsMemory.Place small = place(memory, "small", 10 << 20);
        held.add(100 << 20);
        assertThat(large.isTooMuch(80 << 20))
                .as("as long as all is not too much")
                .isFalse();
        held.add(1);
        assertThat(large.isTooMuch((65 << 20) + 1)).isTrue();
        assertThat(large.isTooMuch(65 << 20)).isFalse();
        assertThat(small.isTooMuch((35 << 20) + 1)).isTrue();
        assertThat(small.isTooMuch(35 << 20)).isFalse();
        small.need(90 << 20, true);
        assertThat(large.isTooMuch((50 << 20) + 1)).as("when needs do not fit").isTrue();
    }

    @Test
    void thereIsRoomAsLongAsNeedsFit() {
        var memory = new HlsMemory(16 << 20, held, refused);
        HlsMemory.Place first = place(memory, "first", 12 << 20);
        HlsMemory.Place second = place(memory, "second", 0);
        assertThat(memory.place("third", 0, 0)).isEmpty();
        assertThat(memory.place("third", 0, 1)).isEmpty();
        assertThat(memory.isRefused("third", 1)).isTrue();
        assertThat(refused.sum()).as("once in a while").isEqualTo(1);
        first.need(1 << 20, true);
        second.need(1 << 20, false);
        assertThat(memory.place("large", 12 << 20, 2)).as("it may need four").isEmpty();
        second.need(1 << 20, true);
        place(memory, "third", 0);
        first.close();
        place(memory, "fourth", 8 << 20);
        assertThat(memory.place("fifth", 0, 2)).isEmpty();
    }

    @Test
    void streamThatEndedForItIsNotBegunForAWhile() {
        var memory = new HlsMemory(16 << 20, held, refused);
        HlsMemory.Place first = place(memory, "first", 20 << 20);
        first.refuse(0);
        first.close();
        assertThat(memory.place("first", 0, Duration.ofSeconds(29).toNanos())).isEmpty();
        assertThat(refused.sum()).isEqualTo(1);
        memory.forgetRefusals(Duration.ofSeconds(30).toNanos());
        assertThat(memory.place("first", 0, Duration.ofSeconds(30).toNanos())).isPresent();
    }

    @Test
    void streamsThatDoNotFitTogetherSettle() {
        var scene = new HlsScene("hls.max-total-bytes=16MiB", "applications.*.hls=always");
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            cameras.add(scene.publish("live/cam" + i).payload(12_000).begin(BOTH));
        }
        long started = 0;
        for (int second = 0; second < 120; second++) {
            cameras.forEach(camera -> camera.send(Duration.ofSeconds(1), BOTH));
            scene.pass(Duration.ofSeconds(1));
            if (scene.service.counters().segmentBytes.sum() > 16 << 20) {
                scene.pass(Duration.ofMillis(250)); // one has just begun, and the others have not looked
            }
            assertThat(scene.service.counters().segmentBytes.sum()).isLessThanOrEqualTo(16 << 20);
            if (second == 60) {
                started = scene.service.counters().packagersStarted.sum();
            }
        }
        assertThat(scene.service.counters().packagersStarted.sum())
                .isEqualTo(started)
                .isLessThan(10);
        assertThat(scene.service.counters().packagers()).isBetween(4L, 7L);
        assertThat(scene.service.counters().packagersRefused.sum()).isLessThan(60);
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
        var scene = new HlsScene("hls.max-total-bytes=20MiB", "applications.*.hls-window=1h");
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            cameras.add(scene.publish("live/cam" + i).payload(8000).begin(BOTH));
            scene.ask("/live/cam" + i + ".m3u8");
        }
        cameras.getFirst().payload(12_000);
        for (int second = 0; second < 30; second++) {
            cameras.forEach(camera -> camera.send(Duration.ofSeconds(1), BOTH));
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.service.counters().segmentBytes.sum()).isLessThanOrEqualTo(20 << 20);
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

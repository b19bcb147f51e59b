package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A fault of the server's own leaves nobody waiting, and nothing behind. */
final class HlsFaultsTest {
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};

    private final HlsScene scene = new HlsScene("hls.idle-timeout=1h");
    private final Camera camera = scene.publish("live/cam").begin(BOTH);

    private HlsFaultsTest() {
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
    }

    private void expectAnother() {
        FakeExchange another = scene.ask("/live/cam.hls/v0.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(another.status()).isEqualTo(200);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
        assertThat(scene.service.counters().packagersEnded.sum()).isEqualTo(1);
    }

    @Test
    void whoAsksIsToldAndThePackagerEnds() {
        scene.ask("/live/cam.hls/v0.m3u8");
        FakeExchange asked = scene.send("/live/cam.hls/v0.m3u8");
        scene.failOnce(new StackOverflowError());
        scene.loop.runAll();
        assertThat(asked.status()).isEqualTo(500);
        assertThat(scene.service.counters().packagers()).isZero();
        assertThat(scene.service.counters().segmentBytes.sum()).isZero();
        expectAnother();
    }

    @Test
    void offersOfAFaultAreNone() {
        FakeExchange master = scene.send("/live/cam.m3u8");
        scene.loop.execute(() -> scene.failOnce(new StackOverflowError()));
        scene.loop.runAll();
        assertThat(master.isAnswered()).isTrue();
        assertThat(master.status()).isEqualTo(503);
        expectAnother();
    }

    @Test
    void errorInATickEndsThePackager() {
        scene.loop.execute(() -> scene.failOnce(new StackOverflowError()));
        scene.pass(Duration.ofMillis(250));
        assertThat(scene.service.counters().packagers()).isZero();
        expectAnother();
    }

    @Test
    void viewersLeaveAfterAFaultToo() {
        var empty = new HlsScene("hls.idle-timeout=1h");
        empty.failOnce(new StackOverflowError());
        empty.pass(Duration.ofSeconds(1));
        Camera other = empty.publish("live/cam").begin(BOTH);
        empty.ask("/live/cam.m3u8");
        other.film(Duration.ofSeconds(3), BOTH);
        empty.ask("/live/cam.hls/v0.m3u8");
        assertThat(empty.players.all()).isEqualTo(1);
        empty.pass(Duration.ofSeconds(30));
        assertThat(empty.players.all()).isZero();
    }

    @Test
    void othersAreAnsweredThatWaitBehindOne() {
        FakeExchange failing = next().failOnce(new StackOverflowError());
        FakeExchange other = next();
        camera.film(Duration.ofSeconds(2), BOTH);
        assertThat(failing.status()).isEqualTo(500);
        assertThat(other.status()).isEqualTo(200);
        assertThat(scene.service.counters().packagersEnded.sum()).isZero();
    }

    private FakeExchange next() {
        long next = scene.playlist("/live/cam.hls/a0.m3u8").segments().size();
        long first = scene.playlist("/live/cam.hls/a0.m3u8").firstMsn();
        FakeExchange asked = scene.ask("/live/cam.hls/a0.m3u8?_HLS_msn=" + (first + next));
        assertThat(asked.isAnswered()).isFalse();
        return asked;
    }

    @Test
    void masterPlaylistThatFailsIsAnswered() {
        FakeExchange master = scene.send("/live/cam.m3u8").failOnce(new StackOverflowError());
        scene.loop.runAll();
        assertThat(master.status()).isEqualTo(500);
    }

    @Test
    void whoWaitsForNothingIsRefusedAtAFault() {
        Track silent = new Track(MediaKind.VIDEO, 1);
        Camera three = scene.publish("live/three").begin(Track.VIDEO_0, Track.AUDIO_0, silent);
        scene.ask("/live/three.m3u8");
        three.film(Duration.ofSeconds(3), BOTH);
        FakeExchange failing = scene.ask("/live/three.hls/v1.m3u8").failOnce(new StackOverflowError());
        FakeExchange other = scene.ask("/live/three.hls/v1.m3u8");
        FakeExchange asked = scene.send("/live/three.hls/v0.m3u8");
        scene.failOnce(new StackOverflowError());
        scene.loop.runAll();
        assertThat(asked.status()).isEqualTo(500);
        assertThat(failing.status()).isEqualTo(500);
        assertThat(other.status()).isEqualTo(503);
        assertThat(scene.service.counters().packagersEnded.sum()).isEqualTo(1);
    }
}

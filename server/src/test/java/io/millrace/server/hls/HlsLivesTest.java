package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Track;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class HlsLivesTest {
    private static final long NOW = 1_800_000_000_000L;
    private final HlsLives lives = new HlsLives();

    @Test
    void numbersAreThoseOfTheClock() {
        long first = lives.begin(NOW).firstNumber();
        assertThat(lives.begin(NOW + 60_000).firstNumber()).isEqualTo(first + 120);
        assertThat(new HlsLives().begin(NOW).firstNumber())
                .as("of another server")
                .isEqualTo(first);
        assertThat(lives.begin(NOW + 30L * 365 * 86_400_000).firstNumber()).isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void numbersGrowWhateverTheClockDoes() {
        long first = lives.begin(NOW).firstNumber();
        assertThat(lives.begin(NOW - 60_000).firstNumber()).isGreaterThan(first);
        lives.reached(first + 1_000_000);
        assertThat(lives.begin(NOW + 60_000).firstNumber()).isGreaterThan(first + 1_000_000);
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.2: media and discontinuity sequences do not go back in the next life of a packager")
    void nextLifeGoesOn() {
        Track[] both = {Track.VIDEO_0, Track.AUDIO_0};
        var scene = new HlsScene("hls.idle-timeout=1s");
        Camera camera = scene.publish("live/cam").begin(both);
        scene.ask("/live/cam.m3u8");
        scene.pass(Duration.ofMillis(250));
        for (int i = 0; i < 20; i++) {
            camera.send(Duration.ofSeconds(1), both); // more than a segment in a second of the clock
        }
        Playlist before = scene.playlist("/live/cam.hls/v0.m3u8");
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.service.counters().packagers()).isZero();
        FakeExchange asked = scene.ask("/live/cam.hls/v0.m3u8");
        camera.film(Duration.ofSeconds(3), both);
        Playlist after = PlaylistRules.check(asked.text());
        assertThat(after.firstMsn())
                .isGreaterThanOrEqualTo(before.firstMsn() + before.segments().size());
        assertThat(after.number("EXT-X-DISCONTINUITY-SEQUENCE", ""))
                .isGreaterThan(before.number("EXT-X-DISCONTINUITY-SEQUENCE", ""));
        assertThat(before.segments().getLast().uri())
                .isNotEqualTo(after.segments().getFirst().uri());
    }
}

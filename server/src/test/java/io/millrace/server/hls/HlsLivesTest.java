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

    private HlsLife begin(long millis) {
        return lives.begin("live/cam", millis);
    }

    @Test
    void numbersAreThoseOfTheClock() {
        HlsLife first = begin(NOW);
        assertThat(begin(NOW + 60_000).firstMsn()).isEqualTo(first.firstMsn() + 120);
        assertThat(begin(NOW + 600_000).firstDiscontinuity()).isEqualTo(first.firstDiscontinuity() + 1);
        assertThat(new HlsLives().begin("live/cam", NOW))
                .as("of another server")
                .isEqualTo(first);
        HlsLife late = begin(NOW + 30L * 365 * 86_400_000);
        assertThat(late.firstMsn()).isLessThan(Integer.MAX_VALUE);
        assertThat(begin(NOW + 5L * 365 * 86_400_000).firstDiscontinuity())
                .as("what hls.js looks through, in 2032")
                .isLessThan(350_000);
    }

    @Test
    void afterARestartNumbersAreNotLowerThanOfADiscontinuityInTenMinutes() {
        HlsLife first = begin(NOW);
        for (int returns = 1; returns <= 100; returns++) {
            HlsLife next = new HlsLives().begin("live/cam", NOW + returns * 600_000L);
            assertThat(next.firstDiscontinuity()).isGreaterThanOrEqualTo(first.firstDiscontinuity() + returns);
            assertThat(next.firstMsn()).isGreaterThanOrEqualTo(first.firstMsn() + returns * 1200L);
        }
    }

    @Test
    void numbersGrowWhateverTheClockDoes() {
        HlsLife first = begin(NOW);
        lives.over("live/cam", first.firstMsn() + 1, first.firstDiscontinuity() + 1);
        HlsLife second = begin(NOW - 60_000);
        assertThat(second.firstMsn()).isGreaterThan(first.firstMsn());
        assertThat(second.firstDiscontinuity()).isGreaterThan(first.firstDiscontinuity());
        lives.over("live/cam", second.firstMsn() + 1_000_000, second.firstDiscontinuity() + 1_000);
        HlsLife third = begin(NOW + 60_000);
        assertThat(third.firstMsn()).isGreaterThan(second.firstMsn() + 1_000_000);
        assertThat(third.firstDiscontinuity()).isEqualTo(second.firstDiscontinuity() + 1_000);
        assertThat(lives.begin("live/other", NOW).firstDiscontinuity())
                .as("of another stream")
                .isEqualTo(first.firstDiscontinuity());
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
        scene.pass(Duration.ofSeconds(7));
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

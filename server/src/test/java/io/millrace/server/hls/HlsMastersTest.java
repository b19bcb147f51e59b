package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Track;
import io.millrace.testkit.MasterPlaylistRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HlsMastersTest {
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};

    private static List<String> variants(FakeExchange master) {
        MasterPlaylistRules.check(master.text());
        return master.text().lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static HlsScene ladder(String... paths) {
        return HlsScene.configured("""
                hls:
                  segment-duration: 1s
                  groups:
                    live/ladder: {streams: "%s"}
                applications:
                  shut: {play-key: secret}
                  "*": {}
                """.formatted(String.join(", ", paths)));
    }

    @Test
    void groupTellsOnlyOfStreamsThatTheClientMayHave() {
        var scene = ladder("live/high", "shut/low");
        Camera high = scene.publish("live/high").begin(BOTH);
        Camera low = scene.publish("shut/low").begin(BOTH);
        FakeExchange without = scene.ask("/live/ladder.m3u8");
        FakeExchange wrong = scene.ask("/live/ladder.m3u8?key=wrong");
        FakeExchange with = scene.ask("/live/ladder.m3u8?key=secret");
        high.film(Duration.ofSeconds(3), BOTH);
        low.film(Duration.ofSeconds(3), BOTH);
        assertThat(variants(without)).containsExactly("high.hls/v0.m3u8");
        assertThat(variants(wrong)).containsExactly("high.hls/v0.m3u8?key=wrong");
        assertThat(variants(with))
                .containsExactly("high.hls/v0.m3u8?key=secret", "../shut/low.hls/v0.m3u8?key=secret");
    }

    @Test
    void groupOfWhichNothingIsAllowedIsRefused() {
        var scene = ladder("shut/high", "shut/low");
        scene.publish("shut/high").begin(BOTH);
        assertThat(scene.ask("/live/ladder.m3u8").status()).isEqualTo(403);
        assertThat(scene.service.counters().packagersStarted.sum()).isZero();
    }
}

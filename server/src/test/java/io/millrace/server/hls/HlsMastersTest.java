package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.testkit.MasterPlaylistRules;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
        high.film(Duration.ofMillis(1200), BOTH);
        low.film(Duration.ofMillis(1200), BOTH);
        assertThat(variants(without)).containsExactly("high.hls/v0.m3u8");
        assertThat(variants(wrong)).containsExactly("high.hls/v0.m3u8?key=wrong");
        assertThat(variants(with)).containsExactly("high.hls/v0.m3u8?key=secret", "../shut/low.hls/v0.m3u8?key=secret");
    }

    @Test
    void groupOfWhichNothingIsAllowedIsRefused() {
        var scene = ladder("shut/high", "shut/low");
        scene.publish("shut/high").begin(BOTH);
        assertThat(scene.ask("/live/ladder.m3u8").status()).isEqualTo(403);
        assertThat(scene.service.counters().packagersStarted.sum()).isZero();
    }

    @Test
    void groupOfWhichNothingIsPublishedSaysWhatIsMissing() {
        FakeExchange refused = ladder("live/high", "live/low").ask("/live/ladder.m3u8");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text()).contains("Nobody publishes any of live/high, live/low.");
    }

    @Test
    void frameRatesAreMeasured() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(2), BOTH);
        assertThat(master.text()).contains(",FRAME-RATE=25.000,");
    }

    @Test
    void deadRungHoldsUpNobody() {
        var scene = ladder("live/dead", "live/high", "live/low", "live/nobody");
        scene.publish("live/dead").begin(BOTH);
        Camera high = scene.publish("live/high").begin(BOTH);
        Camera low = scene.publish("live/low").begin(BOTH);
        FakeExchange first = scene.ask("/live/ladder.m3u8");
        high.film(Duration.ofMillis(1200), BOTH);
        low.film(Duration.ofMillis(1500), BOTH);
        assertThat(first.isAnswered()).isFalse();
        scene.pass(Duration.ofMillis(500));
        assertThat(variants(first)).containsExactly("high.hls/v0.m3u8", "low.hls/v0.m3u8");
        scene.pass(Duration.ofSeconds(1));
        FakeExchange later = scene.ask("/live/ladder.m3u8");
        scene.pass(Duration.ofMillis(250));
        assertThat(variants(later)).containsExactly("high.hls/v0.m3u8", "low.hls/v0.m3u8");
    }

    @Test
    void wholeLadderIsToldOfAtOnce() {
        var scene = ladder("live/high", "live/low");
        Camera high = scene.publish("live/high").begin(BOTH);
        Camera low = scene.publish("live/low").begin(BOTH);
        FakeExchange first = scene.ask("/live/ladder.m3u8");
        high.film(Duration.ofMillis(1200), BOTH);
        low.film(Duration.ofMillis(1200), BOTH);
        assertThat(variants(first)).containsExactly("high.hls/v0.m3u8", "low.hls/v0.m3u8");
        assertThat(variants(scene.ask("/live/ladder.m3u8"))).hasSize(2);
    }

    @Test
    void silentTrackHoldsUpAMasterPlaylistForTwoSecondsOnce() {
        var scene = new HlsScene();
        Track silent = new Track(MediaKind.VIDEO, 1);
        Camera camera = scene.publish("live/cam").begin(Track.VIDEO_0, Track.AUDIO_0, silent);
        FakeExchange first = scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofMillis(2500), BOTH);
        assertThat(first.isAnswered()).isFalse();
        camera.film(Duration.ofMillis(1500), BOTH);
        assertThat(variants(first)).containsExactly("cam.hls/v0.m3u8");
        assertThat(variants(scene.ask("/live/cam.m3u8"))).containsExactly("cam.hls/v0.m3u8");
    }

    @Test
    void whoHasGoneHoldsNoPlace() {
        var scene = new HlsScene();
        scene.publish("live/cam").begin(BOTH);
        List<FakeExchange> many =
                Stream.generate(() -> scene.ask("/live/cam.m3u8")).limit(10_000).toList();
        assertThat(many).noneMatch(FakeExchange::isAnswered);
        assertThat(scene.ask("/live/cam.m3u8").status()).isEqualTo(503);
        many.forEach(FakeExchange::go);
        scene.pass(Duration.ofMillis(250));
        assertThat(scene.ask("/live/cam.m3u8").isAnswered()).isFalse();
        assertThat(many).noneMatch(FakeExchange::isAnswered);
    }
}

package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.testkit.MasterPlaylistRules;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publishers who leave and come back, with other tracks. */
final class HlsTracksTest {
    private static final Track SECOND = new Track(MediaKind.VIDEO, 1);
    private static final Track[] TWO = {Track.VIDEO_0, SECOND, Track.AUDIO_0};
    private static final Track[] ONE = {Track.VIDEO_0, Track.AUDIO_0};

    private final HlsScene scene = new HlsScene("hls.end-after=10s", "hls.idle-timeout=1h");

    /** Of three tracks, which is packaged. */
    private Camera played() {
        Camera camera = scene.publish("live/cam").begin(TWO);
        scene.ask("/live/cam.m3u8");
        scene.pass(Duration.ofMillis(250));
        return camera.film(Duration.ofSeconds(4), TWO);
    }

    /** Another publisher of the same stream. */
    private Camera after(Camera before, Track... tracks) {
        before.leave();
        scene.pass(Duration.ofSeconds(1));
        return scene.publish("live/cam").begin(tracks);
    }

    private String second() {
        return scene.ask("/live/cam.hls/v1.m3u8").text();
    }

    @Test
    @DisplayName(
            "RFC 8216bis §6.2.1: the playlist of a track that is gone ends, and then it is gone itself, with its segments")
    void trackThatIsGoneEnds() {
        Camera one = after(played(), ONE);
        String before = second();
        one.film(Duration.ofSeconds(9), ONE);
        assertThat(PlaylistRules.check(second()).has("EXT-X-ENDLIST")).isFalse();
        FakeExchange waiting = scene.ask(
                "/live/cam.hls/v1.m3u8?_HLS_msn=" + (Playlist.parse(before).firstMsn() + 5));
        one.film(Duration.ofSeconds(3), ONE);
        assertThat(waiting.isAnswered()).isTrue();
        PlaylistRules.checkUpdate(before, second());
        assertThat(second()).endsWith("#EXT-X-ENDLIST\n");
        String last = Playlist.parse(second()).segments().getLast().uri();
        assertThat(scene.ask("/live/cam.hls/" + last).status()).isEqualTo(200);
        long held = scene.service.counters().segmentBytes.sum();
        one.film(Duration.ofSeconds(10), ONE);
        assertThat(scene.ask("/live/cam.hls/v1.m3u8").status()).isEqualTo(404);
        assertThat(scene.ask("/live/cam.hls/" + last).status()).isEqualTo(404);
        assertThat(scene.service.counters().segmentBytes.sum()).isLessThan(held);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        MasterPlaylistRules.check(master.text());
        assertThat(master.text()).contains("v0.m3u8").doesNotContain("v1.m3u8");
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").text())
                .contains("a0.m3u8")
                .doesNotContain("v1.m3u8");
    }

    @Test
    void trackThatReturnsInTimeGoesOn() {
        Camera one = after(played(), ONE).film(Duration.ofSeconds(3), ONE);
        String before = second();
        after(one, TWO).film(Duration.ofSeconds(3), TWO);
        PlaylistRules.checkUpdate(before, second());
        assertThat(second()).doesNotContain("ENDLIST").contains("#EXT-X-DISCONTINUITY\n");
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.2: a track that returns when its playlist is over has another, with higher numbers")
    void trackThatReturnsLateBeginsAnew() {
        Camera camera = played();
        for (int seconds : List.of(12, 25)) {
            Playlist before = Playlist.parse(second());
            Camera one = after(camera, ONE).film(Duration.ofSeconds(seconds), ONE);
            camera = after(one, TWO).film(Duration.ofSeconds(4), TWO);
            Playlist now = PlaylistRules.check(second());
            assertThat(now.has("EXT-X-ENDLIST")).isFalse();
            assertThat(now.firstMsn())
                    .isGreaterThanOrEqualTo(
                            before.firstMsn() + before.segments().size());
            assertThat(now.number("EXT-X-DISCONTINUITY-SEQUENCE", ""))
                    .isGreaterThan(before.number("EXT-X-DISCONTINUITY-SEQUENCE", ""));
            assertThat(now.segments().getFirst().all("EXT-X-MAP"))
                    .isNotEqualTo(before.segments().getFirst().all("EXT-X-MAP"));
        }
    }

    @Test
    void playlistsTellOfOtherTracksAsSoonAsTheyCome() {
        Camera one = after(played(), ONE).film(Duration.ofSeconds(2), ONE);
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").text()).doesNotContain("v1.m3u8");
        one.leave();
        scene.pass(Duration.ofSeconds(1));
        scene.ask("/live/cam.hls/v0.m3u8");
        scene.publish("live/cam").begin(TWO);
        scene.pass(Duration.ofMillis(250));
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").text()).contains("v1.m3u8");
    }

    @Test
    void publisherWhoReturnsShowsAllItsTracksFirst() {
        Camera camera = played();
        String before = scene.ask("/live/cam.hls/v0.m3u8").text();
        camera.leave();
        scene.pass(Duration.ofSeconds(1));
        Camera again = scene.publish("live/cam")
                .begin(Track.AUDIO_0, Track.VIDEO_0)
                .film(Duration.ofMillis(600), ONE)
                .begin(SECOND)
                .film(Duration.ofMillis(3400), TWO);
        String after = scene.ask("/live/cam.hls/v0.m3u8").text();
        PlaylistRules.checkUpdate(before, after);
        assertThat(Playlist.parse(after).segments().stream()
                        .filter(segment -> segment.count("EXT-X-DISCONTINUITY") > 0))
                .singleElement()
                .satisfies(segment -> assertThat(segment.duration()).isEqualTo(1)); // none of it is left out
        again.leave();
    }

    @Test
    void publisherWhoReturnsWithOtherTracksIsCutOnce() {
        Camera camera = played();
        camera.leave();
        scene.pass(Duration.ofSeconds(1));
        scene.publish("live/cam").begin(Track.VIDEO_0).film(Duration.ofSeconds(4), Track.VIDEO_0);
        Playlist video = scene.playlist("/live/cam.hls/v0.m3u8");
        assertThat(video.segments().stream()
                        .mapToInt(segment -> segment.count("EXT-X-DISCONTINUITY"))
                        .sum())
                .isEqualTo(1);
        Playlist.Segment first = video.segments().get(video.segments().size() - 4);
        assertThat(first.count("EXT-X-DISCONTINUITY"))
                .as("nothing of it is left out")
                .isEqualTo(1);
        assertThat(first.duration()).isEqualTo(1);
    }

    @Test
    void publisherWhoTakesOverGoesOnInAllPlaylists() {
        Camera camera = scene.publish("live/cam").begin(ONE);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(4), ONE);
        String video = scene.ask("/live/cam.hls/v0.m3u8").text();
        String sound = scene.ask("/live/cam.hls/a0.m3u8").text();
        var next = new Camera(scene.hub.publish("live/cam", true).orElseThrow(), scene.loop);
        next.begin(Track.VIDEO_0).film(Duration.ofMillis(600), Track.VIDEO_0);
        next.begin(Track.AUDIO_0).film(Duration.ofMillis(3400), ONE);
        String videoNow = scene.ask("/live/cam.hls/v0.m3u8").text();
        String soundNow = scene.ask("/live/cam.hls/a0.m3u8").text();
        PlaylistRules.checkUpdate(video, videoNow);
        PlaylistRules.checkUpdate(sound, soundNow);
    }
}

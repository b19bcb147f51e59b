package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Track;
import io.millrace.server.activity.Session;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.testkit.MasterPlaylistRules;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class HlsServiceTest {
    private static final Track[] BOTH = {Track.VIDEO_0, Track.AUDIO_0};

    private static Playlist.Segment lastFinished(Playlist playlist) {
        return playlist.segments().stream()
                .filter(Playlist.Segment::isFinished)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void streamIsPackagedForWhoAsks() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH).film(Duration.ofSeconds(1), BOTH);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        assertThat(master.isAnswered()).isFalse();
        camera.film(Duration.ofSeconds(3), BOTH);
        MasterPlaylistRules.check(master.text());
        assertThat(master.text()).contains("\ncam.hls/v0.m3u8\n", "URI=\"cam.hls/a0.m3u8\"");
        assertThat(scene.playlist("/live/cam.hls/v0.m3u8").segments()).hasSizeGreaterThan(1);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoMemoryItIsSaidSo() {
        var scene = new HlsScene("hls.max-total-bytes=64KiB");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.publish("live/other").begin(BOTH);
        FakeExchange first = scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(20), BOTH);
        assertThat(first.status()).isEqualTo(200);
        for (String target : List.of("/live/other.m3u8", "/live/other.hls/v0.m3u8")) {
            FakeExchange refused = scene.ask(target);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("memory");
        }
        assertThat(scene.service.counters().packagersRefused.sum())
                .as("once in a while")
                .isEqualTo(1);
        assertThat(scene.ask("/live/nobody.m3u8").status()).isEqualTo(404);
    }

    @Test
    @DisplayName(
            "RFC 8216bis §4.4.3.1: the target duration is as long as segments are, also of a stream that has just begun")
    void targetDurationIsMeasured() {
        var asked = new HlsScene("hls.segment-duration=2s");
        Camera camera = asked.publish("live/cam").begin(BOTH);
        FakeExchange playlist = asked.ask("/live/cam.hls/v0.m3u8");
        camera.film(Duration.ofMillis(2200), BOTH);
        assertThat(PlaylistRules.check(playlist.text()).number("EXT-X-TARGETDURATION", ""))
                .as("no later than with a guess")
                .isEqualTo(2);
        var always = new HlsScene("hls.segment-duration=2s", "applications.*.hls=always");
        always.publish("live/cam").begin(BOTH).film(Duration.ofSeconds(5), BOTH);
        Playlist begun = always.playlist("/live/cam.hls/v0.m3u8");
        assertThat(begun.number("EXT-X-TARGETDURATION", "")).isEqualTo(2);
        assertThat(begun.duration()).as("nothing is left out").isGreaterThan(4);
    }

    @Test
    @DisplayName("RFC 8216bis §4.4.3.1, §4.4.2.1: a short first group of pictures does not make all segments short")
    void shortFirstGroupOfPicturesIsNotAllThatIsMeasured() {
        for (Duration age : List.of(Duration.ZERO, Duration.ofSeconds(1))) {
            var scene = new HlsScene("hls.segment-duration=2s");
            Camera camera = scene.publish("live/cam").gopOf(10).begin(BOTH);
            FakeExchange young = age.isZero() ? scene.ask("/live/cam.m3u8") : null;
            camera.film(Duration.ofMillis(440), BOTH).gopOf(90).film(age, BOTH);
            FakeExchange master = young == null ? scene.ask("/live/cam.m3u8") : young;
            camera.film(Duration.ofSeconds(20), BOTH);
            assertThat(master.status()).isEqualTo(200);
            Playlist playlist = scene.playlist("/live/cam.hls/v0.m3u8");
            assertThat(playlist.number("EXT-X-TARGETDURATION", "")).isEqualTo(4);
            assertThat(playlist.has("EXT-X-INDEPENDENT-SEGMENTS")).isTrue();
        }
    }

    @Test
    void whatIsPackagedUnaskedIsForPlayersOfToday() {
        var scene = new HlsScene("hls.idle-timeout=5s", "applications.*.hls=always");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        FakeExchange old = scene.ask("/live/cam.m3u8?format=ts");
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(old.status()).isEqualTo(200);
        assertThat(scene.service.counters().packagers()).isEqualTo(2);
        camera.film(Duration.ofSeconds(7), BOTH);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
        assertThat(scene.ask("/live/cam.m3u8").status()).isEqualTo(200);
    }

    @Test
    void targetDurationHoldsForTracksThatComeInTheFirstSegment() {
        var scene = new HlsScene("hls.segment-duration=2s");
        Camera camera = scene.publish("live/cam").gopOf(75).begin(Track.VIDEO_0);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofMillis(1500), Track.VIDEO_0).begin(Track.AUDIO_0).film(Duration.ofSeconds(16), BOTH);
        for (String rendition : List.of("v0", "a0")) {
            Playlist playlist = scene.playlist("/live/cam.hls/" + rendition + ".m3u8");
            assertThat(playlist.number("EXT-X-TARGETDURATION", "")).isEqualTo(4);
            assertThat(lastFinished(playlist).duration()).isEqualTo(3);
        }
    }

    @Test
    void whoDropsInTheFirstGroupOfPicturesMeasuresNothing() {
        var scene = new HlsScene("hls.segment-duration=2s");
        Camera camera = scene.publish("live/cam").gopOf(75).begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofMillis(500), BOTH).leave();
        scene.pass(Duration.ofSeconds(2));
        scene.publish("live/cam").gopOf(75).begin(BOTH).film(Duration.ofSeconds(13), BOTH);
        Playlist playlist = scene.playlist("/live/cam.hls/v0.m3u8");
        assertThat(playlist.number("EXT-X-TARGETDURATION", "")).isEqualTo(4);
        assertThat(lastFinished(playlist).duration()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "RFC 8216bis §6.2.1: of a stream that is cut without key frames nothing is promised that is taken back")
    void nothingIsPromisedThatIsKnownNotToHold() {
        var seldom = new HlsScene("hls.segment-duration=2s");
        Camera slow = seldom.publish("live/cam").gopOf(500).begin(BOTH).film(Duration.ofSeconds(41), BOTH);
        FakeExchange first = seldom.ask("/live/cam.hls/v0.m3u8");
        slow.film(Duration.ofSeconds(10), BOTH);
        assertThat(first.text()).contains("TARGETDURATION:10\n").doesNotContain("INDEPENDENT-SEGMENTS");
        var once = new HlsScene("hls.segment-duration=2s");
        Camera camera = once.publish("live/cam").begin(BOTH);
        FakeExchange young = once.ask("/live/cam.hls/v0.m3u8");
        camera.film(Duration.ofMillis(1040), BOTH).gopOf(100_000).film(Duration.ofSeconds(5), BOTH);
        assertThat(young.text()).contains("TARGETDURATION:4\n").doesNotContain("INDEPENDENT-SEGMENTS");
    }

    @Test
    void keyFramesThatNeverComeAreNotWaitedFor() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH).film(Duration.ofMillis(40), BOTH);
        FakeExchange playlist = scene.ask("/live/cam.hls/v0.m3u8");
        camera.gopOf(1000).film(Duration.ofSeconds(5), BOTH);
        Playlist begun = PlaylistRules.check(playlist.text());
        assertThat(begun.number("EXT-X-TARGETDURATION", "")).isEqualTo(2);
        assertThat(begun.segments().getFirst().duration()).isEqualTo(2);
        assertThat(begun.has("EXT-X-INDEPENDENT-SEGMENTS")).isFalse();
        assertThat(scene.playlist("/live/cam.hls/a0.m3u8").has("EXT-X-INDEPENDENT-SEGMENTS"))
                .isTrue();
    }

    @Test
    void streamWithoutPicturesYetIsNotSaidToBeUnpublished() {
        var scene = new HlsScene();
        scene.publish("live/cam").begin(BOTH);
        FakeExchange master = scene.ask("/live/cam.m3u8");
        scene.pass(Duration.ofSeconds(9));
        assertThat(master.isAnswered()).isFalse();
        scene.pass(Duration.ofSeconds(2));
        assertThat(master.status()).isEqualTo(503);
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.5.1: a delta update is the same without what the player has")
    void deltaUpdates() {
        var scene = new HlsScene("applications.*.hls-window=1m");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(20), BOTH);
        String whole = scene.ask("/live/cam.hls/v0.m3u8").text();
        String delta = scene.ask("/live/cam.hls/v0.m3u8?_HLS_skip=YES").text();
        PlaylistRules.checkDelta(whole, delta);
        assertThat(delta).contains("#EXT-X-SKIP:");
    }

    @Test
    void anotherPublisherGoesOnInTheSamePlaylist() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(4), BOTH).leave();
        String before = scene.ask("/live/cam.hls/v0.m3u8").text();
        scene.pass(Duration.ofSeconds(2));
        scene.publish("live/cam").begin(BOTH).film(Duration.ofSeconds(3), BOTH);
        String after = scene.ask("/live/cam.hls/v0.m3u8").text();
        PlaylistRules.checkUpdate(before, after);
        assertThat(after).contains("#EXT-X-DISCONTINUITY\n").doesNotContain("#EXT-X-ENDLIST");
    }

    @Test
    void playersAreToldWhenNobodyComesBack() {
        var scene = new HlsScene("hls.end-after=5s", "hls.idle-timeout=1h");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(4), BOTH).leave();
        String before = scene.ask("/live/cam.hls/v0.m3u8").text();
        scene.pass(Duration.ofSeconds(4));
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").text()).isEqualTo(before);
        scene.pass(Duration.ofSeconds(2));
        String after = scene.ask("/live/cam.hls/v0.m3u8").text();
        PlaylistRules.checkUpdate(before, after);
        assertThat(after).endsWith("#EXT-X-ENDLIST\n");
    }

    @Test
    void viewersAreCountedByWhoAsks() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(scene.players.all()).isZero();
        scene.ask("/live/cam.hls/v0.m3u8");
        scene.ask("/live/cam.hls/a0.m3u8");
        assertThat(scene.players.all()).isEqualTo(1);
        scene.ask("/live/cam.hls/v0.m3u8?viewer=2");
        assertThat(scene.players.byKind("live/cam")).isEqualTo(Map.of(ViewerKind.HLS, 2));
        scene.pass(Duration.ofSeconds(30));
        assertThat(scene.players.all()).isZero();
    }

    @Test
    void queryHasABound() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        String longest = "?k=" + "x".repeat(1015) + "%20%20"; // encoded as it is in playlists
        for (String target : List.of("/live/cam.m3u8", "/live/cam.hls/v0.m3u8")) {
            assertThat(scene.ask(target + longest).status()).isEqualTo(200);
            assertThat(scene.ask(target + longest + "&_HLS_msn=1&format=cmaf").status())
                    .as("what playlists do not have")
                    .isEqualTo(200);
            FakeExchange refused = scene.ask(target + longest + "x");
            assertThat(refused.status()).isEqualTo(414);
            assertThat(refused.text()).contains("query is too long");
        }
        assertThat(scene.players.all()).isEqualTo(1);
    }

    @Test
    void asManyPlayAsMay() {
        var scene = new HlsScene("applications.*.max-players=1");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(scene.ask("/live/cam.hls/v0.m3u8").status()).isEqualTo(200);
        assertThat(scene.ask("/live/cam.hls/v0.m3u8?viewer=2").status()).isEqualTo(503);
        assertThat(scene.ask("/live/cam.hls/a0.m3u8").status()).isEqualTo(200);
    }

    @Test
    void whatViewersGetIsCountedAlsoWhatTheyWaitedFor() {
        var scene = new HlsScene();
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        FakeExchange playlist = scene.ask("/live/cam.hls/v0.m3u8");
        long next = PlaylistRules.check(playlist.text()).firstMsn() + 10;
        FakeExchange refused = scene.ask("/live/cam.hls/v0.m3u8?_HLS_msn=" + next);
        assertThat(refused.status()).isEqualTo(400);
        FakeExchange gone = scene.ask("/live/cam.hls/v0-0-0.m4s");
        assertThat(gone.status()).isEqualTo(404);
        FakeExchange waited = scene.ask("/live/cam.hls/v0.m3u8?_HLS_msn=" + (next - 7));
        assertThat(waited.isAnswered()).isFalse();
        camera.film(Duration.ofSeconds(2), BOTH);
        Session viewer = scene.sessions.all().iterator().next();
        assertThat(viewer.bytesSent())
                .isEqualTo(Stream.of(playlist, refused, gone, waited)
                        .mapToLong(answer -> answer.body().length())
                        .sum());
    }

    @Test
    void whoIsKickedGetsNothingForAMinute() {
        var scene = new HlsScene("hls.idle-timeout=1h");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(3), BOTH);
        String segment =
                scene.playlist("/live/cam.hls/v0.m3u8").segments().getFirst().uri();
        scene.sessions.all().iterator().next().kick("Go.");
        assertThat(scene.players.all()).isZero();
        List<String> targets = List.of("/live/cam.m3u8", "/live/cam.hls/v0.m3u8", "/live/cam.hls/" + segment);
        for (String target : targets) {
            assertThat(scene.ask(target).status()).isEqualTo(403);
            assertThat(scene.ask(target + "?viewer=2").status()).isEqualTo(200);
        }
        assertThat(scene.players.all()).isEqualTo(1);
        assertThat(scene.ask("/live/cam.hls/ts.m3u8").status()).isEqualTo(403);
        assertThat(scene.service.counters().packagers()).isEqualTo(1); // nothing is begun for it
        scene.pass(Duration.ofMinutes(1));
        for (String target : targets) {
            assertThat(scene.ask(target).status()).isEqualTo(200);
        }
    }

    @Test
    void whatNobodyAsksForIsNotPackagedForLong() {
        var scene = new HlsScene("hls.idle-timeout=5s");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        assertThat(scene.service.counters().packagers()).isZero();
        scene.ask("/live/cam.m3u8");
        camera.film(Duration.ofSeconds(4), BOTH);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
        camera.film(Duration.ofSeconds(3), BOTH);
        assertThat(scene.service.counters().packagers()).isZero();
        assertThat(scene.service.counters().segmentBytes.sum()).isZero();
    }

    @Test
    void streamsOfSomeApplicationsArePackagedUnasked() {
        var scene = new HlsScene("applications.*.hls=always", "hls.idle-timeout=1s", "hls.end-after=0");
        Camera camera = scene.publish("live/cam").begin(BOTH);
        camera.film(Duration.ofSeconds(10), BOTH);
        assertThat(scene.service.counters().packagers()).isEqualTo(1);
        assertThat(scene.playlist("/live/cam.hls/v0.m3u8").segments()).hasSizeGreaterThan(3);
        camera.leave();
        scene.pass(Duration.ofSeconds(7));
        assertThat(scene.service.counters().packagers()).isZero();
    }
}

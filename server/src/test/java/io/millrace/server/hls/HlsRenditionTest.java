package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import io.millrace.mux.SegmentOutput.SegmentEnd;
import io.millrace.mux.SegmentTargets;
import io.millrace.mux.hls.LiveWindow;
import io.millrace.mux.hls.MediaPlaylist.RenditionReport;
import io.millrace.server.hls.HlsName.Reload;
import io.millrace.testkit.ManualLoop;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class HlsRenditionTest {
    private static final SegmentTargets TARGETS = new SegmentTargets(500, 2000, 2);

    /** In which what waits has to come. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(6).toNanos();

    private final ManualLoop loop = new ManualLoop();
    private final HlsRendition rendition = new HlsRendition(
            "v0",
            new HlsLife("life", 12, 7),
            12,
            TARGETS,
            new LiveWindow.Limits(8000, 4000, 1 << 20),
            HlsScene.requests(),
            this::reports);
    private int parts;
    private int reported;

    HlsRenditionTest() {
        rendition.add(new Begin(Track.VIDEO_0, 0, Bytes.utf8("init"), List.of()));
        segment();
    }

    private List<RenditionReport> reports(String query) {
        reported++;
        return List.of(new RenditionReport("a0.m3u8" + query, 12, OptionalInt.of(0)));
    }

    private void part() {
        rendition.add(new Part(
                Track.VIDEO_0,
                List.of(Bytes.utf8("part "), Bytes.utf8(parts + ";")),
                500_000,
                parts * 500L,
                true,
                parts % 4 == 0));
        parts++;
        rendition.forgetTexts();
    }

    private void segment() {
        for (int i = 0; i < 4; i++) {
            part();
        }
        rendition.add(new SegmentEnd(Track.VIDEO_0));
        rendition.forgetTexts();
    }

    private FakeExchange playlist(long msn, OptionalInt part) {
        var exchange = new FakeExchange("/live/cam.hls/v0.m3u8", loop);
        rendition.playlist(exchange, new Reload(msn, part, false), "", 0);
        return exchange;
    }

    private FakeExchange part(long msn, int index) {
        var exchange = new FakeExchange("/live/cam.hls/part", loop);
        rendition.part(exchange, msn, index, 0);
        return exchange;
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.5.2: a playlist waits for the segment that is asked for")
    void playlistWaits() {
        String before = playlist(-1, OptionalInt.empty()).text();
        long next = rendition.window().nextMsn();
        FakeExchange whole = playlist(next, OptionalInt.empty());
        FakeExchange part = playlist(next, OptionalInt.of(1));
        part();
        rendition.answerWaiting(1);
        assertThat(part.isAnswered()).isFalse();
        part();
        rendition.answerWaiting(2);
        PlaylistRules.checkUpdate(before, part.text());
        assertThat(whole.isAnswered()).isFalse();
        part();
        part();
        rendition.add(new SegmentEnd(Track.VIDEO_0));
        rendition.forgetTexts();
        rendition.answerWaiting(3);
        PlaylistRules.checkUpdate(part.text(), whole.text());
        assertThat(rendition.window().nextMsn()).isEqualTo(next + 1);
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.2: a part that is hinted at is waited for")
    void hintedPartWaits() {
        long next = rendition.window().nextMsn();
        Playlist playlist =
                PlaylistRules.check(playlist(-1, OptionalInt.empty()).text());
        assertThat(playlist.attributes("EXT-X-PRELOAD-HINT").get("URI")).contains("-" + next + ".0.");
        FakeExchange hinted = part(next, 0);
        FakeExchange beyond = part(next, 1);
        assertThat(beyond.status()).isEqualTo(404);
        assertThat(hinted.isAnswered()).isFalse();
        part();
        rendition.answerWaiting(1);
        assertThat(hinted.text()).isEqualTo("part 4;");
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.5.2: three target durations are as long as anything waits")
    void whatDoesNotComeIsRefused() {
        long next = rendition.window().nextMsn();
        FakeExchange playlist = playlist(next, OptionalInt.empty());
        FakeExchange part = part(next, 0);
        rendition.answerWaiting(PATIENCE_NANOS - 1);
        assertThat(playlist.isAnswered() || part.isAnswered()).isFalse();
        rendition.answerWaiting(PATIENCE_NANOS);
        assertThat(playlist.status()).isEqualTo(503);
        assertThat(part.status()).isEqualTo(503);
    }

    @Test
    void whatIsFarAheadIsRefusedAtOnce() {
        long next = rendition.window().nextMsn();
        assertThat(playlist(next + 3, OptionalInt.empty()).status()).isEqualTo(400);
        assertThat(playlist(next + 2, OptionalInt.empty()).isAnswered()).isFalse();
    }

    @Test
    void nothingIsWaitedForBehindTheEnd() {
        long next = rendition.window().nextMsn();
        FakeExchange playlist = playlist(next, OptionalInt.empty());
        FakeExchange part = part(next, 0);
        rendition.window().end();
        rendition.forgetTexts();
        rendition.answerWaiting(1);
        assertThat(playlist.text()).endsWith("#EXT-X-ENDLIST\n");
        assertThat(part.status()).isEqualTo(404);
        assertThat(playlist(next, OptionalInt.empty()).status()).isEqualTo(200);
    }

    @Test
    void segmentsAndInitSegmentsAreServed() {
        var segment = new FakeExchange("/live/cam.hls/segment", loop);
        rendition.segment(segment, rendition.window().nextMsn() - 1);
        assertThat(segment.text()).isEqualTo("part 0;part 1;part 2;part 3;");
        var none = new FakeExchange("/live/cam.hls/segment", loop);
        rendition.segment(none, rendition.window().nextMsn());
        assertThat(none.status()).isEqualTo(404);
        String init = PlaylistRules.check(playlist(-1, OptionalInt.empty()).text())
                .segments()
                .getFirst()
                .all("EXT-X-MAP")
                .getFirst()
                .get("URI");
        var exchange = new FakeExchange("/live/cam.hls/" + init, loop);
        HlsName.Init name = (HlsName.Init) HlsName.parse(init).orElseThrow();
        rendition.init(exchange, name.number());
        assertThat(exchange.text()).isEqualTo("init");
    }

    @Test
    void whoHasGoneHoldsNoPlace() {
        long next = rendition.window().nextMsn();
        List<FakeExchange> many =
                Stream.generate(() -> part(next, 0)).limit(20_000).toList();
        assertThat(many).noneMatch(FakeExchange::isAnswered);
        assertThat(part(next, 0).status()).isEqualTo(503);
        many.forEach(FakeExchange::go);
        rendition.answerWaiting(1);
        FakeExchange late = part(next, 0);
        assertThat(late.isAnswered()).isFalse();
        part();
        rendition.answerWaiting(2);
        assertThat(late.status()).isEqualTo(200);
        assertThat(many).noneMatch(FakeExchange::isAnswered);
    }

    @Test
    void everyQueryStandsInAllUris() {
        String without = playlist("").text();
        for (String query : List.of("?key=a%26b", "?token=1", "?token=2")) {
            Playlist playlist = PlaylistRules.check(playlist(query).text());
            assertThat(playlist.segments()).allMatch(segment -> segment.uri().endsWith(".m4s" + query));
            assertThat(playlist.attributes("EXT-X-PRELOAD-HINT").get("URI")).endsWith(query);
            assertThat(playlist.attributes("EXT-X-RENDITION-REPORT").get("URI")).isEqualTo("a0.m3u8" + query);
            assertThat(playlist(query).text().replace(query, "")).isEqualTo(without);
        }
    }

    @Test
    void textIsMadeOncePerMoment() {
        playlist("");
        for (int i = 0; i < 1000; i++) {
            playlist("?token=" + i);
        }
        assertThat(reported).isEqualTo(1);
        assertThat(playlist("").answer()).isSameAs(playlist("").answer());
        part();
        assertThat(playlist("?token=1").text())
                .isNotEqualTo(playlist("?token=2").text());
        assertThat(reported).isEqualTo(2);
    }

    private FakeExchange playlist(String query) {
        var exchange = new FakeExchange("/live/cam.hls/v0.m3u8", loop);
        rendition.playlist(exchange, new Reload(-1, OptionalInt.empty(), false), query, 0);
        return exchange;
    }
}

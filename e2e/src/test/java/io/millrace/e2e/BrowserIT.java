package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.RawAmf;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Chromium plays what is published, from a page of another site, with the players that sites use. */
class BrowserIT {
    /** Enough that playlists leave out what players have. */
    private static final int SECONDS_AT_ONCE = 20;

    /** Two minutes of a clip: for a machine that is slow, and busy too. */
    private static final int TIMES = 60;

    private static final List<MediaFile> LIVE =
            List.of(MediaFile.H264_AAC_B_FRAMES, MediaFile.AV1_OPUS, MediaFile.VP9_OPUS);

    @TempDir
    private static Path folder;

    private static final Running RUNNING = new Running();
    private static final AtomicInteger FILES = new AtomicInteger();
    private static TestServer server;
    private static PlayerPages pages;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = RUNNING.add(Chromium.start());
        pages = RUNNING.add(PlayerPages.start());
        server = RUNNING.add(TestServer.start(
                "hls.segment-duration=1s",
                "hls.end-after=0",
                "hls.idle-timeout=1h",
                "applications.*.hls=always",
                "applications.*.hls-window=1m",
                "streams.max-lag=1m",
                "recordings.directory=" + folder,
                "recordings.keep-free=0",
                "applications.*.record-format=fmp4"));
        for (MediaFile clip : LIVE) {
            RUNNING.add(LivePublisher.start(server, clip.name(), tags(clip, TIMES), SECONDS_AT_ONCE));
        }
        RUNNING.add(LivePublisher.start(server, "ladder", ladder(), SECONDS_AT_ONCE));
    }

    /** Two tracks of each kind; of the first, which is track 0, nothing can be said. */
    private static List<FlvTag> ladder() {
        byte[] metadata = RawAmf.encode(
                "onMetaData",
                Map.of("audioTrackIdInfoMap", Map.of("1", Map.of("language", "fr", "name", "Commentaire"))));
        List<FlvTag> tags = new ArrayList<>(tags(MediaFile.TWO_SIZES_TWO_SOUNDS, TIMES));
        tags.removeIf(tag -> tag.type() == FlvTag.SCRIPT);
        tags.addFirst(new FlvTag(FlvTag.SCRIPT, 0, ByteBuffer.wrap(metadata)));
        return tags;
    }

    /** Into a file of its own: tests run side by side. */
    private static List<FlvTag> tags(MediaFile clip, int times) {
        return FlvTag.read(Ffmpeg.bundled()
                .repeat(clip.path(), times, folder.resolve(clip + "-" + FILES.incrementAndGet() + ".flv")));
    }

    @AfterAll
    static void stop() throws Exception {
        RUNNING.close();
    }

    /** As published at npm, dist/hls.min.js and dist/mpegts.js. */
    @ParameterizedTest
    @CsvSource({
        "hls-1.7.4.min.js, cfc70cc9e9fc63d071919e087670abc760c8fd1bc889b88588026e4d22193bbe",
        "mpegts-1.8.2.js, bda31748736a69cb610c2edf4623e633f1f4f47b5bda83668c8d287e51b0c3a8"
    })
    void playersAreThoseOfTheirMakers(String file, String sha256) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(PlayerPages.file(file));
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
    }

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "AV1_OPUS"})
    void mpegtsJsPlaysFlv(MediaFile clip) {
        try (var page = play("playFlv('%s')", "/live/" + clip + ".flv?compat=1")) {
            page.evaluate("plays(1)");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "AV1_OPUS", "VP9_OPUS"})
    void hlsJsPlays(MediaFile clip) {
        try (var page = play("playHls('%s', false)", "/live/" + clip + ".m3u8")) {
            page.evaluate("plays(1)");
            assertThat(page.evaluate("seen.parts").asInt()).isZero();
        }
    }

    /** Parts, the delay of the last one, and playlists without what the player has. */
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "AV1_OPUS", "VP9_OPUS"})
    void hlsJsPlaysWithLowLatency(MediaFile clip) {
        try (var page = play("playHls('%s', true)", "/live/" + clip + ".m3u8")) {
            page.evaluate("plays(1)");
            page.evaluate("until(() => seen.parts > 2 && seen.skipped > 0 && hls.latency > 0)");
            assertThat(page.evaluate("seen.failedDeltas").asInt()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "AV1_OPUS", "VP9_OPUS"})
    void aPagePlaysMp4FromAWebSocket(MediaFile clip) {
        try (var page = chromium.open(pages.player())) {
            page.evaluate("playMp4('%s')".formatted(server.httpUrl("ws", "/live/" + clip + ".mp4")));
            page.evaluate("plays(1)");
        }
    }

    @Test
    void aVideoElementPlaysLiveMp4() {
        try (var page = play("playFile('%s')", "/live/H264_AAC_B_FRAMES.mp4")) {
            page.evaluate("plays(1)");
        }
    }

    @Test
    void hlsJsOffersVariantsAndSounds() {
        try (var page = play("playHls('%s', true)", "/live/ladder.m3u8")) {
            page.evaluate("plays(0.5)");
            assertThat(list(page, "hls.levels.map(level => `${level.width}x${level.height} ${level.videoCodec}`)"))
                    .containsExactlyInAnyOrder("160x120 avc1.64000b", "320x240 avc1.64000d");
            assertThat(list(page, "hls.audioTracks.map(track => `${track.name} (${track.lang})`)"))
                    .containsExactly("Audio 1 (undefined)", "Commentaire (fr)");
            int width = page.evaluate("video.videoWidth").asInt();
            page.evaluate("hls.nextLevel = hls.levels.findIndex(level => level.width != %d)".formatted(width));
            page.evaluate("until(() => video.videoWidth != %d)".formatted(width));
            page.evaluate("plays(0.5)");
            page.evaluate("hls.audioTrack = 1");
            page.evaluate("until(() => seen.sound == 1)");
            page.evaluate("plays(0.5)");
        }
    }

    @Test
    void aRecordingIsPlayedFromItsMiddle() throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publisher.createStream();
            publisher.command(streamId, "publish", 0, null, "film", "record");
            publisher.awaitStatus("NetStream.Record.Start");
            publisher.tags(streamId, tags(MediaFile.H264_AAC_B_FRAMES, 10));
            publisher.command(streamId, "closeStream", 0, (Object) null);
            publisher.awaitStatus("NetStream.Record.Stop");
        }
        try (var page = play("playFile('%s')", "/recordings/live/film.mp4")) {
            page.evaluate("plays(0.5)");
            assertThat(page.evaluate("video.duration").asDouble()).isBetween(19.0, 21.0);
            page.evaluate("video.currentTime = 10");
            page.evaluate("plays(0.5)");
            assertThat(page.evaluate("video.currentTime").asDouble()).isBetween(10.0, 20.0);
        }
    }

    @Test
    void theConsoleShowsStreamsWhateverTheyAreCalled() throws IOException {
        String script = "<img src=x onerror=alert(1)>";
        try (var publisher = RawRtmpPeer.connect(server.address(), "live");
                var page = chromium.open(server.httpUrl("/#/streams"))) {
            Frames.sendGops(publisher, publisher.publish(script), 0, 1);
            page.await("document.querySelector('[data-stream*=onerror]')");
            assertThat(list(page, "[...document.querySelectorAll('[data-stream]')].map(row => row.dataset.stream)"))
                    .contains("live/" + script, "live/H264_AAC_B_FRAMES", "live/ladder");
            assertThat(page.evaluate("document.querySelector('[data-stream*=onerror]').textContent")
                            .asString())
                    .contains(script);
            assertThat(page.evaluate("document.querySelectorAll('main img').length")
                            .asInt())
                    .isZero();
            assertThat(page.problems()).isEmpty();
        }
    }

    @Test
    void theConsoleTellsANewcomerWhatToDo() {
        try (var empty = TestServer.start();
                var page = chromium.open(empty.httpUrl("/"))) {
            page.await("document.querySelector('[data-testid=publish-help][open]')");
            assertThat(page.evaluate("document.querySelector('main').innerText").asString())
                    .contains("rtmp://");
            assertThat(page.problems()).isEmpty();
        }
    }

    /** Chromium of itself has no HEVC; in the second case it only says that it has. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "MediaSource.isTypeSupported = () => true"})
    void theConsoleSaysWhatTheBrowserCannotPlayUntilTheTracksChange(String before) throws IOException {
        String name = "foreign" + before.length();
        try (var publisher = RawRtmpPeer.connect(server.address(), "live");
                var page = chromium.open(server.httpUrl("/"))) {
            page.evaluate(before);
            int streamId = publisher.publish(name);
            publisher.tags(streamId, tags(MediaFile.HEVC_OPUS, 3));
            page.evaluate("location.hash = '#/streams/live/%s'".formatted(name));
            page.await("document.querySelector('[data-testid=preview-status]')?.innerText"
                    + ".startsWith('This browser cannot play video/mp4')");
            publisher.command(streamId, "closeStream", 0, (Object) null);
            publisher.tags(publisher.publish(name), tags(MediaFile.H264_AAC_B_FRAMES, 3));
            page.await("document.querySelector('video').videoWidth > 0");
        }
    }

    private static List<String> list(Chromium.Page page, String expression) {
        return page.evaluate(expression).valueStream().map(JsonNode::asString).toList();
    }

    private static Chromium.Page play(String how, String target) {
        Chromium.Page page = chromium.open(pages.player());
        page.evaluate(how.formatted(server.httpUrl(target)));
        return page;
    }
}

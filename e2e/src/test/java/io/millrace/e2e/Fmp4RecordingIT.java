package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.mux.Mp4File;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published is in an MP4 file afterwards, which is served over HTTP and RTMP. */
class Fmp4RecordingIT {
    private static final String FMP4 = "applications.*.record-format=fmp4";

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static TestHttp http;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @BeforeAll
    static void start() throws IOException {
        makeFiles();
        server = TestServer.start(
                "recordings.directory=" + folder, "recordings.keep-free=0", "applications.shut.play-key=secret", FMP4);
        http = new TestHttp(server);
    }

    /** What is not to be had, or not by everybody. */
    private static void makeFiles() throws IOException {
        Path live = Files.createDirectories(folder.resolve("live"));
        Files.write(folder.resolve("secret.mp4"), new byte[3]);
        Files.write(live.resolve("notes.txt"), new byte[3]);
        Files.write(live.resolve(".hidden.mp4"), new byte[3]);
        Files.createDirectories(live.resolve("directory.mp4"));
        Files.createSymbolicLink(live.resolve("link.mp4"), folder.resolve("secret.mp4"));
        Files.write(Files.createDirectories(folder.resolve("shut")).resolve("cam.mp4"), new byte[3]);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path record(String name, List<FlvTag> tags) throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publish(publisher, name);
            publisher.tags(streamId, tags);
            publisher.command(streamId, "closeStream", 0, (Object) null);
            publisher.awaitStatus("NetStream.Record.Stop");
        }
        return folder.resolve("live/" + name + ".mp4");
    }

    private static int publish(RawRtmpPeer publisher, String name) throws IOException {
        int streamId = publisher.createStream();
        publisher.command(streamId, "publish", 0, null, name, "record");
        publisher.awaitStatus("NetStream.Record.Start");
        return streamId;
    }

    @ParameterizedTest
    @EnumSource(names = {"HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "H264_AC3", "H264_EAC3", "TWO_VIDEO_THREE_AUDIO"})
    void fileHasEachPacketThatWasPublished(MediaFile clip) throws IOException {
        Path file = record(clip.name(), FlvTag.read(clip.path()));
        Packets published = ffmpeg.packets(clip.path());
        Packets recorded = ffmpeg.packets(file);
        assertThat(recorded.tracks()).isEqualTo(published.tracks());
        for (String track : published.tracks()) {
            assertThat(recorded.hashes(track)).as(track).isEqualTo(published.hashes(track));
        }
    }

    /** What the file says of itself, and not what its first fragment lets guess. */
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AV1_OPUS", "TWO_VIDEO_THREE_AUDIO"})
    void fileSaysHowLongItIs(MediaFile clip) throws IOException {
        Path file = record("long-" + clip.name(), FlvTag.read(clip.path()));
        long first = FlvTag.read(clip.path()).getFirst().timestampMillis();
        long last = FlvTag.read(clip.path()).getLast().timestampMillis();
        double millis = last - first;
        assertThat(ffmpeg.seconds(file) * 1000).isBetween(millis, millis + 200);
        assertThat(Ffmpeg.installed().seconds(file) * 1000).isBetween(millis, millis + 200);
    }

    @Test
    void recordingCutByAKilledServerPlaysToItsLastFragment() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        long last = tags.getLast().timestampMillis();
        Path file = folder.resolve("live/killed.mp4");
        try (var process = ServerProcess.start("recordings.directory=" + folder, "recordings.keep-free=0", FMP4)) {
            try (var publisher = RawRtmpPeer.connect(process.address(), "live")) {
                publisher.tags(publish(publisher, "killed"), tags);
                await("all but the last second").until(() -> durationMillis(file) >= last - 1000);
                process.kill();
            }
        }
        Packets published = ffmpeg.packets(MediaFile.H264_AAC_B_FRAMES.path());
        Packets recorded = ffmpeg.packets(file);
        assertThat(recorded.tracks()).isEqualTo(published.tracks());
        for (String track : published.tracks()) {
            List<String> hashes = recorded.hashes(track);
            assertThat(published.hashes(track)).as(track).startsWith(hashes.toArray(String[]::new));
            long before = published.track(track).list().stream()
                    .filter(packet -> Long.parseLong(packet.dtsMillis()) < last - 1000)
                    .count();
            assertThat(hashes).as(track).hasSizeGreaterThanOrEqualTo((int) before);
        }
    }

    /** 0 while there is nothing to play. */
    private static long durationMillis(Path file) throws IOException {
        Bytes bytes = Files.exists(file) ? Bytes.wrap(Files.readAllBytes(file)) : Bytes.EMPTY;
        try {
            return Mp4File.index(ByteSource.of(bytes)).durationMillis();
        } catch (MediaFileException e) {
            return 0;
        }
    }

    @Test
    void otherConfigurationGoesIntoAnotherFile() throws IOException {
        List<FlvTag> tags = new ArrayList<>(FlvTag.read(MediaFile.VIDEO_ONLY.path()));
        long offset = tags.getLast().timestampMillis() + 40;
        for (FlvTag tag : FlvTag.read(MediaFile.HEVC_OPUS.path())) {
            tags.add(new FlvTag(tag.type(), tag.timestampMillis() + offset, tag.body()));
        }
        Path first = record("changing", tags);
        assertThat(ffmpeg.packets(first).hashes("video0:h264"))
                .isEqualTo(ffmpeg.packets(MediaFile.VIDEO_ONLY.path()).hashes("video0:h264"));
        assertThat(ffmpeg.packets(folder.resolve("live/changing~2.mp4")).hashes("video0:hevc"))
                .isEqualTo(ffmpeg.packets(MediaFile.HEVC_OPUS.path()).hashes("video0:hevc"));
    }

    @Test
    void recordingIsPlayedOverRtmp() throws IOException {
        record("rtmp", FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path()));
        Packets published = ffmpeg.packets(MediaFile.H264_AAC_B_FRAMES.path());
        try (var player = ffmpeg.play(server.url("live/rtmp"))) {
            Packets received = Packets.of(player);
            for (String track : published.tracks()) {
                assertThat(received.hashes(track)).as(track).isEqualTo(published.hashes(track));
            }
        }
    }

    // ---- over HTTP ----

    @Test
    void fileIsServedWholeAndInParts() throws Exception {
        byte[] file = Files.readAllBytes(record("http", FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path())));
        HttpResponse<byte[]> whole = get("/recordings/live/http.mp4");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(file);
        assertThat(whole.headers().firstValue("content-type")).contains("video/mp4");
        assertThat(whole.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(whole.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(whole.headers().firstValue("content-disposition")).isEmpty();
        String tag = whole.headers().firstValue("etag").orElseThrow();
        String modified = whole.headers().firstValue("last-modified").orElseThrow();

        HttpResponse<byte[]> part = get("/recordings/live/http.mp4", "Range", "bytes=100-99999");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 100, Math.min(file.length, 100_000)));
        assertThat(get("/recordings/live/http.mp4", "Range", "bytes=-10", "If-Range", tag)
                        .body())
                .isEqualTo(Arrays.copyOfRange(file, file.length - 10, file.length));
        assertThat(get("/recordings/live/http.mp4", "Range", "bytes=-10", "If-Range", "\"other\"")
                        .body())
                .isEqualTo(file);
        HttpResponse<byte[]> none = get("/recordings/live/http.mp4", "Range", "bytes=" + file.length + "-");
        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(none.headers().firstValue("content-range")).contains("bytes */" + file.length);
        assertThat(get("/recordings/live/http.mp4", "If-None-Match", "\"x\", " + tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("/recordings/live/http.mp4", "If-Modified-Since", modified)
                        .statusCode())
                .isEqualTo(304);
        assertThat(get("/recordings/live/http.mp4?download=1").headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"http.mp4\"");
        HttpResponse<byte[]> head =
                http.send(http.request("/recordings/live/http.mp4").HEAD(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains(String.valueOf(file.length));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void slowReadersHoldUpNobody() throws Exception {
        byte[] file = Files.readAllBytes(record("slow", FlvTag.read(MediaFile.LARGE_KEY_FRAME.path())));
        try (var slow = http.get("/recordings/live/slow.mp4", HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(get("/recordings/live/slow.mp4").body()).isEqualTo(file);
            assertThat(slow.readAllBytes()).isEqualTo(file);
        }
        await("the end of both")
                .until(() -> server.running().httpVodCounters().begun.sum()
                        == server.running().httpVodCounters().ended.sum());
    }

    @ParameterizedTest
    @CsvSource({
        "/recordings/live/none.mp4, 404",
        "/recordings/live/notes.txt, 404",
        "/recordings/live/.hidden.mp4, 404",
        "/recordings/live/link.mp4, 404",
        "/recordings/live/%2e%2e/secret.mp4, 404",
        "/recordings/live/a%5c..%5c..%5csecret.mp4, 404",
        "/recordings/live/directory.mp4, 404",
        "/recordings/../secret.mp4, 404",
        "/recordings/shut/cam.mp4, 403",
        "/recordings/shut/cam.mp4?key=wrong, 403",
        "/recordings/shut/cam.mp4?key=secret, 200",
    })
    void refusesWhatIsNoRecordingOrNotForEverybody(String target, int status) throws Exception {
        int got = get(target).statusCode();
        assertThat(got).isIn(status, status == 404 ? 400 : status); // some are no path at all
    }

    private static HttpResponse<byte[]> get(String target, String... headers) throws Exception {
        return http.get(target, HttpResponse.BodyHandlers.ofByteArray(), headers);
    }
}

package io.millrace.e2e;

import static io.millrace.e2e.LegacyClients.frames;
import static io.millrace.e2e.LegacyClients.gstreamer;
import static io.millrace.e2e.LegacyClients.rtmpdump;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of today play recorded streams of every kind, whole or in part: what they receive is what is in the file. */
class RecordedPlayIT {
    /** The two seconds of {@link RecordedClip#LEGACY} over and over. */
    private static final int LONG_TIMES = 20;

    @TempDir
    private static Path recordings;

    private static TestServer server;
    private static Path longFile;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        Path directory = Files.createDirectories(recordings.resolve("vod"));
        for (RecordedClip clip : RecordedClip.values()) {
            clip.makeIn(directory);
        }
        longFile = Files.move(
                RecordedClip.LEGACY_WITH_INDEX.makeIn(recordings, LONG_TIMES), directory.resolve("long.flv"));
        server = TestServer.start("recordings.directory=" + recordings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("R-145, IP-41: FFmpeg plays every kind of file, and ends when it ends")
    void everyKindOfFile(RecordedClip clip) {
        try (var player = ffmpeg.play(url(clip));
                var recorded = ffmpeg.play(url(clip), "-rtmp_live", "recorded")) {
            assertWhole(clip, ffmpeg, player);
            assertWhole(clip, ffmpeg, recorded);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"LEGACY", "LEGACY_WITH_INDEX", "SOUND", "MP4_H264_AAC", "MP4_H264_MP3", "FRAGMENTED", "MP3"})
    @DisplayName("R-145, IP-41: an older FFmpeg plays what it knows")
    void anOlderFfmpeg(RecordedClip clip) {
        Ffmpeg older = Ffmpeg.installed();
        try (var player = older.play(url(clip), "-rtmp_live", "recorded")) {
            assertWhole(clip, older, player);
        }
    }

    /**
     * Each track of its own: in the order of tracks files differ. FFmpeg makes a data stream of the message at the end if
     * it looks that far, which is nothing of ours.
     */
    private void assertWhole(RecordedClip clip, Ffmpeg player, Program playback) {
        Packets expected = player.packets(clip.asFlv(folder));
        Packets received = Packets.of(playback);
        assertThat(received.tracks()).containsAll(expected.tracks());
        for (String track : expected.tracks()) {
            expected.track(track).assertReceivedWhole(received.track(track));
        }
    }

    @Test
    @DisplayName("R-152: FFmpeg that seeks before it plays gets what it would get of the file itself")
    void seekBeforePlaying() {
        Path fromFile = folder.resolve("file.flv");
        Path played = folder.resolve("played.flv");
        ffmpeg.run("-ss", "37.5", "-i", longFile.toString(), "-c", "copy", fromFile.toString());
        ffmpeg.run("-rtmp_live", "recorded", "-ss", "37.5", "-i", url("long"), "-c", "copy", played.toString());
        ffmpeg.packets(fromFile).assertReceivedWhole(ffmpeg.packets(played));
    }

    @ParameterizedTest
    @DisplayName("IP-52: FFprobe shows how long a recorded stream is, also if nothing in the file says so")
    @CsvSource({"legacy, 2", "index, 2", "mp4:h264, 2", "mp4:fragmented, 2", "mp3:tone, 2"})
    void durationIsShown(String name, double seconds) {
        List<String> shown =
                Program.run(List.of(ffmpeg.ffprobe(), "-show_entries", "format=duration", "-of", "csv=p=0", url(name)));
        assertThat(Double.parseDouble(shown.getFirst())).isCloseTo(seconds, within(0.15));
    }

    @Test
    @DisplayName("IP-34, IP-50: rtmpdump gets the whole recording and knows that this was all")
    void rtmpdumpWhole() {
        Path received = folder.resolve("whole.flv");
        Program.run(rtmpdump(url("long"), received));
        assertThat(frames(received)).isEqualTo(frames(longFile));
    }

    @Test
    @DisplayName("R-144, IP-50: rtmpdump gets a part: from the key frame at or before its start to its stop")
    void rtmpdumpPart() {
        Path received = folder.resolve("part.flv");
        List<FlvTag> all = frames(longFile);
        FlvTag first = keyFrames(all).get(4);
        long start = first.timestampMillis() / 1000 + 1;
        try (var player = Program.start(rtmpdump(url("long"), received, "--start", "" + start, "--stop", "8"))) {
            player.exitStatus(); // not 0: it misses the rest of the recording
        }
        List<FlvTag> wanted = all.stream()
                .dropWhile(frame -> !frame.equals(first))
                .takeWhile(frame -> frame.timestampMillis() < 8000)
                .toList();
        assertThat(frames(received))
                .extracting(FlvTag::body)
                .isEqualTo(wanted.stream().map(FlvTag::body).toList());
    }

    @Test
    @DisplayName("R-144, IP-50: rtmpdump goes on with a download that was cut off, and has all in the end")
    void rtmpdumpResumes() throws IOException {
        Path received = folder.resolve("resumed.flv");
        Program.run(rtmpdump(url("long"), received));
        List<FlvTag> tags = FlvTag.read(received);
        Files.write(received, FlvTag.file(tags.subList(0, tags.size() / 2)));
        Program.run(rtmpdump(url("long"), received, "--resume"));
        assertThat(frames(received)).isEqualTo(frames(longFile));
    }

    @Test
    @DisplayName("R-147, IP-34: GStreamer plays to the end of the stream")
    void gstreamerPlays() {
        Path received = folder.resolve("gst.flv");
        Program.run(gstreamer("rtmp2src location=" + url("legacy") + " ! filesink location=" + received));
        assertThat(frames(received)).isEqualTo(frames(recordings.resolve("vod/legacy.flv")));
    }

    private static List<FlvTag> keyFrames(List<FlvTag> tags) {
        return tags.stream().filter(FlvTag::isKeyFrame).toList();
    }

    private static String url(String name) {
        return server.url("vod/" + name);
    }

    private static String url(RecordedClip clip) {
        return url(clip.streamName());
    }
}

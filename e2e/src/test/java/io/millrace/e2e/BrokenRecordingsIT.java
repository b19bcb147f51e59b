package io.millrace.e2e;

import static io.millrace.e2e.Transcript.END;
import static io.millrace.e2e.Transcript.frames;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever lies below the recording directory: a player gets a clear answer, the operator a line, others notice nothing. */
@Execution(ExecutionMode.SAME_THREAD)
class BrokenRecordingsIT {
    @TempDir
    private static Path recordings;

    private static TestServer server;
    private static Bystanders bystanders;

    @BeforeAll
    static void start() throws IOException {
        Path directory = Files.createDirectories(recordings.resolve("vod"));
        NumberedClip.write(directory.resolve("clip.flv"), 30, 0);
        NumberedClip.write(recordings.resolve("secret.flv"), 30, 0);
        byte[] flv = Files.readAllBytes(directory.resolve("clip.flv"));
        Path mp4 = RecordedClip.MP4_H264_AAC.makeIn(directory);
        for (String extension : List.of(".flv", ".mp4", ".mp3")) {
            Files.createFile(directory.resolve("empty" + extension));
            Files.write(directory.resolve("noise" + extension), noise());
            Files.writeString(directory.resolve("page" + extension), "<html>".repeat(1000));
        }
        Files.write(directory.resolve("nothing.flv"), Arrays.copyOf(flv, 13));
        Files.copy(mp4, directory.resolve("foreign.flv"));
        Files.write(directory.resolve("foreign.mp4"), flv);
        byte[] whole = Files.readAllBytes(mp4); // what says where the frames are is at the end
        Files.write(directory.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(directory.resolve("folder.flv"));
        Files.createSymbolicLink(directory.resolve("link.flv"), recordings.resolve("secret.flv"));
        Program.run(List.of(
                Tools.require("mkfifo").toString(),
                directory.resolve("pipe.flv").toString()));
        server = TestServer.start("recordings.directory=" + recordings);
        bystanders = new Bystanders(server);
    }

    private static byte[] noise() {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        return noise;
    }

    @AfterAll
    static void stop() {
        bystanders.close();
        server.close();
    }

    @ParameterizedTest
    @DisplayName("R-145: a file that is not what its name says is refused, with a line in the log, and others go on")
    @ValueSource(
            strings = {
                "noise",
                "mp4:noise",
                "mp3:noise",
                "page",
                "mp4:page",
                "mp3:page",
                "foreign",
                "mp4:foreign",
                "mp4:cut"
            })
    void brokenFiles(String name) throws IOException {
        String line = name.substring(name.indexOf(':') + 1);
        long before = server.running().vodCounters().broken.sum();
        try (var player = RecordedPlayer.greedy(server)) {
            player.play(name, 0);
            assertThat(player.peer().status())
                    .extracting("code", "level")
                    .satisfiesAnyOf(
                            status -> assertThat(status)
                                    .isEqualTo(List.of("NetStream.Play.FileStructureInvalid", "error")),
                            status -> assertThat(status)
                                    .isEqualTo(List.of("NetStream.Play.NoSupportedTrackFound", "error")));
            assertThat(ServerLog.lines("cannot be played: ")).anyMatch(logged -> logged.startsWith(line + "."));
            assertThat(server.running().vodCounters().broken.sum()).isGreaterThan(before);
            player.play("clip", 0);
            assertThat(player.until(END).media()).endsWith(frames(0, 29));
        }
        bystanders.assertUntouched();
    }

    @ParameterizedTest
    @DisplayName("R-145: what is no file, an empty one, or not in the directory, is not found")
    @ValueSource(
            strings = {
                "empty",
                "mp4:empty",
                "mp3:empty",
                "pipe",
                "folder",
                "link",
                "../secret",
                "a/../../secret",
                "/etc/passwd",
                "..\\secret",
                "mp4:../h264",
                "mp4:../vod/h264",
                "%2e%2e/secret",
                "./clip",
                "clip\u0000",
                "flv:mp4:clip"
            })
    void noSuchRecording(String name) throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play(name, 0);
            assertThat((String) player.peer().status().get("code"))
                    .isIn("NetStream.Play.StreamNotFound", "NetStream.Play.Failed");
            assertThat(player.untilHandled().media()).isEmpty();
        }
        bystanders.assertUntouched();
    }

    @Test
    @DisplayName("R-147: a recording of nothing is played to its end")
    void recordingOfNothing() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("nothing", 0);
            assertThat(player.until(END).told())
                    .containsSubsequence("NetStream.Play.Start", "onPlayStatus NetStream.Play.Complete", "StreamEOF");
        }
    }

    @Test
    @DisplayName("R-145: a file without its end is played up to its last whole frame")
    void truncatedFile() throws IOException {
        byte[] whole = Files.readAllBytes(recordings.resolve("vod/clip.flv"));
        Files.write(recordings.resolve("vod/truncated.flv"), Arrays.copyOf(whole, whole.length - 20));
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("truncated", 0);
            assertThat(player.until(END).media()).endsWith(frames(0, 28));
        }
    }

    @Test
    @DisplayName(
            "R-147: a file that is cut short while it is played ends, at the latest with what was read of it before")
    void fileThatShrinks() throws IOException {
        Path file = recordings.resolve("vod/shrinks.flv");
        NumberedClip.write(file, 600, 0);
        byte[] whole = Files.readAllBytes(file);
        try (var player = RecordedPlayer.patient(server)) {
            player.play("shrinks", 0);
            player.until("frame 3 at 300");
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            player.wantAll();
            List<String> rest = player.until(END).media();
            assertThat(rest).startsWith(frames(4, 20)).hasSizeBetween(17, 596);
        }
        bystanders.assertUntouched();
    }

    @Test
    @DisplayName("R-147: 200 players of one file at once all get the same, and it is read for its index once")
    void manyPlayersOfOneFile() throws Exception {
        NumberedClip.write(recordings.resolve("vod/popular.flv"), 300, 0);
        long before = server.running().vodCounters().indexed.sum();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var players = Stream.generate(() -> threads.submit(() -> {
                        try (var player = RecordedPlayer.greedy(server)) {
                            player.play("popular", 0);
                            return player.until(END).media();
                        }
                    }))
                    .limit(200)
                    .toList();
            for (var player : players) {
                assertThat(player.get()).hasSize(301).endsWith(frames(0, 299));
            }
        }
        assertThat(server.running().vodCounters().indexed.sum()).isEqualTo(before + 1);
        bystanders.assertUntouched();
    }
}

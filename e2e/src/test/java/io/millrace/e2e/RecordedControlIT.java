package io.millrace.e2e;

import static io.millrace.e2e.Transcript.END;
import static io.millrace.e2e.Transcript.frames;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a player of a recorded stream is told and sent, message by message, and what it can ask for on the way. */
class RecordedControlIT {
    @TempDir
    private static Path recordings;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        NumberedClip.write(recordings.resolve("vod/clip.flv"), 30, 0);
        NumberedClip.write(recordings.resolve("vod/minute.flv"), 600, 0);
        server = TestServer.start("recordings.directory=" + recordings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("R-064, R-146, R-147: a recorded stream, from the first message to the last")
    void orderOfMessages() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("clip", -2);
            Transcript all = player.until(END);
            assertThat(all.told())
                    .containsExactly(
                            "StreamIsRecorded",
                            "StreamBegin",
                            "NetStream.Play.Reset",
                            "NetStream.Play.Start",
                            "onMetaData",
                            "onPlayStatus NetStream.Play.Complete",
                            "StreamEOF",
                            END);
            assertThat(all.lines()).containsSubsequence("onMetaData", "header 0 at 0", "frame 0 at 0");
            assertThat(all.media())
                    .startsWith("header 0 at 0")
                    .endsWith(frames(0, 29))
                    .hasSize(31);
        }
    }

    @Test
    @DisplayName("R-147: at the end a player hears how long it was and how many bytes")
    void complete() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("clip", 0);
            Message message = player.peer().read(RawRtmpPeer.DATA);
            while (!"onPlayStatus".equals(message.values().getFirst())) {
                message = player.peer().read(RawRtmpPeer.DATA);
            }
            Map<?, ?> complete = (Map<?, ?>) message.values().get(1);
            assertThat(complete.get("level")).isEqualTo("status");
            assertThat(complete.get("duration")).isEqualTo(2.9);
            assertThat(complete.get("bytes")).isEqualTo(30.0 * Frames.key(0).length);
        }
    }

    @ParameterizedTest(name = "start {0}, duration {1}: frames {2} to {3}")
    @DisplayName(
            "R-144, IP-50: start and duration are milliseconds; from the key frame at or before start, which is at 0")
    @CsvSource({
        "0, -1, 0, 29",
        "-2, -1, 0, 29",
        "-2000, -2000, 0, 29",
        "1000, -1, 10, 29",
        "1999, -1, 10, 29",
        "0, 1000, 0, 9",
        "1000, 500, 10, 14",
        "1200, 500, 10, 16",
        "1000, 0, 10, 10",
        "1900, 0, 10, 10",
        "0, 100000, 0, 29",
        "99000, -1, 20, 29",
    })
    void startAndDuration(double start, double duration, int first, int last) throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("clip", start, duration);
            Transcript all = player.until(END);
            assertThat(all.media())
                    .startsWith("header 0 at 0")
                    .endsWith(frames(first, last, 0, -first * 100))
                    .hasSize(1 + last - first + 1);
        }
    }

    @Test
    @DisplayName("R-144: a recording that does not exist is not found, and the stream can play something else")
    void notFound() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("nothing", 0);
            assertThat(player.peer().status().get("code")).isEqualTo("NetStream.Play.StreamNotFound");
            player.play("clip", 0);
            assertThat(player.until(END).media()).hasSize(31);
        }
    }

    @Test
    @DisplayName("R-144: live wins over the recording of that name; with -2 a player waits for neither")
    void liveFirst() throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "vod");
                var player = RecordedPlayer.greedy(server)) {
            int publishing = publisher.publish("minute");
            player.play("minute", -2);
            player.peer().awaitStatus("NetStream.Play.Start");
            Frames.sendVideo(publisher, publishing, 0, Frames.key(7777));
            assertThat(Frames.nextVideo(player.peer())).isEqualTo(7777);
        }
    }

    @ParameterizedTest(name = "to {0} ms: frame {1}")
    @DisplayName("R-152: a seek leads to the key frame at or before, on the recording's own time, with a header again")
    @CsvSource({"35400, 350", "3000, 30", "0, 0", "-5, 0", "-1e300, 0", "59999, 590", "60000, 590", "1e300, 590"})
    void seek(double millis, int frame) throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("minute", 20_000);
            player.until("frame 203 at 300");
            player.seek(millis);
            player.peer().awaitStatus("NetStream.Seek.Notify");
            assertThat(player.until("frame " + frame + " at " + frame * 100).lines())
                    .containsExactly(
                            "NetStream.Play.Start",
                            "onMetaData",
                            "header 0 at " + frame * 100,
                            frames(frame, frame)[0]);
            assertThat(player.until("frame " + (frame + 9) + " at " + (frame + 9) * 100)
                            .lines())
                    .containsExactly(frames(frame + 1, frame + 9));
        }
    }

    @ParameterizedTest
    @DisplayName("R-152: a seek to no time at all is refused, and the stream goes on")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void seekToNoTime(double millis) throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("clip", 0);
            player.seek(millis);
            assertThat(player.until("NetStream.Seek.InvalidTime").told()).doesNotContain("NetStream.Seek.Notify");
            player.seek(0);
            player.until("NetStream.Seek.Notify");
            assertThat(player.until(END).media()).endsWith(frames(0, 29));
        }
    }

    @Test
    @DisplayName("R-152: what has ended can be seeked in and ends again")
    void seekAfterTheEnd() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("clip", 0);
            player.until(END);
            player.seek(2000);
            Transcript again = player.until(END);
            assertThat(again.media())
                    .startsWith("header 0 at 2000")
                    .endsWith(frames(20, 29))
                    .hasSize(11);
        }
    }

    @Test
    @DisplayName("R-152: a live stream does not seek, and goes on")
    void seekLive() throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "vod");
                var player = RecordedPlayer.greedy(server)) {
            int publishing = publisher.publish("live");
            player.play("live");
            player.peer().awaitStatus("NetStream.Play.Start");
            player.seek(1000);
            assertThat(player.peer().status().get("code")).isEqualTo("NetStream.Seek.Failed");
            Frames.sendVideo(publisher, publishing, 0, Frames.key(1));
            assertThat(Frames.nextVideo(player.peer())).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("R-153: a paused player gets nothing; then it goes on with the very next frame")
    void pause() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("minute", 0);
            Transcript before = player.until("frame 3 at 300");
            player.pause(300);
            Transcript rest = player.until("NetStream.Pause.Notify");
            int last = before.media().size() + rest.media().size() - 2; // the header counts too
            assertThat(player.untilHandled().media()).isEmpty();
            player.resume(last * 100);
            assertThat(player.until("frame " + (last + 20) + " at " + (last + 20) * 100)
                            .media())
                    .containsExactly(frames(last + 1, last + 20));
        }
    }

    @Test
    @DisplayName("R-152, R-153: a seek while paused takes effect when playing goes on")
    void seekWhilePaused() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("minute", 0);
            player.pause(0);
            player.peer().awaitStatus("NetStream.Pause.Notify");
            player.seek(30_000);
            player.peer().awaitStatus("NetStream.Seek.Notify");
            assertThat(player.untilHandled().media()).isEmpty();
            player.resume(30_000);
            assertThat(player.until("frame 305 at 30500").media())
                    .startsWith("header 0 at 30000")
                    .endsWith(frames(300, 305));
        }
    }

    @Test
    @DisplayName("R-063, IP-34: what a player wants ahead is sent at once, the rest at the pace of its time")
    void bufferLength() throws IOException {
        try (var player = RecordedPlayer.patient(server);
                var greedy = RecordedPlayer.patient(server)) {
            player.play("minute", 0);
            player.until("frame 5 at 500");
            assertThat(player.untilHandled().media()).doesNotContain("frame 300 at 30000");

            greedy.play("minute", 0);
            greedy.wantAll();
            assertThat(greedy.until(END).media()).endsWith(frames(0, 599)).hasSize(601);
        }
    }

    @Test
    @DisplayName("R-063: a buffer wished for on stream 0, before there is any other, counts for all")
    void bufferLengthOfAllStreams() throws IOException {
        try (var player = RawRtmpPeer.connect(server.address(), "vod")) {
            player.bufferLength(0, 36_000_000);
            player.command(player.createStream(), "play", 0, null, "minute", 0);
            assertThat(Transcript.until(player, END).media()).hasSize(601);
        }
    }

    @Test
    @DisplayName("R-151: without video a recording has none of it; with video again it goes on at a key frame")
    void receiveVideo() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.command("receiveVideo", false);
            player.play("clip", 0);
            assertThat(player.until(END).media()).isEmpty();

            player.command("receiveVideo", true);
            player.seek(2500);
            assertThat(player.until(END).media()).startsWith("header 0 at 2000").endsWith(frames(20, 29));
        }
    }

    @Test
    @DisplayName("R-150: after closeStream nothing comes, and the NetStream plays again")
    void closeStream() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("minute", 0);
            player.until("frame 3 at 300");
            player.command("closeStream");
            player.until(END);
            assertThat(player.untilHandled().media()).isEmpty();
            player.play("clip", 1000);
            assertThat(player.until(END).media())
                    .startsWith("header 0 at 0", "frame 10 at 0")
                    .hasSize(21);
        }
    }

    @Test
    @DisplayName("IP-52: the length of a recorded stream in seconds, and 0 for what is live or nothing")
    void streamLength() throws IOException {
        try (var player = RawRtmpPeer.connect(server.address(), "vod")) {
            player.publish("on-air");
            assertThat(length(player, "clip")).isEqualTo(2.9);
            assertThat(length(player, "on-air")).isZero();
            assertThat(length(player, "nothing")).isZero();
        }
    }

    private static double length(RawRtmpPeer player, String name) throws IOException {
        player.command(0, "getStreamLength", 9, null, name);
        List<?> result = player.values("_result");
        return ((Number) result.get(3)).doubleValue();
    }
}

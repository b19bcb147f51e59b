package io.millrace.e2e;

import static io.millrace.e2e.Transcript.END;
import static io.millrace.e2e.Transcript.frames;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several streams one after the other on one time line, and play2, which changes what is played. */
class PlaylistIT {
    private static final String SWITCH = "onPlayStatus NetStream.Play.Switch";
    private static final String TRANSITION_COMPLETE = "onPlayStatus NetStream.Play.TransitionComplete";

    @TempDir
    private static Path recordings;

    private static TestServer server;

    /** The numbers on the frames of {@code b} begin at 1000; {@code low} and {@code high} are two versions of one content. */
    @BeforeAll
    static void start() throws IOException {
        NumberedClip.write(recordings.resolve("vod/a.flv"), 20, 0);
        NumberedClip.write(recordings.resolve("vod/b.flv"), 20, 1000);
        NumberedClip.write(recordings.resolve("vod/low.flv"), 300, 0);
        NumberedClip.write(recordings.resolve("vod/high.flv"), 300, 1000);
        server = TestServer.start("recordings.directory=" + recordings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("R-148: two recordings in a row: the second begins when the first has ended, on the same time line")
    void recordedThenRecorded() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play(player, streamId, "b", 0, -1, false);
            });
            Transcript all = Transcript.until(player, END);
            assertThat(all.told())
                    .containsExactly(
                            "StreamIsRecorded",
                            "StreamBegin",
                            "NetStream.Play.Reset",
                            "NetStream.Play.Start",
                            "onMetaData",
                            SWITCH,
                            "StreamIsRecorded",
                            "StreamBegin",
                            "NetStream.Play.Start",
                            "onMetaData",
                            "onPlayStatus NetStream.Play.Complete",
                            "StreamEOF",
                            END);
            List<String> expected = new ArrayList<>(List.of("header 0 at 0"));
            expected.addAll(List.of(frames(0, 19)));
            expected.add("header 1000 at 2000");
            expected.addAll(List.of(frames(0, 19, 1000, 2000)));
            assertThat(all.media()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("R-148: a recording, a live stream while it is published, a part of a recording: time never goes back")
    void recordedLiveRecorded() throws IOException {
        try (var publisher = connect();
                var player = connect()) {
            int publishing = publisher.publish("between");
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play(player, streamId, "between", -1, -1, false);
                play(player, streamId, "b", 1000, 500, false);
            });
            assertThat(Transcript.until(player, SWITCH).media()).endsWith(frames(0, 19));
            player.awaitStatus("NetStream.Play.Start");

            Frames.sendVideo(publisher, publishing, 500_000, Frames.header(500));
            for (int i = 0; i < 5; i++) {
                Frames.sendVideo(
                        publisher, publishing, 500_000 + i * 100, i == 0 ? Frames.key(500) : Frames.inter(500 + i));
            }
            assertThat(Transcript.until(player, "frame 504 at 2400").media()).endsWith(frames(0, 4, 500, 2000));
            publisher.command(publishing, "closeStream", 0, (Object) null);

            Transcript last = Transcript.until(player, END);
            assertThat(last.lines()).contains(SWITCH);
            assertThat(last.media()).startsWith("header 1000 at 2500").endsWith(frames(0, 4, 1010, 2500));
        }
    }

    @Test
    @DisplayName("R-144, R-148: what does not exist is left out of a playlist, and an error would end some clients")
    void missingItems() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play(player, streamId, "nothing", 0, -1, false);
                play(player, streamId, "b", 0, -1, false);
                play(player, streamId, "neither", 0, -1, false);
            });
            Transcript all = Transcript.until(player, END);
            assertThat(all.told())
                    .doesNotContain("NetStream.Play.StreamNotFound")
                    .containsOnlyOnce(SWITCH);
            assertThat(all.media()).hasSize(42).endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @Test
    @DisplayName("R-148: a live stream that nobody publishes is waited for no longer than its duration")
    void waitsNoLongerThanTheDuration() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "nobody", -1, 200, true);
                play(player, streamId, "a", 0, -1, false);
            });
            assertThat(Transcript.until(player, END).media())
                    .endsWith(frames(0, 19))
                    .hasSize(21);
        }
    }

    @Test
    @DisplayName("R-144, R-148: play with reset forgets the playlist")
    void reset() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "low", 0, -1, true);
                play(player, streamId, "low", 0, -1, false);
                play(player, streamId, "b", 0, -1, true);
            });
            Transcript.until(player, "NetStream.Play.Reset");
            Transcript.until(player, "NetStream.Play.Reset");
            assertThat(Transcript.until(player, END).media())
                    .startsWith("header 1000 at 0")
                    .hasSize(21);
        }
    }

    @Test
    @DisplayName("R-148, R-152: a seek is one in the item that plays, and what follows it goes on behind it")
    void seekInAPlaylist() throws IOException {
        try (var player = connectPatient()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play(player, streamId, "high", 0, -1, false);
                play(player, streamId, "b", 0, -1, false);
            });
            Transcript.until(player, "frame 1003 at 2300");
            player.command(streamId, "seek", 0, null, 28_000);
            Transcript.until(player, "NetStream.Seek.Notify");
            player.bufferLength(streamId, 100_000);
            List<String> media = Transcript.until(player, END).media();
            assertThat(media).startsWith("header 1000 at 30000").contains(frames(280, 299, 1000, 2000));
            assertThat(media).endsWith(frames(0, 19, 1000, 32_000));
        }
    }

    @Test
    @DisplayName("R-153: what is queued while paused waits")
    void pausedPlaylist() throws IOException {
        try (var player = connectPatient()) {
            int streamId = player.createStream();
            play(player, streamId, "low", 0, -1, true);
            Transcript.until(player, "frame 3 at 300");
            player.command(streamId, "pause", 0, null, true, 300);
            play(player, streamId, "b", 0, -1, false);
            Transcript.until(player, "NetStream.Pause.Notify");
            player.bufferLength(streamId, 100_000);
            assertThat(Transcript.of(player.awaitHandled()).media()).isEmpty();
            player.command(streamId, "pause", 0, null, false, 300);
            assertThat(Transcript.until(player, END).media()).endsWith(frames(0, 19, 1000, 30_000));
        }
    }

    @Test
    @DisplayName("R-148: of a playlist of 10,000 items the first 1000 are kept and played, the others refused")
    void tenThousandItems() throws IOException {
        try (var player = connect();
                var bystanders = new Bystanders(server)) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                player.command(streamId, "pause", 0, null, true, 0);
            });
            var before = new ArrayList<Message>();
            for (int i = 0; i < 10_000; i++) {
                play(player, streamId, "b", 0, 0, false);
                if (i % 100 == 99) {
                    before.addAll(player.awaitHandled());
                }
            }
            assertThat(Transcript.of(before).told())
                    .filteredOn("NetStream.Play.Failed"::equals)
                    .hasSize(9000);
            bystanders.assertUntouched();

            player.command(streamId, "pause", 0, null, false, 0);
            Transcript all = Transcript.until(player, END);
            assertThat(all.told()).filteredOn(SWITCH::equals).hasSize(1000);
            assertThat(all.media())
                    .filteredOn(line -> line.startsWith("frame 1000"))
                    .hasSize(1000);
            assertThat(all.media()).endsWith("frame 1000 at 41960");
        }
    }

    @Test
    @DisplayName("R-149: switch goes over to the other version at a key frame: no frame is missing, none comes twice")
    void switchVersions() throws IOException {
        try (var player = connectPatient()) {
            int streamId = player.createStream();
            play(player, streamId, "low", 0, -1, true);
            Transcript.until(player, "frame 3 at 300");
            play2(player, streamId, Map.of("streamName", "high", "oldStreamName", "low", "transition", "switch"));
            Message status = player.readCommand("onStatus");
            assertThat(status.values().get(3))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("code", "NetStream.Play.Transition")
                    .containsEntry("details", "high");
            List<String> low = Transcript.until(player, TRANSITION_COMPLETE).media();
            player.bufferLength(streamId, 100_000);
            List<String> high = Transcript.until(player, END).media();
            int last = Integer.parseInt(low.getLast().split(" ")[1]);
            assertThat(last % 10).as("the last frame of a group").isEqualTo(9);
            assertThat(high)
                    .startsWith("header 1000 at " + (last + 1) * 100)
                    .endsWith(frames(last + 1, 299, 1000, 0))
                    .hasSize(300 - last);
        }
    }

    @Test
    @DisplayName("R-149: switch between live streams takes over at a key frame of the new one")
    void switchLive() throws IOException {
        try (var publisher = connect();
                var player = connect()) {
            int slow = publisher.publish("slow");
            int fast = publisher.publish("fast");
            Frames.sendVideo(publisher, fast, 980, Frames.key(500));
            int streamId = player.play("slow");
            Frames.sendVideo(publisher, slow, 1000, Frames.key(1));
            Transcript.until(player, "frame 1 at 1000");
            play2(player, streamId, Map.of("streamName", "fast", "transition", "switch"));
            player.awaitStatus("NetStream.Play.Transition");
            Frames.sendVideo(publisher, fast, 1020, Frames.inter(501));
            Frames.sendVideo(publisher, slow, 1040, Frames.inter(2));
            assertThat(Frames.nextVideo(player)).isEqualTo(2);
            Frames.sendVideo(publisher, fast, 1080, Frames.key(502));
            Frames.sendVideo(publisher, fast, 1120, Frames.inter(503));
            assertThat(Transcript.until(player, "frame 503 at 1120").lines())
                    .containsExactly(TRANSITION_COMPLETE, "frame 502 at 1080", "frame 503 at 1120");
        }
    }

    @Test
    @DisplayName("R-149: swap puts a stream in the place of one that waits in the playlist")
    void swap() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play(player, streamId, "low", 0, -1, false);
                play2(player, streamId, Map.of("streamName", "b", "oldStreamName", "low", "transition", "swap"));
            });
            player.awaitStatus("NetStream.Play.Transition");
            Transcript all = Transcript.until(player, END);
            assertThat(all.media()).endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @ParameterizedTest
    @DisplayName("R-149: what cannot be replaced is refused, and what plays goes on")
    @ValueSource(strings = {"swap", "switch"})
    void nothingToReplace(String transition) throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play(player, streamId, "a", 0, -1, true);
                play2(player, streamId, Map.of("streamName", "b", "oldStreamName", "low", "transition", transition));
            });
            Transcript all = Transcript.until(player, END);
            assertThat(all.told()).contains("NetStream.Play.Failed");
            assertThat(all.media()).endsWith(frames(0, 19)).hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: a switch to what does not exist fails, and what plays goes on")
    void switchToNothing() throws IOException {
        try (var player = connectPatient()) {
            int streamId = player.createStream();
            play(player, streamId, "low", 0, -1, true);
            play2(player, streamId, Map.of("streamName", "nothing", "start", 0, "transition", "switch"));
            List<String> lines = new ArrayList<>(
                    Transcript.until(player, "NetStream.Play.StreamNotFound").lines());
            player.bufferLength(streamId, 100_000);
            lines.addAll(Transcript.until(player, END).lines());
            var all = new Transcript(lines);
            assertThat(all.told()).doesNotContain(TRANSITION_COMPLETE);
            assertThat(all.media()).endsWith(frames(0, 299)).hasSize(301);
        }
    }

    @Test
    @DisplayName("R-149: when all has been played there is nothing to switch from; what is appended is played")
    void switchAfterTheEnd() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            play(player, streamId, "a", 0, -1, true);
            Transcript.until(player, END);
            play2(player, streamId, Map.of("streamName", "b", "start", 0, "transition", "switch"));
            Transcript.until(player, "NetStream.Play.Failed");
            play2(player, streamId, Map.of("streamName", "b", "start", 0, "transition", "append"));
            assertThat(Transcript.until(player, END).media())
                    .endsWith(frames(0, 19, 1000, 2000))
                    .hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: stop ends playing now and forgets what is queued; the NetStream plays again")
    void stopTransition() throws IOException {
        try (var player = connectPatient()) {
            int streamId = player.createStream();
            play(player, streamId, "low", 0, -1, true);
            play(player, streamId, "b", 0, -1, false);
            Transcript.until(player, "frame 3 at 300");
            play2(player, streamId, Map.of("transition", "stop"));
            assertThat(Transcript.until(player, END).told()).doesNotContain(SWITCH);
            assertThat(Transcript.of(player.awaitHandled()).media()).isEmpty();
            play(player, streamId, "b", 0, -1, true);
            assertThat(Transcript.until(player, "frame 1003 at 300").media()).endsWith(frames(0, 3, 1000, 0));
        }
    }

    @Test
    @DisplayName("R-149: append is play without reset; reset is play with it")
    void appendAndReset() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            player.together(() -> {
                play2(player, streamId, Map.of("streamName", "a", "transition", "append"));
                play2(player, streamId, Map.of("streamName", "b", "start", 1, "len", 0.5, "transition", "append"));
            });
            assertThat(Transcript.until(player, END).media())
                    .endsWith(frames(10, 14, 1000, 1000))
                    .hasSize(27);
            play2(player, streamId, Map.of("streamName", "b", "start", 0, "transition", "reset"));
            Transcript again = Transcript.until(player, END);
            assertThat(again.told()).contains("NetStream.Play.Reset");
            assertThat(again.media()).startsWith("header 1000 at 0").hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: what is appended to wait is not played before a further call")
    void appendAndWait() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            play2(player, streamId, Map.of("streamName", "a", "transition", "appendAndWait"));
            assertThat(Transcript.of(player.awaitHandled()).media()).isEmpty();
            play2(player, streamId, Map.of("streamName", "b", "transition", "append"));
            List<String> media = Transcript.until(player, END).media();
            assertThat(media)
                    .startsWith("header 0 at 0")
                    .contains(frames(0, 19))
                    .endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @Test
    @DisplayName("R-149: resume goes on at an offset, on a connection that replaces a lost one")
    void resume() throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            play2(player, streamId, Map.of("streamName", "high", "offset", 28.5, "transition", "resume"));
            Transcript all = Transcript.until(player, END);
            assertThat(all.media())
                    .startsWith("header 1000 at 0")
                    .endsWith(frames(280, 299, 1000, -28_000))
                    .hasSize(21);
        }
    }

    @ParameterizedTest
    @DisplayName("R-149: a transition that cannot be understood is refused")
    @ValueSource(strings = {"teleport", ""})
    void unknownTransition(String transition) throws IOException {
        try (var player = connect()) {
            int streamId = player.createStream();
            play2(player, streamId, Map.of("streamName", "a", "transition", transition));
            assertThat(player.status().get("code")).isEqualTo("NetStream.Play.Failed");
        }
    }

    private static void play(RawRtmpPeer player, int streamId, String name, int start, int duration, boolean reset)
            throws IOException {
        player.command(streamId, "play", 0, null, name, start, duration, reset);
    }

    private static void play2(RawRtmpPeer player, int streamId, Map<String, Object> options) throws IOException {
        player.command(streamId, "play2", 0, null, options);
    }

    /**
     * To a player that wants all of a recording at once: no test has to wait for its pace. What it asks for while
     * something plays goes {@linkplain RawRtmpPeer#together together} with that, since else all may have been sent before.
     */
    private static RawRtmpPeer connect() throws IOException {
        RawRtmpPeer peer = connectPatient();
        peer.bufferLength(0, 100_000);
        return peer;
    }

    /** To a player that says nothing of its buffer. */
    private static RawRtmpPeer connectPatient() throws IOException {
        return RawRtmpPeer.connect(server.address(), "vod");
    }
}

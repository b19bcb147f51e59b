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
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What play2 changes about that which is played, and about what is to follow. */
class TransitionIT {
    private static final String SWITCH = "onPlayStatus NetStream.Play.Switch";
    private static final String TRANSITION_COMPLETE = "onPlayStatus NetStream.Play.TransitionComplete";

    @TempDir
    private static Path recordings;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        NumberedClip.writePlaylist(recordings);
        server = TestServer.start("recordings.directory=" + recordings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("R-149: switch goes over to the other version at a key frame: no frame is missing, none comes twice")
    void switchVersions() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("low", 0, -1, true);
            player.until("frame 3 at 300");
            player.play2(Map.of("streamName", "high", "oldStreamName", "low", "transition", "switch"));
            Message status = player.peer().readCommand("onStatus");
            assertThat(status.values().get(3))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("code", "NetStream.Play.Transition")
                    .containsEntry("details", "high");
            List<String> low = player.until(TRANSITION_COMPLETE).media();
            player.wantAll();
            List<String> high = player.until(END).media();
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
        try (var publisher = RawRtmpPeer.connect(server.address(), "vod");
                var player = RecordedPlayer.greedy(server)) {
            int slow = publisher.publish("slow");
            int fast = publisher.publish("fast");
            Frames.sendVideo(publisher, fast, 980, Frames.key(500));
            player.play("slow");
            player.peer().awaitStatus("NetStream.Play.Start");
            Frames.sendVideo(publisher, slow, 1000, Frames.key(1));
            player.until("frame 1 at 1000");
            player.play2(Map.of("streamName", "fast", "transition", "switch"));
            player.peer().awaitStatus("NetStream.Play.Transition");
            Frames.sendVideo(publisher, fast, 1020, Frames.inter(501));
            Frames.sendVideo(publisher, slow, 1040, Frames.inter(2));
            assertThat(Frames.nextVideo(player.peer())).isEqualTo(2);
            Frames.sendVideo(publisher, fast, 1080, Frames.key(502));
            Frames.sendVideo(publisher, fast, 1120, Frames.inter(503));
            assertThat(player.until("frame 503 at 1120").lines())
                    .containsExactly(TRANSITION_COMPLETE, "frame 502 at 1080", "frame 503 at 1120");
        }
    }

    @Test
    @DisplayName("R-149: swap puts a stream in the place of one that waits in the playlist")
    void swap() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.queue("low", 0, -1);
                player.play2(Map.of("streamName", "b", "oldStreamName", "low", "transition", "swap"));
            });
            player.peer().awaitStatus("NetStream.Play.Transition");
            Transcript all = player.until(END);
            assertThat(all.media()).endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @ParameterizedTest
    @DisplayName("R-149: what cannot be replaced is refused, and what plays goes on")
    @ValueSource(strings = {"swap", "switch"})
    void nothingToReplace(String transition) throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.play2(Map.of("streamName", "b", "oldStreamName", "low", "transition", transition));
            });
            Transcript all = player.until(END);
            assertThat(all.told()).contains("NetStream.Play.Failed");
            assertThat(all.media()).endsWith(frames(0, 19)).hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: a switch to what does not exist fails, and what plays goes on")
    void switchToNothing() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("low", 0, -1, true);
            player.play2(Map.of("streamName", "nothing", "start", 0, "transition", "switch"));
            Transcript before = player.until("NetStream.Play.StreamNotFound");
            player.wantAll();
            Transcript all = before.and(player.until(END));
            assertThat(all.told()).doesNotContain(TRANSITION_COMPLETE);
            assertThat(all.media()).endsWith(frames(0, 299)).hasSize(301);
        }
    }

    @Test
    @DisplayName("R-149: when all has been played there is nothing to switch from; what is appended is played")
    void switchAfterTheEnd() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play("a", 0, -1, true);
            player.until(END);
            player.play2(Map.of("streamName", "b", "start", 0, "transition", "switch"));
            player.until("NetStream.Play.Failed");
            player.play2(Map.of("streamName", "b", "start", 0, "transition", "append"));
            assertThat(player.until(END).media())
                    .endsWith(frames(0, 19, 1000, 2000))
                    .hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: stop ends playing now and forgets what is queued; the NetStream plays again")
    void stopTransition() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("low", 0, -1, true);
            player.queue("b", 0, -1);
            player.until("frame 3 at 300");
            player.play2(Map.of("transition", "stop"));
            assertThat(player.until(END).told()).doesNotContain(SWITCH);
            assertThat(player.untilHandled().media()).isEmpty();
            player.play("b", 0, -1, true);
            assertThat(player.until("frame 1003 at 300").media()).endsWith(frames(0, 3, 1000, 0));
        }
    }

    @Test
    @DisplayName("R-149: append is play without reset; reset is play with it")
    void appendAndReset() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play2(Map.of("streamName", "a", "transition", "append"));
                player.play2(Map.of("streamName", "b", "start", 1, "len", 0.5, "transition", "append"));
            });
            assertThat(player.until(END).media())
                    .endsWith(frames(10, 14, 1000, 1000))
                    .hasSize(27);
            player.play2(Map.of("streamName", "b", "start", 0, "transition", "reset"));
            Transcript again = player.until(END);
            assertThat(again.told()).contains("NetStream.Play.Reset");
            assertThat(again.media()).startsWith("header 1000 at 0").hasSize(21);
        }
    }

    @Test
    @DisplayName("R-149: what is appended to wait is not played before a further call")
    void appendAndWait() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play2(Map.of("streamName", "a", "transition", "appendAndWait"));
            assertThat(player.untilHandled().media()).isEmpty();
            player.play2(Map.of("streamName", "b", "transition", "append"));
            List<String> media = player.until(END).media();
            assertThat(media)
                    .startsWith("header 0 at 0")
                    .contains(frames(0, 19))
                    .endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @Test
    @DisplayName("R-149: resume goes on at an offset, on a connection that replaces a lost one")
    void resume() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.play2(Map.of("streamName", "high", "offset", 28.5, "transition", "resume"));
            Transcript all = player.until(END);
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
        try (var player = RecordedPlayer.greedy(server)) {
            player.play2(Map.of("streamName", "a", "transition", transition));
            assertThat(player.peer().status().get("code")).isEqualTo("NetStream.Play.Failed");
        }
    }
}

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several streams one after the other on one time line. */
class PlaylistIT {
    private static final String SWITCH = "onPlayStatus NetStream.Play.Switch";

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
    @DisplayName("R-148: two recordings in a row: the second begins when the first has ended, on the same time line")
    void recordedThenRecorded() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.queue("b", 0, -1);
            });
            Transcript all = player.until(END);
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
        try (var publisher = RawRtmpPeer.connect(server.address(), "vod");
                var player = RecordedPlayer.greedy(server)) {
            int publishing = publisher.publish("between");
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.queue("between", -1, -1);
                player.queue("b", 1000, 500);
            });
            assertThat(player.until(SWITCH).media()).endsWith(frames(0, 19));
            player.peer().awaitStatus("NetStream.Play.Start");

            Frames.sendVideo(publisher, publishing, 500_000, Frames.header(500));
            for (int i = 0; i < 5; i++) {
                Frames.sendVideo(
                        publisher, publishing, 500_000 + i * 100, i == 0 ? Frames.key(500) : Frames.inter(500 + i));
            }
            assertThat(player.until("frame 504 at 2400").media()).endsWith(frames(0, 4, 500, 2000));
            publisher.command(publishing, "closeStream", 0, (Object) null);

            Transcript last = player.until(END);
            assertThat(last.lines()).contains(SWITCH);
            assertThat(last.media()).startsWith("header 1000 at 2500").endsWith(frames(0, 4, 1010, 2500));
        }
    }

    @Test
    @DisplayName("R-144, R-148: what does not exist is left out of a playlist, and an error would end some clients")
    void missingItems() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.queue("nothing", 0, -1);
                player.queue("b", 0, -1);
                player.queue("neither", 0, -1);
            });
            Transcript all = player.until(END);
            assertThat(all.told())
                    .doesNotContain("NetStream.Play.StreamNotFound")
                    .containsOnlyOnce(SWITCH);
            assertThat(all.media()).hasSize(42).endsWith(frames(0, 19, 1000, 2000));
        }
    }

    @Test
    @DisplayName("R-148: a live stream that nobody publishes is waited for no longer than its duration")
    void waitsNoLongerThanTheDuration() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("nobody", -1, 200, true);
                player.queue("a", 0, -1);
            });
            assertThat(player.until(END).media()).endsWith(frames(0, 19)).hasSize(21);
        }
    }

    @Test
    @DisplayName("R-144, R-148: play with reset forgets the playlist")
    void reset() throws IOException {
        try (var player = RecordedPlayer.greedy(server)) {
            player.together(() -> {
                player.play("low", 0, -1, true);
                player.queue("low", 0, -1);
                player.play("b", 0, -1, true);
            });
            player.until("NetStream.Play.Reset");
            player.until("NetStream.Play.Reset");
            assertThat(player.until(END).media()).startsWith("header 1000 at 0").hasSize(21);
        }
    }

    @Test
    @DisplayName("R-148, R-152: a seek is one in the item that plays, and what follows it goes on behind it")
    void seekInAPlaylist() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.queue("high", 0, -1);
                player.queue("b", 0, -1);
            });
            player.until("frame 1003 at 2300");
            player.seek(28_000);
            player.until("NetStream.Seek.Notify");
            player.wantAll();
            List<String> media = player.until(END).media();
            assertThat(media).startsWith("header 1000 at 30000").contains(frames(280, 299, 1000, 2000));
            assertThat(media).endsWith(frames(0, 19, 1000, 32_000));
        }
    }

    @Test
    @DisplayName("R-153: what is queued while paused waits")
    void pausedPlaylist() throws IOException {
        try (var player = RecordedPlayer.patient(server)) {
            player.play("low", 0, -1, true);
            player.until("frame 3 at 300");
            player.pause(300);
            player.queue("b", 0, -1);
            player.until("NetStream.Pause.Notify");
            player.wantAll();
            assertThat(player.untilHandled().media()).isEmpty();
            player.resume(300);
            assertThat(player.until(END).media()).endsWith(frames(0, 19, 1000, 30_000));
        }
    }

    @Test
    @DisplayName("R-148: of a playlist of 10,000 items the first 1000 are kept and played, the others refused")
    void tenThousandItems() throws IOException {
        try (var player = RecordedPlayer.greedy(server);
                var bystanders = new Bystanders(server)) {
            player.together(() -> {
                player.play("a", 0, -1, true);
                player.pause(0);
            });
            var before = new ArrayList<Message>();
            for (int i = 0; i < 10_000; i++) {
                player.queue("b", 0, 0);
                if (i % 100 == 99) {
                    before.addAll(player.peer().awaitHandled());
                }
            }
            assertThat(Transcript.of(before).told())
                    .filteredOn("NetStream.Play.Failed"::equals)
                    .hasSize(9000);
            bystanders.assertUntouched();

            player.resume(0);
            Transcript all = player.until(END);
            assertThat(all.told()).filteredOn(SWITCH::equals).hasSize(1000);
            assertThat(all.media())
                    .filteredOn(line -> line.startsWith("frame 1000"))
                    .hasSize(1000);
            assertThat(all.media()).endsWith("frame 1000 at 41960");
        }
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keys as users write them: after the stream name of the URL they give to FFmpeg. */
class KeysIT {
    private static final TestServer SERVER =
            TestServer.start("applications.live.publish-key=secret", "applications.live.play-key=ticket");

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();
    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    @DisplayName("IP-40: the right keys let a publisher and a player in, and the key is no part of the stream's name")
    void rightKeys() {
        try (var player = ffmpeg.play(SERVER.url("live/cam?key=ticket"))) {
            SERVER.awaitPlayers("live/cam", 1);
            try (var publisher = ffmpeg.publish(clip, SERVER.url("live/cam?key=secret"))) {
                publisher.succeed();
            }
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }

    @Test
    void publisherWithoutTheKeyIsRefused() {
        try (var publisher = ffmpeg.publish(clip, SERVER.url("live/other?key=ticket"))) {
            assertThat(publisher.exitStatus()).isNotZero();
            assertThat(publisher.log())
                    .anyMatch(line -> line.contains("Server error: Cannot publish live/other: it is not allowed"));
        }
    }

    @Test
    void playerWithoutTheKeyIsRefused() {
        try (var player = ffmpeg.play(SERVER.url("live/other"))) {
            assertThat(player.exitStatus()).isNotZero();
            assertThat(player.log())
                    .anyMatch(line -> line.contains("Server error: Cannot play live/other: it is not allowed"));
        }
    }
}

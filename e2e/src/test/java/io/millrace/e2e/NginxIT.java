package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx-rtmp as the server next door: pushes to us what is published there, pulls from us what is played there. */
class NginxIT {
    private final Ffmpeg ffmpeg = Ffmpeg.bundled();
    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @Test
    void pushesToUs() throws IOException {
        // It leaves without a word, so the end of the stream is the end of the grace time.
        try (var server = TestServer.start("streams.publish-grace=100ms");
                var nginx = new Nginx(folder, "push " + server.url("live") + ";");
                var player = ffmpeg.play(server.url("live/cam"))) {
            server.awaitPlayers("live/cam", 1);
            try (var publisher = ffmpeg.publishLive(clip, nginx.url("live/cam"))) {
                publisher.succeed();
            }
            Packets published = ffmpeg.packets(clip);
            Packets received = Packets.of(player);
            for (String track : List.of("video0:h264", "audio0:aac")) {
                // What is published there before the push has connected is lost.
                assertThat(received.hashes(track)).as(track).isNotEmpty();
                assertThat(published.hashes(track))
                        .as(track)
                        .endsWith(received.hashes(track).toArray(String[]::new));
            }
        }
    }

    @Test
    void pullsFromUs() throws IOException {
        Path received = folder.resolve("received.flv");
        List<FlvTag> published = FlvTag.read(clip);
        try (var server = TestServer.start();
                var nginx = new Nginx(folder, "pull " + server.url("live") + ";");
                var player = ffmpeg.record(nginx.url("live/cam"), received)) {
            server.awaitPlayers("live/cam", 1);
            try (var publisher = ffmpeg.publish(clip, server.url("live/cam"))) {
                publisher.succeed();
            }
            // It keeps its players when we say that the stream has ended.
            await().untilAsserted(() -> FlvTag.assertReceived(published, FlvTag.read(received)));
            player.crash();
        }
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx-rtmp as the server next door: pushes to us what is published there, pulls from us what is played there. */
class NginxIT {
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();
    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @Test
    void pushesToUs() throws IOException {
        // It leaves without a word, so the end of the stream is the end of the grace time.
        try (var server = TestServer.start("streams.publish-grace=100ms");
                var nginx = new Nginx(folder, "push " + server.url("live"));
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
                var nginx = new Nginx(folder, "pull " + server.url("live"));
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

    /** A server with one application, {@code live}. */
    private static final class Nginx implements AutoCloseable {
        private final int port;
        private final Program program;

        Nginx(Path folder, String directive) throws IOException {
            port = freePort();
            Files.writeString(folder.resolve("nginx.conf"), """
                    load_module %s;
                    daemon off;
                    master_process off;
                    pid nginx.pid;
                    error_log stderr notice;
                    events {}
                    rtmp { server { listen 127.0.0.1:%d; application live { live on; %s; } } }
                    """.formatted(Tools.require(MODULE), port, directive));
            program = Program.start(List.of(Tools.require("nginx").toString(), "-p", folder + "/", "-c", "nginx.conf"));
            program.awaitLog("event method");
        }

        /** Below those that are given out on their own: no other test can get it before nginx does. */
        private static int freePort() throws IOException {
            while (true) {
                int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
                try (var free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                    return free.getLocalPort();
                } catch (BindException taken) {
                    // then another
                }
            }
        }

        String url(String path) {
            return "rtmp://127.0.0.1:" + port + "/" + path;
        }

        @Override
        public void close() {
            program.close();
        }
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the operating system, each with an RTMP of its own: an older FFmpeg, GStreamer and librtmp. */
class LegacyClientsIT {
    private static final TestServer SERVER = TestServer.start();

    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void anOlderFfmpegPublishesAndPlays() {
        Ffmpeg ffmpeg = Ffmpeg.installed();
        try (var player = ffmpeg.play(SERVER.url("live/old"))) {
            SERVER.awaitPlayers("live/old", 1);
            try (var publisher = ffmpeg.publish(clip, SERVER.url("live/old"))) {
                publisher.succeed();
            }
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }

    @Test
    void rtmpdumpPlaysLive() {
        String url = SERVER.url("live/dump");
        Path received = folder.resolve("dump.flv");
        try (var player = Program.start(LegacyClients.rtmpdump(url, received, "--live"))) {
            SERVER.awaitPlayers("live/dump", 1);
            publish(url);
            player.succeed();
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(LegacyClients.frames(clip));
    }

    @Test
    @DisplayName(
            "IP-50: rtmpdump without --live asks for a recording, and gets the live stream if that is what there is")
    void rtmpdumpPlaysWhatThereIs() throws IOException {
        Path received = folder.resolve("dump.flv");
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish("there");
            try (var player = Program.start(LegacyClients.rtmpdump(SERVER.url("live/there"), received))) {
                SERVER.awaitPlayers("live/there", 1);
                publisher.tags(streamId, FlvTag.read(clip));
                publisher.command(0, "deleteStream", 0, null, streamId);
                player.exitStatus(); // not 0: it misses the duration that a recording would have
            }
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(LegacyClients.frames(clip));
    }

    @Test
    @DisplayName("IP-16, IP-44: GStreamer publishes with transaction id 0 and leaves with the name of its stream")
    void gstreamerPublishes() {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        try (var player = ffmpeg.play(SERVER.url("live/gst-sink"))) {
            SERVER.awaitPlayers("live/gst-sink", 1);
            LegacyClients.gstreamerPublishes(clip, "rtmp2sink", SERVER.url("live/gst-sink"));
            LegacyClients.assertSameData(ffmpeg.packets(clip), Packets.of(player));
        }
    }

    @Test
    @DisplayName("IP-51: GStreamer plays, for which the first onStatus has to be right")
    void gstreamerPlays() throws IOException {
        Path received = folder.resolve("gst.flv");
        String pipeline = "rtmp2src location=" + SERVER.url("live/gst-src") + " ! filesink buffer-mode=unbuffered"
                + " location=" + received;
        List<FlvTag> published = LegacyClients.frames(clip);
        try (var player = Program.start(LegacyClients.gstreamer(pipeline));
                var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            SERVER.awaitPlayers("live/gst-src", 1);
            int streamId = publisher.publish("gst-src");
            publisher.tags(streamId, FlvTag.read(clip));
            // rtmp2src forgets what it has not handed on when the stream ends.
            await("all frames")
                    .untilAsserted(
                            () -> assertThat(LegacyClients.frames(received)).isEqualTo(published));
            publisher.command(0, "deleteStream", 0, null, streamId);
            player.succeed();
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(published);
    }

    private void publish(String url) {
        try (var publisher = Ffmpeg.bundled().publish(clip, url)) {
            publisher.succeed();
        }
    }
}

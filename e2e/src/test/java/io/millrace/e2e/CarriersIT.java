package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.ClientSettings;
import io.millrace.client.RtmpClient;
import io.millrace.client.file.MediaFiles;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.transport.Carrier;
import io.millrace.transport.ClientTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of others, and ours, on every carrier of one port: what arrives is what was published. */
class CarriersIT {
    private static final TestServer SERVER = TestServer.start(
            "tls.self-signed=true",
            "rtmp.rtmpe=true",
            "streams.max-lag=1m",
            "streams.publish-grace=1s"); // librtmp leaves a tunnel without a word

    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @DisplayName("R-171: FFmpeg publishes and plays")
    @ValueSource(strings = {"rtmps", "rtmpe", "rtmpt", "rtmpte"}) // over rtmpts it stops by a fault of its own
    void ffmpeg(String scheme) {
        publishesAndPlays(Ffmpeg.bundled(), scheme, "live/ffmpeg-" + scheme);
    }

    @ParameterizedTest
    @DisplayName("R-171: an older FFmpeg publishes and plays, through GnuTLS")
    @ValueSource(strings = {"rtmps", "rtmpt", "rtmpts"})
    void olderFfmpeg(String scheme) {
        publishesAndPlays(Ffmpeg.installed(), scheme, "live/older-" + scheme);
    }

    private void publishesAndPlays(Ffmpeg ffmpeg, String scheme, String stream) {
        String url = SERVER.url(scheme, stream);
        try (var player = ffmpeg.play(url)) {
            SERVER.awaitPlayers(stream, 1);
            try (var publisher = ffmpeg.publish(clip, url)) {
                publisher.succeed();
            }
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }

    @ParameterizedTest
    @DisplayName("R-171: rtmpdump plays")
    @ValueSource(strings = {"rtmp", "rtmps", "rtmpe", "rtmpt", "rtmpts", "rtmpte"})
    void rtmpdump(String scheme) {
        String stream = "live/dump-" + scheme;
        Path received = folder.resolve("dump.flv");
        try (var player = Program.start(LegacyClients.rtmpdump(SERVER.url(scheme, stream), received, "--live"))) {
            SERVER.awaitPlayers(stream, 1);
            try (var publisher = Ffmpeg.bundled().publish(clip, SERVER.url(stream))) {
                publisher.succeed();
            }
            player.succeed();
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(LegacyClients.frames(clip));
    }

    @ParameterizedTest
    @DisplayName("R-171: GStreamer plays, by itself and with librtmp")
    @CsvSource({
        "rtmps, rtmp2src tls-validation-flags=0",
        "rtmps, rtmpsrc",
        "rtmpe, rtmpsrc",
        "rtmpt, rtmpsrc",
        "rtmpts, rtmpsrc",
        "rtmpte, rtmpsrc",
    })
    void gstreamerPlays(String scheme, String element) throws IOException {
        String stream = "live/" + element.substring(0, 5) + element.length() + "-" + scheme;
        String url = SERVER.url(scheme, stream);
        Path received = folder.resolve("gst.flv");
        String location = element.startsWith("rtmp2") ? url : url + "\\ live=1"; // librtmp has its options in the URL
        String pipeline = element + " location=" + location + " ! filesink buffer-mode=unbuffered location=" + received;
        List<FlvTag> published = LegacyClients.frames(clip);
        try (var player = Program.start(LegacyClients.gstreamer(pipeline));
                var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            SERVER.awaitPlayers(stream, 1);
            int streamId = publisher.publish(stream.substring("live/".length()));
            publisher.tags(streamId, FlvTag.read(clip));
            if (element.startsWith("rtmp2")) { // it forgets what it has not handed on when the stream ends
                await("all frames")
                        .untilAsserted(
                                () -> assertThat(LegacyClients.frames(received)).isEqualTo(published));
            }
            publisher.command(0, "deleteStream", 0, null, streamId);
            player.exitStatus(); // not 0 with librtmp
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(published);
    }

    @ParameterizedTest
    @DisplayName("R-171: GStreamer publishes, by itself and with librtmp")
    @CsvSource({
        "rtmps, rtmp2sink tls-validation-flags=0",
        "rtmps, rtmpsink",
        "rtmpe, rtmpsink",
        "rtmpt, rtmpsink",
        "rtmpts, rtmpsink",
        "rtmpte, rtmpsink",
    })
    void gstreamerPublishes(String scheme, String element) {
        String stream = "live/" + element.substring(0, 5) + element.length() + "-to-" + scheme;
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        try (var player = ffmpeg.play(SERVER.url(stream))) {
            SERVER.awaitPlayers(stream, 1);
            LegacyClients.gstreamerPublishes(clip, element, SERVER.url(scheme, stream));
            LegacyClients.assertSameData(ffmpeg.packets(clip), Packets.of(player));
        }
    }

    @ParameterizedTest
    @DisplayName("R-171: our client publishes and plays")
    @ValueSource(strings = {"rtmp", "rtmps", "rtmpe", "rtmpt", "rtmpts", "rtmpte"})
    void ourClient(String scheme) throws Exception {
        String stream = "live/ours-" + scheme;
        var settings = ClientSettings.builder().tls(ClientTls.insecure()).build();
        List<MediaFrame> published = frames(clip);
        try (var client = RtmpClient.create(settings);
                var player = client.play(SERVER.url(scheme, stream))) {
            SERVER.awaitPlayers(stream, 1);
            try (var publisher = client.publish(SERVER.url(scheme, stream))) {
                for (MediaFrame frame : published) {
                    publisher.write(frame);
                }
            }
            List<MediaFrame> received = new ArrayList<>();
            player.forEach(received::add);
            assertThat(coded(received)).isEqualTo(coded(published));
        }
        Carrier carrier = Carrier.valueOf(scheme.replace("e", "").toUpperCase(Locale.ROOT)); // RTMPE is none of its own
        assertThat(SERVER.running().transportCounters().of(carrier).opened.sum())
                .isPositive();
    }

    private static List<MediaFrame> coded(List<MediaFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.holds(PacketType.CODED_FRAMES))
                .toList();
    }

    private static List<MediaFrame> frames(Path file) throws IOException {
        List<MediaFrame> frames = new ArrayList<>();
        try (FrameReader reader = MediaFiles.open(file)) {
            for (MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        }
        return frames;
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.inspect.Detail;
import io.millrace.client.inspect.InspectOptions;
import io.millrace.client.inspect.InspectProxy;
import io.millrace.client.inspect.InspectResult;
import io.millrace.client.inspect.Inspector;
import io.millrace.rtmp.command.RtmpUrl;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inspect as a proxy between FFmpeg and nginx-rtmp: neither of them notices, and no byte is left unexplained. */
class InspectIT {
    private final Ffmpeg ffmpeg = Ffmpeg.bundled();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private InspectProxy proxyTo(Nginx nginx) throws IOException {
        var options = new InspectOptions(Detail.CHUNKS, false, false, false, Optional.of(folder));
        return new Inspector(options, lines::add)
                .proxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), RtmpUrl.parse(nginx.url("live")));
    }

    private static String url(InspectProxy proxy) {
        return "rtmp://127.0.0.1:" + proxy.address().getPort() + "/live/cam";
    }

    private static void awaitConnections(InspectProxy proxy, int count) {
        await().until(() -> proxy.result().connections() == count);
    }

    @Test
    void explainsEachByteBetweenAPublisherAndAPlayer() throws IOException {
        Path clip = MediaFile.H264_AAC_B_FRAMES.path();
        Path received = folder.resolve("received.flv");
        InspectResult result;
        try (var nginx = new Nginx(folder, "");
                var proxy = proxyTo(nginx)) {
            try (var player = ffmpeg.record(url(proxy), received)) {
                await().until(() -> lines.stream().anyMatch(line -> line.contains("NetStream.Play.Start")));
                try (var publisher = ffmpeg.publishLive(clip, url(proxy))) {
                    publisher.succeed();
                }
                await().untilAsserted(() -> FlvTag.assertReceived(FlvTag.read(clip), FlvTag.read(received)));
                player.crash();
            }
            awaitConnections(proxy, 2);
            result = proxy.result();
        }
        assertThat(result).isEqualTo(new InspectResult(2, 0, 0));
        assertThat(lines).noneMatch(line -> line.contains("unexplained: "));
        FlvTag.assertReceived(FlvTag.read(clip), FlvTag.read(folder.resolve("1-played-cam.flv")));
        FlvTag.assertReceived(FlvTag.read(clip), FlvTag.read(folder.resolve("2-published-cam.flv")));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = MediaFile.class,
            names = {"HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "EXTENDED_TIMESTAMPS", "TWO_VIDEO_THREE_AUDIO"})
    void explainsEachByteOfAPublisher(MediaFile clip) throws IOException {
        InspectResult result;
        try (var nginx = new Nginx(folder, "");
                var proxy = proxyTo(nginx)) {
            try (var publisher = ffmpeg.publish(clip.path(), url(proxy))) {
                publisher.succeed();
            }
            awaitConnections(proxy, 1);
            result = proxy.result();
        }
        // FFmpeg leaves the signature out of FLAC's sequence start [ER-065].
        int violations = clip == MediaFile.VP9_FLAC ? 1 : 0;
        assertThat(result).as(() -> String.join("\n", lines)).isEqualTo(new InspectResult(1, 0, violations));
        FlvTag.assertReceived(FlvTag.read(clip.path()), FlvTag.read(folder.resolve("1-published-cam.flv")));
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher that crashes and comes back continues its stream; its players stay and see time go on. */
class PublisherRestartIT {
    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @Test
    @DisplayName("ER-047: a player goes on across a restart, with new headers and timestamps that never go back")
    void playersStayWhileThePublisherComesBack(@TempDir Path folder) throws IOException {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Path received = folder.resolve("received.flv");
        try (var server = TestServer.start("streams.publish-grace=1m");
                var player = ffmpeg.record(server.url("live/cam"), received)) {
            server.awaitPlayers("live/cam", 1);
            try (var watcher = RawRtmpPeer.connect(server.address(), "live");
                    var crashing = ffmpeg.publishForever(clip, server.url("live/cam"))) {
                watcher.play("cam");
                for (int frame = 0; frame < 30; frame++) {
                    watcher.read(RawRtmpPeer.VIDEO);
                }
                crashing.crash();
            }
            try (var restarted = ffmpeg.publish(clip, server.url("live/cam"))) {
                restarted.succeed();
            }
            player.succeed();

            List<FlvTag> tags = FlvTag.read(received);
            assertThat(timeless(tags)).endsWith(timeless(FlvTag.read(clip)));
            assertThat(times(tags, FlvTag.VIDEO)).isSorted();
            assertThat(times(tags, FlvTag.AUDIO)).isSorted();
            // FFmpeg takes metadata at any other time for a track of subtitles.
            assertThat(tags)
                    .filteredOn(tag -> tag.type() == FlvTag.SCRIPT)
                    .hasSize(2)
                    .allMatch(tag -> tag.timestampMillis() == 0);
            assertThat(tags)
                    .filteredOn(tag -> tag.type() == FlvTag.VIDEO && tag.body().get(1) == 0)
                    .hasSize(2);
        }
    }

    @Test
    @DisplayName("R-142: a second publisher is refused while the first one sends, and players do not notice")
    void aSecondPublisherIsRefused() throws IOException {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        List<FlvTag> tags = FlvTag.read(clip);
        try (var server = TestServer.start();
                var player = ffmpeg.play(server.url("live/cam"));
                var first = RawRtmpPeer.connect(server.address(), "live")) {
            server.awaitPlayers("live/cam", 1);
            int streamId = first.publish("cam");
            Iterator<FlvTag> toSend = tags.iterator();
            try (var second = ffmpeg.publish(clip, server.url("live/cam"))) {
                // Who sends nothing for 5 s may be replaced, and FFmpeg may be slow to start.
                await("refusal").pollInterval(Duration.ofMillis(100)).until(() -> {
                    first.tags(streamId, List.of(toSend.next()));
                    return second.log().stream()
                            .anyMatch(line ->
                                    line.contains("Server error: Cannot publish live/cam: somebody else publishes it"));
                });
                assertThat(second.exitStatus()).isNotZero();
            }
            while (toSend.hasNext()) {
                first.tags(streamId, List.of(toSend.next()));
            }
            first.command(0, "deleteStream", 0, null, streamId);
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }

    private static FlvTag[] timeless(List<FlvTag> tags) {
        return tags.stream()
                .filter(FlvTag::isCodedFrame)
                .map(tag -> new FlvTag(tag.type(), 0, tag.body()))
                .toArray(FlvTag[]::new);
    }

    private static List<Long> times(List<FlvTag> tags, int type) {
        return tags.stream()
                .filter(tag -> tag.type() == type && tag.isCodedFrame())
                .map(FlvTag::timestampMillis)
                .toList();
    }
}

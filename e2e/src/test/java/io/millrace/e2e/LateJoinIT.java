package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A player that comes in the middle starts at the latest key frame, which it does not wait for, and misses nothing. */
class LateJoinIT {
    private static final TestServer SERVER = TestServer.start();

    /** Clips have a key frame about every second: this is in the middle of their second group of pictures. */
    private static final long JOINED_AT_MILLIS = 1500;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "H264_AAC_B_FRAMES",
                "HEVC_OPUS",
                "AV1_OPUS",
                "VP9_FLAC",
                "VIDEO_ONLY",
                "TWO_VIDEO_THREE_AUDIO",
                "H264_AAC_AS_FOURCC"
            })
    @DisplayName("metadata, headers and everything from the latest key frame on")
    void startsAtTheLatestKeyFrame(MediaFile clip) throws IOException {
        String stream = "live/" + clip.name();
        List<FlvTag> tags = FlvTag.read(clip.path());
        List<FlvTag> before = tags.stream()
                .takeWhile(tag -> tag.timestampMillis() < JOINED_AT_MILLIS)
                .toList();
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish(clip.name());
            publisher.tags(streamId, before);
            publisher.awaitHandled();
            try (var player = ffmpeg.play(SERVER.url(stream + "?tracks=all"))) {
                SERVER.awaitPlayers(stream, 1);
                publisher.tags(streamId, tags.subList(before.size(), tags.size()));
                publisher.command(0, "deleteStream", 0, null, streamId);
                Packets received = Packets.of(player);
                ffmpeg.packets(clip.path()).assertReceivedFromKeyFrame(received);
                assertThat(received.list().getFirst().dtsMillis()).isEqualTo(latestKeyFrameMillis(before));
            }
        }
    }

    @Test
    @DisplayName("without video a player starts at the live edge, with the header it needs")
    void startsAtTheLiveEdgeOfAudio() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.AUDIO_ONLY.path());
        Path received = folder.resolve("received.flv");
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish("radio");
            publisher.tags(streamId, tags.subList(0, 50));
            publisher.awaitHandled();
            try (var player = ffmpeg.record(SERVER.url("live/radio"), received)) {
                SERVER.awaitPlayers("live/radio", 1);
                publisher.tags(streamId, tags.subList(50, tags.size()));
                publisher.command(0, "deleteStream", 0, null, streamId);
                player.succeed();
            }
        }
        List<FlvTag> expected = Stream.concat(
                        tags.stream().filter(tag -> tag.type() == FlvTag.AUDIO && !tag.isCodedFrame()),
                        tags.subList(50, tags.size()).stream())
                .toList();
        FlvTag.assertReceived(expected, FlvTag.read(received));
    }

    private static String latestKeyFrameMillis(List<FlvTag> tags) {
        return tags.reversed().stream()
                .filter(tag -> tag.isKeyFrame() && !tag.isMultitrack())
                .map(tag -> Long.toString(tag.timestampMillis()))
                .findFirst()
                .orElseThrow();
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A player that comes in the middle starts at the latest key frame, which it does not wait for, and misses nothing. */
class LateJoinIT {
    private static final TestServer SERVER = TestServer.start();

    /** Clips have a key frame about every second: this is in the middle of their second group of pictures. */
    private static final long JOINED_AT_MILLIS = 1500;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

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
    @DisplayName("DESIGN 2.7: metadata, headers and everything from the latest key frame on")
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

    private static String latestKeyFrameMillis(List<FlvTag> tags) {
        return tags.reversed().stream()
                .filter(tag -> tag.isKeyFrame() && !tag.isMultitrack())
                .map(tag -> Long.toString(tag.timestampMillis()))
                .findFirst()
                .orElseThrow();
    }
}

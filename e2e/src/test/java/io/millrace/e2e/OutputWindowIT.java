package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Players that limit what may be on the way to them, with a server that keeps to it. */
class OutputWindowIT {
    private static final int SET_PEER_BANDWIDTH = 6;
    private static final byte[] HARD_LIMIT_OF_10_000 = HexFormat.of().parseHex("0000271000");
    private static final int FRAMES = 100;
    private static final int FRAME_BYTES = 10_000;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"H264_AAC_B_FRAMES", "LARGE_KEY_FRAME"})
    @DisplayName("R-054: a player that acknowledges receives all, also messages larger than its window")
    void playerThatAcknowledgesReceivesAll(MediaFile clip) throws IOException {
        try (var server = TestServer.start(
                        "rtmp.enforce-window=true", "rtmp.window-ack-size=4KiB", "streams.max-lag=1m");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var limiter = BandwidthLimiter.before(server.address(), HARD_LIMIT_OF_10_000);
                var player = ffmpeg.play(limiter.url("live/cam"))) {
            server.awaitPlayers("live/cam", 1);
            int streamId = publisher.publish("cam");
            publisher.setChunkSize(65_536);
            publisher.tags(streamId, FlvTag.read(clip.path()));
            publisher.command(0, "deleteStream", 0, null, streamId);
            ffmpeg.packets(clip.path()).assertReceivedWhole(Packets.of(player));
            assertThat(server.running().transportCounters().stalled.sum()).isZero();
        }
    }

    @Test
    @DisplayName("R-054: a player that limits us and never acknowledges is closed as stalled")
    void playerThatNeverAcknowledgesIsClosed() throws IOException {
        try (var server = TestServer.start(
                        "rtmp.enforce-window=true", "rtmp.window-ack-size=4KiB", "streams.stalled-viewer-timeout=1s");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = limitedPlayer(server)) {
            publish(publisher);
            assertThat(player.readUntilClosed().stream()
                            .mapToInt(OutputWindowIT::videoBytes)
                            .sum())
                    .isPositive()
                    .isLessThan(FRAMES * FRAME_BYTES);
            server.awaitClosed(player.localAddress(), "acknowledged nothing for 1 s");
            assertThat(server.running().transportCounters().stalled.sum()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("IP-30: by default nothing waits for acknowledgements")
    void byDefaultNothingWaits() throws IOException {
        try (var server = TestServer.start("rtmp.window-ack-size=4KiB");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = limitedPlayer(server)) {
            publish(publisher);
            for (int i = 0; i < FRAMES; i++) {
                assertThat(videoBytes(player.read(RawRtmpPeer.VIDEO))).isEqualTo(FRAME_BYTES);
            }
        }
    }

    private static RawRtmpPeer limitedPlayer(TestServer server) throws IOException {
        var player = RawRtmpPeer.connect(server.address(), "live");
        player.message(2, 0, SET_PEER_BANDWIDTH, 0, HARD_LIMIT_OF_10_000);
        player.play("cam");
        return player;
    }

    private static void publish(RawRtmpPeer publisher) throws IOException {
        int streamId = publisher.publish("cam");
        publisher.setChunkSize(65_536);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = i == 0 ? Frames.key(i) : Frames.inter(i);
            byte[] padded = ByteBuffer.allocate(FRAME_BYTES).put(frame).array();
            Frames.sendVideo(publisher, streamId, 40L * i, padded);
        }
        publisher.awaitHandled();
    }

    private static int videoBytes(RawRtmpPeer.Message message) {
        return message.typeId() == RawRtmpPeer.VIDEO ? message.body().remaining() : 0;
    }
}

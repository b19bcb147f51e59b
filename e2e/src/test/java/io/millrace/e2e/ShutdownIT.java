package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that stops leaves nobody with half of what it had for them. */
class ShutdownIT {
    @Test
    @DisplayName("R-156: players get everything that was published before the server stopped, and then a clean end")
    void playersGetTheRestBeforeTheEnd() throws IOException {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Path clip = MediaFile.H264_AAC_B_FRAMES.path();
        var server = TestServer.start();
        try (server;
                var player = ffmpeg.play(server.url("live/cam"));
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            server.awaitPlayers("live/cam", 1);
            publisher.tags(publisher.publish("cam"), FlvTag.read(clip));
            publisher.awaitHandled();
            server.running().close();
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
        }
    }
}

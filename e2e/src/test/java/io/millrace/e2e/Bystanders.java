package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A publisher and its player that mind their own business: whatever happens to others, a key frame gets through. */
final class Bystanders implements AutoCloseable {
    private static final byte[] AVC_KEY_FRAME = HexFormat.of().parseHex("1701000000");

    private final RawRtmpPeer publisher;
    private final RawRtmpPeer player;
    private final int streamId;
    private int sent;

    Bystanders(TestServer server) throws IOException {
        publisher = RawRtmpPeer.connect(server.address(), "live");
        streamId = publisher.publish("bystander");
        player = RawRtmpPeer.connect(server.address(), "live");
        player.play("bystander");
    }

    /** Fails unless the next key frame reaches the player, whole and unchanged. */
    void assertUntouched() throws IOException {
        sent++;
        var frame = ByteBuffer.allocate(1000).put(AVC_KEY_FRAME).putInt(sent).rewind();
        publisher.message(6, sent, RawRtmpPeer.VIDEO, streamId, frame.array());
        assertThat(player.read(RawRtmpPeer.VIDEO).body()).isEqualTo(frame);
    }

    @Override
    public void close() {
        publisher.close();
        player.close();
    }
}

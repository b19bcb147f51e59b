package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;

/** A publisher and its player that mind their own business: whatever happens to others, a key frame gets through. */
final class Bystanders implements AutoCloseable {
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

    /** Fails unless the next key frame reaches the player. */
    void assertUntouched() throws IOException {
        player.awaitHandled(); // a client that says nothing for a minute would be taken for dead
        sent++;
        Frames.sendVideo(publisher, streamId, sent, Frames.key(sent));
        assertThat(Frames.nextVideo(player)).isEqualTo(sent);
    }

    @Override
    public void close() {
        publisher.close();
        player.close();
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A player that cannot keep up loses groups of pictures, not time and not halves of frames. */
class SlowPlayerIT {
    private static final int FRAMES = 200;
    private static final int GOP = 10;
    private static final int FRAME_BYTES = 100_000;
    private static final int FRAME_MILLIS = 40;

    @Test
    @DisplayName("a viewer further behind than max-lag jumps to the newest key frame, counted")
    void jumpsToTheNewestKeyFrame() throws IOException {
        try (var server = TestServer.start("streams.max-lag=1s");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = RawRtmpPeer.openWithSmallBuffer(server.address())) {
            player.handshake();
            player.connect("live");
            player.play("cam");
            int streamId = publisher.publish("cam");
            publisher.setChunkSize(65_536);
            for (int i = 0; i < FRAMES; i++) {
                publisher.message(6, (long) i * FRAME_MILLIS, RawRtmpPeer.VIDEO, streamId, frame(i).array());
            }
            publisher.awaitHandled();

            List<Integer> received = new ArrayList<>();
            do {
                received.add(numberOf(player.read(RawRtmpPeer.VIDEO)));
            } while (received.getLast() < FRAMES - 1);
            assertThat(received).isSorted().doesNotHaveDuplicates().hasSizeLessThan(FRAMES);
            for (int i = 1; i < received.size(); i++) {
                boolean next = received.get(i) == received.get(i - 1) + 1;
                assertThat(next || received.get(i) % GOP == 0)
                        .as("from %s on", received.get(i))
                        .isTrue();
            }
            assertThat(server.running().hub().counters().jumps.sum()).isPositive();
        }
    }

    private static ByteBuffer frame(int number) {
        byte[] header = HexFormat.of().parseHex(number % GOP == 0 ? "1701000000" : "2701000000");
        return ByteBuffer.allocate(FRAME_BYTES).put(header).putInt(number).rewind();
    }

    /** Which frame this is, after seeing that it came whole and at its time. */
    private static int numberOf(Message message) {
        int number = message.body().getInt(5);
        assertThat(message.body()).isEqualTo(frame(number));
        assertThat(message.timestampMillis()).isEqualTo((long) number * FRAME_MILLIS);
        return number;
    }
}

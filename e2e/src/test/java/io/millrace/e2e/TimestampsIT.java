package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timestamps on the wire are the publisher's, however large. */
class TimestampsIT {
    private static final int FRAMES = 10;
    private static final int STEP_MILLIS = 40;

    @ParameterizedTest(name = "from {0} ms on")
    @DisplayName("R-027, R-072: 24 bits, extended timestamps and the wrap at 2^32 arrive as they were sent")
    @ValueSource(longs = {0, 5, 0xFFFFFF - 200, 0xFFFFFF, 0x7FFFFFFFL - 200, 0x100000000L - 200})
    void arriveAsSent(long start) throws IOException {
        try (var server = TestServer.start();
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            player.play("cam");
            int streamId = publisher.publish("cam");
            List<Long> sent = new ArrayList<>();
            List<Long> received = new ArrayList<>();
            for (int i = 0; i < FRAMES; i++) {
                sent.add((start + (long) i * STEP_MILLIS) & 0xFFFFFFFFL);
                Frames.sendVideo(publisher, streamId, sent.getLast(), Frames.key(i));
            }
            for (int i = 0; i < FRAMES; i++) {
                Message frame = player.read(RawRtmpPeer.VIDEO);
                assertThat(Frames.number(frame)).isEqualTo(i);
                received.add(frame.timestampMillis());
            }
            assertThat(received).isEqualTo(sent);
        }
    }
}

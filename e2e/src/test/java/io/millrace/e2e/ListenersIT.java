package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.client.ClientSettings;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPlayer;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.transport.Carrier;
import io.millrace.transport.ClientTls;
import io.millrace.transport.TransportCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Several ports, each with carriers of its own: what is published at one is played at all. */
class ListenersIT {
    private static final String CONFIGURATION = """
            rtmp: {bind: 127.0.0.1, port: 0, carriers: rtmp}
            tls: {self-signed: true}
            listeners:
              secure: {bind: 127.0.0.1, port: 0, carriers: rtmps}
              web: {bind: 127.0.0.1, port: 0, carriers: rtmpt}
              all: {bind: 127.0.0.1, port: 0, carriers: "rtmp, rtmps, rtmpt, rtmpts"}
            """;

    private static final List<List<String>> SCHEMES =
            List.of(List.of("rtmp"), List.of("rtmps"), List.of("rtmpt"), List.of("rtmp", "rtmps", "rtmpt", "rtmpts"));

    @Test
    void allShareStreamsAndCountersAndEachHasItsCarriers() throws Exception {
        var settings = ClientSettings.builder().tls(ClientTls.insecure()).build();
        try (var server = TestServer.configured(CONFIGURATION);
                var client = RtmpClient.create(settings);
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            List<InetSocketAddress> addresses = server.running().addresses();
            assertThat(addresses).hasSize(SCHEMES.size()).doesNotHaveDuplicates();
            int streamId = publisher.publish("shared");
            Frames.sendVideo(publisher, streamId, 0, Frames.header(0));
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            publisher.awaitHandled();
            List<RtmpPlayer> players = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                for (String scheme : SCHEMES.get(i)) {
                    int port = addresses.get(i).getPort();
                    players.add(client.play(scheme + "://127.0.0.1:" + port + "/live/shared"));
                }
            }
            for (RtmpPlayer player : players) {
                assertThat(nextKeyFrame(player).dtsMillis()).isZero();
            }
            TransportCounters counters = server.running().transportCounters();
            assertThat(counters.of(Carrier.RTMP).open()).isEqualTo(3); // the publisher too
            assertThat(counters.of(Carrier.RTMPS).open()).isEqualTo(2);
            assertThat(counters.of(Carrier.RTMPT).open()).isEqualTo(2);
            assertThat(counters.of(Carrier.RTMPTS).open()).isOne();
            players.forEach(RtmpPlayer::close);
            await().untilAsserted(
                            () -> assertThat(counters.of(Carrier.RTMPTS).open()).isZero());
        }
    }

    private static MediaFrame nextKeyFrame(RtmpPlayer player) throws IOException {
        while (true) {
            MediaFrame frame = Objects.requireNonNull(player.next());
            if (frame.holds(PacketType.CODED_FRAMES)) {
                return frame;
            }
        }
    }
}

package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Players beyond a limit are told so, and those within it play. */
class PlayerLimitsIT {
    @Test
    void onePlayerTooManyIsToldWhyAndMayStay() throws Exception {
        try (var server = TestServer.start("applications.live.max-players-per-stream=1");
                var first = RawRtmpPeer.connect(server.address(), "live");
                var second = RawRtmpPeer.connect(server.address(), "live")) {
            first.play("cam");
            int streamId = second.createStream();
            second.command(streamId, "play", 0, null, "cam", -2000);
            Map<?, ?> status = second.status();
            assertThat(status.get("code")).isEqualTo("NetStream.Play.Failed");
            assertThat(status.get("level")).isEqualTo("error");
            assertThat(status.get("description"))
                    .isEqualTo("Cannot play live/cam: 1 play this stream already, as many as may"
                            + " (applications.*.max-players-per-stream).");
            second.command(streamId, "play", 0, null, "other", -2000);
            second.awaitStatus("NetStream.Play.Start");

            first.finish();
            await().until(() -> server.running().metrics().players() == 1);
            second.command(streamId, "play", 0, null, "cam", -2000);
            second.awaitStatus("NetStream.Play.Start");
            assertThat(server.running().metrics().playersRefusedTotal()).isEqualTo(1);
        }
    }

    @Test
    void limitHoldsWhenManyComeAtOnceOnSeveralLoops() throws Exception {
        List<RawRtmpPeer> peers = Collections.synchronizedList(new ArrayList<>());
        try (var server = TestServer.start("threads=3", "streams.max-players=5");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Object>> codes = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> playCode(server, peers), threads))
                    .toList();
            Map<Object, Long> counts = codes.stream()
                    .map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(counts).isEqualTo(Map.of("NetStream.Play.Failed", 15L, "playing", 5L));
            assertThat(server.running().metrics().players()).isEqualTo(5);
            assertThat(server.running().metrics().playersRefusedTotal()).isEqualTo(15);
        } finally {
            peers.forEach(RawRtmpPeer::close);
        }
    }

    /** What a new peer is told that plays {@code live/cam}; it stays until the end. */
    private static Object playCode(TestServer server, List<RawRtmpPeer> peers) {
        try {
            var peer = RawRtmpPeer.connect(server.address(), "live");
            peers.add(peer);
            peer.command(peer.createStream(), "play", 0, null, "cam", -2000);
            Object code = peer.status().get("code");
            return "NetStream.Play.Failed".equals(code) ? code : "playing";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

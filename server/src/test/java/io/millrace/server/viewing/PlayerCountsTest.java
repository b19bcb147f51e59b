package io.millrace.server.viewing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlayerCountsTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private static final StreamPath OTHER = new StreamPath("live/other");

    private final PlayerCounts counts = new PlayerCounts(ServerConfig.defaults());

    @Test
    void playersAreToldApartByWhatTheyPlayWith() {
        counts.enter(CAM, ViewerKind.RTMP);
        counts.enter(CAM, ViewerKind.RTMP);
        counts.enter(CAM, ViewerKind.WEBSOCKET_FLV);
        counts.enter(OTHER, ViewerKind.RTMP);
        assertThat(counts.byKind()).isEqualTo(Map.of(ViewerKind.RTMP, 3, ViewerKind.WEBSOCKET_FLV, 1));
        assertThat(counts.byKind("live/cam")).isEqualTo(Map.of(ViewerKind.RTMP, 2, ViewerKind.WEBSOCKET_FLV, 1));
        assertThat(counts.byKind("live/other")).isEqualTo(Map.of(ViewerKind.RTMP, 1));
    }

    @Test
    void playersOfAnApplicationAreThoseOfAllItsStreams() {
        counts.enter(CAM, ViewerKind.RTMP);
        counts.enter(OTHER, ViewerKind.RTMP);
        counts.enter(OTHER, ViewerKind.HLS);
        counts.enter(new StreamPath("shop/cam"), ViewerKind.HTTP_FILE);
        assertThat(counts.byApplication())
                .isEqualTo(Map.of(
                        "live", Map.of(ViewerKind.RTMP, 2, ViewerKind.HLS, 1),
                        "shop", Map.of(ViewerKind.HTTP_FILE, 1)));
        counts.leave(new StreamPath("shop/cam"), ViewerKind.HTTP_FILE);
        assertThat(counts.byApplication()).containsOnlyKeys("live");
    }

    @Test
    void whoLeavesIsCountedNoMore() {
        counts.enter(CAM, ViewerKind.RTMP);
        counts.enter(CAM, ViewerKind.HTTP_MP4);
        counts.leave(CAM, ViewerKind.RTMP);
        assertThat(counts.byKind("live/cam")).isEqualTo(Map.of(ViewerKind.HTTP_MP4, 1));
        counts.leave(CAM, ViewerKind.HTTP_MP4);
        assertThat(counts.byKind("live/cam")).isEmpty();
        assertThat(counts.byKind()).isEmpty();
    }

    @Test
    void whoMayNotPlayIsNotCounted() {
        var full = new PlayerCounts(ServerConfig.defaults().with("streams.max-players", "1"));
        full.enter(CAM, ViewerKind.RTMP);
        assertThat(full.enter(CAM, ViewerKind.HLS)).isPresent();
        assertThat(full.byKind()).isEqualTo(Map.of(ViewerKind.RTMP, 1));
        assertThat(full.byKind("live/cam")).isEqualTo(Map.of(ViewerKind.RTMP, 1));
        assertThat(full.byApplication()).isEqualTo(Map.of("live", Map.of(ViewerKind.RTMP, 1)));
        assertThat(full.refusedByKind()).isEqualTo(Map.of(ViewerKind.HLS, 1L));
    }

    @Test
    void limitHoldsWhenManyComeAtOnce() {
        var limited = new PlayerCounts(ServerConfig.defaults().with("applications.*.max-players", "100"));
        List<StreamPath> admitted = IntStream.range(0, 10_000)
                .parallel()
                .mapToObj(i -> i % 2 == 0 ? CAM : OTHER)
                .filter(path -> limited.enter(path, ViewerKind.RTMP).isEmpty())
                .toList();
        assertThat(admitted).hasSize(100);
        assertThat(limited.all()).isEqualTo(100);
        admitted.parallelStream().forEach(path -> limited.leave(path, ViewerKind.RTMP));
        assertThat(limited.all()).isZero();
    }
}

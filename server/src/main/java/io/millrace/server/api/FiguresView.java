package io.millrace.server.api;

import io.millrace.hub.StreamFigures;
import io.millrace.hub.TrackFigures;
import io.millrace.media.MediaKind;
import io.millrace.server.metrics.ServerMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes all the time, for charts.
 *
 * @param receivedBitsPerSecond from all connections, since the figures before; 0 in the first
 * @param sentBitsPerSecond to them, likewise
 */
record FiguresView(
        long uptimeMillis,
        long publishers,
        long players,
        int sessions,
        long receivedBytesTotal,
        long sentBytesTotal,
        long receivedBitsPerSecond,
        long sentBitsPerSecond,
        List<StreamFiguresView> streams) {

    /** Of one stream; {@code framesPerSecond} is that of its first video track. */
    record StreamFiguresView(String stream, long bitsPerSecond, double framesPerSecond, int viewers) {
        static StreamFiguresView of(String path, StreamFigures figures, int viewers) {
            return new StreamFiguresView(
                    path,
                    Math.round(figures.bitsPerSecond()),
                    figures.tracks().stream()
                            .filter(track -> track.track().kind() == MediaKind.VIDEO)
                            .findFirst()
                            .map(TrackFigures::framesPerSecond)
                            .map(TrackView::rounded)
                            .orElse(0.0),
                    viewers);
        }
    }

    static FiguresView of(
            ServerMetrics metrics, int sessions, List<StreamFiguresView> streams, @Nullable FiguresView before) {
        long uptimeMillis = metrics.uptimeNanos() / 1_000_000;
        long millis = before == null ? 0 : uptimeMillis - before.uptimeMillis();
        long received = metrics.receivedBytesTotal();
        long sent = metrics.sentBytesTotal();
        return new FiguresView(
                uptimeMillis,
                metrics.publishers(),
                metrics.players(),
                sessions,
                received,
                sent,
                before == null ? 0 : bitsPerSecond(received - before.receivedBytesTotal(), millis),
                before == null ? 0 : bitsPerSecond(sent - before.sentBytesTotal(), millis),
                streams);
    }

    private static long bitsPerSecond(long bytes, long millis) {
        return millis <= 0 ? 0 : bytes * 8_000 / millis;
    }
}

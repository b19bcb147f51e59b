package io.millrace.server;

import io.millrace.hub.Hub;
import io.millrace.hub.HubCounters;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Metrics of live streams and of those who watch them. */
final class StreamSources {
    private final Exposition metrics;

    StreamSources(Exposition metrics) {
        this.metrics = metrics;
    }

    void add(Hub hub, PlayerCounts players, int maxStreams) {
        HubCounters counters = hub.counters();
        metrics.gauge(
                        "millrace_streams",
                        "Live streams that somebody publishes, plays or waits for.",
                        () -> hub.streams().size())
                .gauge(
                        "millrace_publishers",
                        "Publishers, those included that are waited for to come back.",
                        hub::publishers)
                .gauges(
                        "millrace_viewers",
                        "Viewers that play, live or recorded, or wait for a stream.",
                        "kind",
                        () -> viewers(players))
                .counters(
                        "millrace_viewers_refused_total",
                        "Viewers, live or recorded, that were told that as many play as may.",
                        "kind",
                        refused(players))
                .streams(hub, players, maxStreams)
                .gauge(
                        "millrace_buffer_bytes",
                        "Direct memory that live streams hold for viewers.",
                        () -> hub.slabBytes() + hub.gopBytes())
                .gauge(
                        "millrace_buffer_reserve_bytes",
                        "Direct memory that no stream holds, kept for later.",
                        hub::reserveBytes)
                .histogram(
                        "millrace_fan_out_latency_seconds",
                        "How long after a frame was due the last viewer of its stream, on one event loop, was sent it.",
                        counters.fanOutLatency::snapshot);
        metrics.counter(
                "millrace_published_messages_total", "Messages that publishers added to streams.", counters.appended);
        metrics.counter(
                "millrace_published_bytes_total",
                "Bytes of messages that publishers added to streams.",
                counters.appendedBytes);
        metrics.counter(
                "millrace_stale_messages_total",
                "Messages of publishers whose stream another had taken over; left out.",
                counters.staleAppends);
        metrics.counter(
                "millrace_handovers_total", "Publishers that took a stream over from another.", counters.handovers);
        metrics.counter(
                "millrace_dropped_frames_total",
                "Frames left out where one publisher followed another.",
                counters.handoverDrops);
        metrics.counter(
                "millrace_timeline_breaks_total",
                "Leaps in the timestamps of publishers that were joined.",
                counters.timelineBreaks);
        metrics.counter(
                "millrace_viewer_jumps_total",
                "Viewers that lagged and were moved to a newer key frame.",
                counters.jumps);
        metrics.counter(
                "millrace_unshared_viewers_total",
                "Viewers that were encoded for by themselves, as their stream had too many forms.",
                counters.unsharedViewers);
        metrics.counter(
                "millrace_unjoinable_gops_total",
                "Groups of pictures too large to be kept, so that nobody could join in them.",
                counters.unjoinableGops);
        metrics.counter(
                "millrace_encode_failures_total",
                "Messages that a form of a stream could not express; its viewers went without.",
                counters.encodeFailures);
        metrics.counter(
                "millrace_buffer_refusals_total",
                "Forms of streams that were not shared by their viewers, for want of memory.",
                counters.memoryRefusals);
    }

    private static Map<String, LongSupplier> refused(PlayerCounts players) {
        Map<String, LongSupplier> refused = new LinkedHashMap<>();
        for (ViewerKind kind : ViewerKind.values()) {
            refused.put(kind.label(), () -> players.refusedByKind().getOrDefault(kind, 0L));
        }
        return refused;
    }

    private static Map<String, Double> viewers(PlayerCounts players) {
        Map<ViewerKind, Integer> counts = players.byKind();
        Map<String, Double> viewers = new LinkedHashMap<>();
        for (ViewerKind kind : ViewerKind.values()) {
            viewers.put(kind.label(), (double) counts.getOrDefault(kind, 0));
        }
        return viewers;
    }
}

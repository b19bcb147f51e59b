package io.millrace.server.metrics;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.hub.StreamFigures;
import io.millrace.hub.TrackFigures;
import io.millrace.server.viewing.PlayerCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of each stream and its tracks, as many as may be: names of streams, and numbers of tracks, are what publishers choose.
 * Each stream is measured once for all of them. Any thread may ask.
 */
final class StreamSeries implements MultiCollector {
    private static final int MAX_TRACKS = 8; // of a stream
    private static final double MILLIS = 1e3; // per second
    private static final double NANOS = 1e9; // per second

    private final Hub hub;
    private final PlayerCounts players;
    private final int maxStreams;

    private record Measured(String path, Labels labels, StreamFigures figures) {
        Labels of(TrackFigures track) {
            return labels.add("media", track.track().kind().name().toLowerCase(Locale.ROOT))
                    .add("track", String.valueOf(track.track().id()));
        }
    }

    StreamSeries(Hub hub, PlayerCounts players, int maxStreams) {
        this.hub = hub;
        this.players = players;
        this.maxStreams = maxStreams;
    }

    @Override
    public MetricSnapshots collect() {
        List<Measured> streams = hub.streams().stream()
                .sorted(Comparator.comparing(LiveStream::path))
                .limit(maxStreams)
                .map(StreamSeries::measure)
                .toList();
        return MetricSnapshots.of(
                gauge(
                        streams,
                        "millrace_stream_published_seconds",
                        "Time since the publisher of the stream came; 0 without one.",
                        figures -> figures.publishedNanos() / NANOS),
                viewers(streams),
                counter(
                        streams,
                        "millrace_stream_frames_total",
                        "Frames that were published to the stream.",
                        StreamFigures::framesTotal),
                counter(
                        streams,
                        "millrace_stream_bytes_total",
                        "Bytes of frames that were published to the stream, without the headers of messages.",
                        StreamFigures::bytesTotal),
                counter(
                        streams,
                        "millrace_stream_dropped_frames_total",
                        "Frames left out where one publisher followed another.",
                        StreamFigures::droppedFramesTotal),
                counter(
                        streams,
                        "millrace_stream_timeline_breaks_total",
                        "Leaps in the timestamps of the publisher that were joined.",
                        StreamFigures::timelineBreaksTotal),
                counter(
                        streams,
                        "millrace_stream_viewer_jumps_total",
                        "Viewers of the stream that lagged and were moved to a newer key frame.",
                        StreamFigures::jumpsTotal),
                trackGauge(
                        streams,
                        "millrace_track_bytes_per_second",
                        "Bytes of frames that came in the last four seconds, per second.",
                        track -> track.bitsPerSecond() / 8),
                trackGauge(
                        streams,
                        "millrace_track_frames_per_second",
                        "Frames that came in the last four seconds, per second.",
                        TrackFigures::framesPerSecond),
                trackGauge(
                        streams,
                        track -> track.keyFrames() > 1,
                        "millrace_track_key_frame_interval_seconds",
                        "Length of the last whole group of pictures.",
                        track -> track.gopMillis() / MILLIS),
                trackGauge(
                        streams,
                        "millrace_track_jitter_seconds",
                        "How unevenly frames come: the interarrival jitter of RFC 3550.",
                        track -> track.jitterMillis() / MILLIS));
    }

    private static Measured measure(LiveStream stream) {
        String[] path = stream.path().split("/", 2);
        Labels labels = Labels.of("application", path[0], "stream", path.length == 2 ? path[1] : "");
        return new Measured(stream.path(), labels, stream.figures());
    }

    private GaugeSnapshot viewers(List<Measured> streams) {
        var metric = GaugeSnapshot.builder()
                .name("millrace_stream_viewers")
                .help("Viewers that play the stream, or wait for it.");
        streams.forEach(stream -> players.byKind(stream.path())
                .forEach((kind, count) ->
                        metric.dataPoint(gaugePoint(stream.labels().add("kind", kind.label()), count))));
        return metric.build();
    }

    private static GaugeSnapshot gauge(
            List<Measured> streams, String name, String help, ToDoubleFunction<StreamFigures> value) {
        var metric = GaugeSnapshot.builder().name(name).help(help);
        streams.forEach(stream -> metric.dataPoint(gaugePoint(stream.labels(), value.applyAsDouble(stream.figures()))));
        return metric.build();
    }

    private static GaugeSnapshot trackGauge(
            List<Measured> streams, String name, String help, ToDoubleFunction<TrackFigures> value) {
        return trackGauge(streams, track -> true, name, help, value);
    }

    private static GaugeSnapshot trackGauge(
            List<Measured> streams,
            Predicate<TrackFigures> isMeasured,
            String name,
            String help,
            ToDoubleFunction<TrackFigures> value) {
        var metric = GaugeSnapshot.builder().name(name).help(help);
        streams.forEach(stream -> stream.figures().tracks().stream()
                .limit(MAX_TRACKS)
                .filter(isMeasured)
                .forEach(track -> metric.dataPoint(gaugePoint(stream.of(track), value.applyAsDouble(track)))));
        return metric.build();
    }

    private static GaugeDataPointSnapshot gaugePoint(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterSnapshot counter(
            List<Measured> streams, String name, String help, ToDoubleFunction<StreamFigures> value) {
        var metric = CounterSnapshot.builder().name(name).help(help);
        streams.forEach(stream -> metric.dataPoint(CounterDataPointSnapshot.builder()
                .labels(stream.labels())
                .value(value.applyAsDouble(stream.figures()))
                .build()));
        return metric.build();
    }
}

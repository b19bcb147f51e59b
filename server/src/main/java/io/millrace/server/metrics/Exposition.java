package io.millrace.server.metrics;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.LatencyHistogram;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Metrics of one server in the formats of Prometheus. They are read when they are asked for, from who counts anyway; nothing is
 * counted here. Filled by one thread, then any thread may ask.
 */
public final class Exposition {
    private static final double NANOS = 1e9; // per second

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** What the JVM says of itself is the same for all servers in it. Made when it is first asked for. */
    private static final class Jvm {
        static final PrometheusRegistry REGISTRY = new PrometheusRegistry();

        static {
            JvmMetrics.builder().register(REGISTRY);
        }
    }

    Exposition() {}

    /** Something that only grows; {@code name} ends in {@code _total}. */
    public Exposition counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call((double) value.getAsLong()))
                .register(registry);
        return this;
    }

    /** Likewise. */
    public Exposition counter(String name, String help, LongAdder value) {
        return counter(name, help, value::sum);
    }

    /** The same for each value of a label. */
    public Exposition counters(String name, String help, String label, Map<String, LongSupplier> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(sample -> values.forEach((of, value) -> sample.call((double) value.getAsLong(), of)))
                .register(registry);
        return this;
    }

    /** Something as it is now. */
    public Exposition gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
        return this;
    }

    /** The same for each value of a label. */
    public Exposition gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(sample -> values.get().forEach((of, value) -> sample.call(value, of)))
                .register(registry);
        return this;
    }

    /** How long something took; {@code name} ends in {@code _seconds}. */
    public Exposition histogram(String name, String help, Supplier<LatencyHistogram.Snapshot> value) {
        registry.register(() -> histogram(name, help, value.get()));
        return this;
    }

    /** Those of each stream, for so many streams at most. */
    public Exposition streams(Hub hub, PlayerCounts players, int maxStreams) {
        registry.register(new StreamSeries(hub, players, maxStreams));
        return gauge(
                "millrace_streams_without_series",
                "Live streams that are too many to have time series of their own (metrics.max-streams).",
                () -> Math.max(0, hub.streams().size() - maxStreams));
    }

    private static MetricSnapshot histogram(String name, String help, LatencyHistogram.Snapshot measured) {
        var buckets = ClassicHistogramBuckets.builder();
        for (var bucket : measured.buckets()) {
            boolean isLast = bucket.endNanos() == Long.MAX_VALUE;
            buckets.bucket(isLast ? Double.POSITIVE_INFINITY : bucket.endNanos() / NANOS, bucket.count());
        }
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(measured.sumNanos() / NANOS)
                        .build())
                .build();
    }

    /** All of them, in the format that the client likes best, compressed if it reads that. This takes a while. */
    HttpResponse answer(HttpRequest request) {
        String accepted = request.header("accept").orElse("");
        ExpositionFormatWriter writer = formats.findWriter(accepted);
        EscapingScheme escaping = EscapingScheme.fromAcceptHeader(accepted);
        var text = new ByteArrayOutputStream();
        try {
            writer.write(text, collect(), escaping);
            HttpResponse response = HttpResponse.of(
                            200, writer.getContentType() + escaping.toHeaderFormat(), Bytes.wrap(text.toByteArray()))
                    .with("Cache-Control", "no-store");
            return request.acceptsGzip() ? response.withGzip(compressed(text)) : response;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
    }

    private MetricSnapshots collect() {
        return new MetricSnapshots(Stream.of(registry.scrape(), Jvm.REGISTRY.scrape())
                .flatMap(MetricSnapshots::stream)
                .toList());
    }

    private static Bytes compressed(ByteArrayOutputStream text) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            text.writeTo(gzip);
        }
        return Bytes.wrap(compressed.toByteArray());
    }
}

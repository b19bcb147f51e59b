package io.millrace.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.StreamFigures;
import io.millrace.server.MillraceServer;
import io.millrace.server.metrics.PrometheusText.Sample;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server that works tells Prometheus. */
final class MetricsServiceTest {
    @Test
    void numbersAreThoseThatTheServerHas() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            monitored.publish("cam", 3);
            monitored.connect().play("cam");
            PrometheusText text = monitored.scrape();
            ServerMetrics metrics = monitored.server.metrics();
            assertThat(text.value("millrace_publishers"))
                    .isEqualTo(metrics.publishers())
                    .isEqualTo(1);
            assertThat(text.value("millrace_streams"))
                    .isEqualTo(metrics.streams())
                    .isEqualTo(1);
            assertThat(text.value("millrace_viewers", "kind", "rtmp"))
                    .isEqualTo(metrics.players())
                    .isEqualTo(1);
            assertThat(text.value("millrace_viewers", "kind", "hls")).isZero();
            assertThat(text.value("millrace_connections", "carrier", "rtmp")).isEqualTo(2);
            assertThat(text.value("millrace_connections", "carrier", "rtmps")).isZero();
            assertThat(text.value("millrace_connections", "carrier", "http")).isEqualTo(1);
            assertThat(text.value("millrace_published_messages_total"))
                    .isEqualTo(monitored.server.hub().counters().appended.sum());
            assertThat(text.value("millrace_rtmp_publishes_total")).isEqualTo(1);
            assertThat(text.value("millrace_uptime_seconds")).isPositive();
            assertThat(text.value("jvm_threads_current")).isPositive();
        }
    }

    @Test
    void whatGoesThroughSocketsIsToldByListener() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            monitored.publish("cam", 3);
            assertThat(monitored.get("/none").status()).isEqualTo(404);
            assertThat(monitored.get("/metrics", "X-Real-IP", "192.0.2.7").status())
                    .isEqualTo(403);
            PrometheusText text = monitored.scrape();
            ServerMetrics metrics = monitored.server.metrics();
            metrics.listeners().forEach((name, listener) -> {
                Map<String, Long> told = Map.of(
                        "millrace_sockets", listener.connections(),
                        "millrace_sockets_accepted_total", listener.connectionsTotal(),
                        "millrace_connections_refused_total", listener.connectionsRefusedTotal(),
                        "millrace_stalled_peers_total", listener.stalledPeersTotal(),
                        "millrace_http_requests_total", listener.requestsTotal(),
                        "millrace_http_malformed_requests_total", listener.malformedRequestsTotal(),
                        "millrace_http_client_errors_total", listener.clientErrorsTotal(),
                        "millrace_http_server_errors_total", listener.serverErrorsTotal());
                told.forEach((metric, value) -> assertThat(text.value(metric, "listener", name))
                        .as(metric + " of " + name)
                        .isEqualTo((double) value));
                assertThat(text.value("millrace_received_bytes_total", "listener", name))
                        .isPositive()
                        .isLessThanOrEqualTo(
                                listener.receivedBytesTotal()); // a peer may acknowledge what it reads later
                assertThat(text.value("millrace_sent_bytes_total", "listener", name))
                        .isPositive()
                        .isLessThanOrEqualTo(listener.sentBytesTotal());
            });
            assertThat(metrics.listeners().get("http").requestsTotal()).isEqualTo(3);
            assertThat(metrics.listeners().get("http").clientErrorsTotal()).isEqualTo(2);
            assertThat(text.value("millrace_api_refusals_total", "reason", "proxy"))
                    .isEqualTo((double) metrics.apiRefusalsTotal().get("proxy"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoFindsNoPlaceIsCountedByWhatItWouldHavePlayed() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG.with("streams.max-players", "1"))) {
            monitored.publish("cam", 3);
            monitored.connect().play("cam");
            assertThat(monitored.get("/live/cam.flv").status()).isEqualTo(503);
            assertThat(monitored.scrape().value("millrace_viewers_refused_total", "kind", "http-flv"))
                    .isEqualTo(monitored.server.metrics().playersRefusedTotal())
                    .isEqualTo(1);
        }
    }

    /** But for those that only say, by what was opened, how many there are now. */
    @Test
    void whateverIsCountedIsTold() throws Exception {
        Map<String, LongAdder> counters = new LinkedHashMap<>();
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            MillraceServer server = monitored.server;
            for (Object holder : List.of(
                    server.hub().counters(),
                    server.transportCounters(),
                    server.rtmpCounters(),
                    server.httpFlvCounters(),
                    server.hlsCounters(),
                    server.httpMp4Counters(),
                    server.httpVodCounters(),
                    server.recordCounters(),
                    server.vodCounters(),
                    server.sharedObjectCounters())) {
                for (Field field : holder.getClass().getFields()) {
                    if (field.get(holder) instanceof LongAdder counter
                            && !field.getName().matches("closed|ended")) {
                        counters.put(holder.getClass().getSimpleName() + "." + field.getName(), counter);
                    }
                }
            }
            long mark = 0;
            for (LongAdder counter : counters.values()) {
                counter.add(mark += 1_000_000_000);
            }
            Set<Long> told = monitored.scrape().own().stream()
                    .flatMap(family -> family.samples().stream())
                    .map(sample -> (long) sample.value() / 1_000_000_000)
                    .collect(Collectors.toSet());
            mark = 0;
            for (var counter : counters.entrySet()) {
                assertThat(told).as(counter.getKey()).contains(++mark);
                counter.getValue()
                        .add(-mark * 1_000_000_000); // the server waits for connections that it takes to be open
            }
        }
        assertThat(counters).hasSizeGreaterThan(50);
    }

    @Test
    void streamsAndTracksAreMeasuredOneByOne() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            monitored.publish("cam", 3);
            monitored.connect().play("cam");
            PrometheusText text = monitored.scrape();
            StreamFigures figures =
                    monitored.server.hub().streams().iterator().next().figures();
            String[] stream = {"application", "live", "stream", "cam"};
            assertThat(text.value("millrace_stream_frames_total", stream))
                    .isEqualTo(figures.framesTotal())
                    .isEqualTo(3);
            assertThat(text.value("millrace_stream_bytes_total", stream)).isEqualTo(3 * Monitored.PAYLOAD_BYTES);
            assertThat(text.value("millrace_stream_published_seconds", stream))
                    .isPositive()
                    .isLessThan(figures.publishedNanos() / 1e9);
            assertThat(text.value("millrace_stream_viewers", "application", "live", "stream", "cam", "kind", "rtmp"))
                    .isEqualTo(1);
            assertThat(text.value(
                            "millrace_track_key_frame_interval_seconds",
                            "application",
                            "live",
                            "stream",
                            "cam",
                            "media",
                            "video",
                            "track",
                            "0"))
                    .isEqualTo(0.04);
        }
    }

    @Test
    void histogramHoldsEveryCaseOnce() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            PrometheusText text = monitored.scrape();
            for (String name : List.of("millrace_fan_out_latency_seconds", "millrace_event_loop_lag_seconds")) {
                assertThat(text.family(name).type()).isEqualTo("histogram");
                List<Double> buckets = text.family(name).samples().stream()
                        .filter(sample -> sample.name().equals(name + "_bucket"))
                        .map(Sample::value)
                        .toList();
                assertThat(buckets).hasSize(21).isSorted();
                assertThat(text.value(name + "_count")).isEqualTo(buckets.getLast());
                assertThat(text.value(name + "_sum")).isNotNegative();
            }
        }
    }

    @Test
    void namesOfStreamsCannotBreakTheFormat() throws Exception {
        String name = "c\"a\\m}\u00fc\u2603 1{x=\"y\"} 2";
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            monitored.publish(name, 1);
            assertThat(monitored.scrape().value("millrace_stream_frames_total", "application", "live", "stream", name))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | ''  | 3
            2 | a,b | 1
            3 | a,b,c | 0
            """)
    void onlySoManyStreamsHaveSeriesOfTheirOwn(String most, String names, double without) throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG.with("metrics.max-streams", most))) {
            for (String name : List.of("c", "b", "a")) {
                monitored.publish(name, 1);
            }
            PrometheusText text = monitored.scrape();
            assertThat(String.join(",", text.labelValues("stream"))).isEqualTo(names);
            assertThat(text.value("millrace_streams_without_series")).isEqualTo(without);
            assertThat(text.value("millrace_streams")).isEqualTo(3);
        }
    }

    @Test
    void formatIsTheOneThatIsAskedFor() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG)) {
            var plain = monitored.get("/metrics");
            assertThat(plain.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(plain.header("cache-control")).isEqualTo("no-store");
            var openMetrics = monitored.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
            assertThat(openMetrics.header("content-type")).startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(openMetrics.text()).endsWith("# EOF\n");
            var compressed = monitored.get("/metrics", "Accept-Encoding", "gzip");
            assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
            var text = new GZIPInputStream(
                            new ByteArrayInputStream(compressed.body().toByteArray()))
                    .readAllBytes();
            assertThat(PrometheusText.of(new String(text, UTF_8)).value("millrace_streams"))
                    .isZero();
        }
    }

    @Test
    void whoeverHasNoTokenIsToldNothing() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG.with("api.token", "secret-token-of-ours"))) {
            assertThat(monitored.get("/metrics").status()).isEqualTo(401);
            assertThat(monitored
                            .get("/metrics", "Authorization", "Bearer other")
                            .status())
                    .isEqualTo(401);
            var answer = monitored.get("/metrics", "Authorization", "Bearer secret-token-of-ours");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(PrometheusText.of(answer.text()).value("millrace_api_refusals_total", "reason", "token"))
                    .isEqualTo(2);
            assertThat(monitored.get("/health").status()).isEqualTo(200);
            assertThat(monitored.get("/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void serversOfOneProgramAreToldApart() throws Exception {
        try (var first = new Monitored(Monitored.CONFIG);
                var second = new Monitored(Monitored.CONFIG)) {
            first.publish("cam", 1);
            assertThat(first.scrape().value("millrace_publishers")).isEqualTo(1);
            assertThat(second.scrape().value("millrace_publishers")).isZero();
            assertThat(second.scrape().value("jvm_threads_current")).isPositive();
        }
    }
}

package io.millrace.server;

import io.millrace.server.http.Access;
import io.millrace.server.http.AccessCounters;
import io.millrace.server.http.AccessCounters.Reason;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.tls.Certificates;
import io.millrace.transport.Carrier;
import io.millrace.transport.HttpCounters;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TlsCertificate;
import io.millrace.transport.TransportCounters;
import io.millrace.transport.TransportCounters.CarrierCounters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Metrics of sockets, of what they carry, and of HTTP requests. */
final class NetworkSources {
    private final Exposition metrics;

    NetworkSources(Exposition metrics) {
        this.metrics = metrics;
    }

    /** @param listeners by what they are for: rtmp or http */
    void add(MillraceServer server, Map<String, TcpListener> listeners, Access access) {
        sockets(listeners);
        carriers(List.copyOf(listeners.values()));
        http(listeners);
        access(access.counters());
        server.certificates().ifPresent(this::certificates);
    }

    private void sockets(Map<String, TcpListener> listeners) {
        Function<ToLongFunction<TransportCounters>, Map<String, LongSupplier>> each =
                counter -> of(listeners, listener -> counter.applyAsLong(listener.counters()));
        metrics.gauges(
                        "millrace_sockets",
                        "Sockets open now, handshakes included.",
                        "listener",
                        () -> values(each.apply(TransportCounters::open)))
                .counters(
                        "millrace_sockets_accepted_total",
                        "Sockets accepted, those included that were refused.",
                        "listener",
                        each.apply(counters -> counters.accepted.sum()))
                .counters(
                        "millrace_connections_refused_total",
                        "Connections closed at once because there were too many.",
                        "listener",
                        each.apply(counters -> counters.refused.sum()))
                .counters(
                        "millrace_received_bytes_total",
                        "Bytes from all sockets, inside TLS, handshakes and protocol included.",
                        "listener",
                        each.apply(counters -> counters.bytesReceived.sum()))
                .counters(
                        "millrace_sent_bytes_total",
                        "Bytes to all sockets, inside TLS, handshakes and protocol included.",
                        "listener",
                        each.apply(counters -> counters.bytesSent.sum()))
                .counters(
                        "millrace_writes_total",
                        "Writes of media, and of whole answers.",
                        "listener",
                        each.apply(counters -> counters.pieces.sum()))
                .counters(
                        "millrace_stalled_peers_total",
                        "Connections closed because the peer took nothing, or acknowledged nothing.",
                        "listener",
                        each.apply(counters -> counters.stalled.sum()))
                .counters(
                        "millrace_tls_failures_total",
                        "TLS handshakes that failed.",
                        "listener",
                        each.apply(counters -> counters.tlsFailures.sum()))
                .counters(
                        "millrace_proxy_failures_total",
                        "Connections of trusted proxies without a header that names their client.",
                        "listener",
                        each.apply(counters -> counters.proxyFailures.sum()))
                .counters(
                        "millrace_tunnel_refusals_total",
                        "Requests of the HTTP tunnel for a session that there is not.",
                        "listener",
                        each.apply(counters -> counters.httpRefusals.sum()));
    }

    /** What the listeners carry together. */
    private void carriers(List<TcpListener> listeners) {
        Function<ToLongFunction<CarrierCounters>, Map<String, LongSupplier>> each = counter -> {
            Map<String, LongSupplier> values = new LinkedHashMap<>();
            for (Carrier carrier : Carrier.values()) {
                values.put(
                        carrier.toString(),
                        () -> listeners.stream()
                                .mapToLong(listener ->
                                        counter.applyAsLong(listener.counters().of(carrier)))
                                .sum());
            }
            return values;
        };
        metrics.gauges(
                        "millrace_connections",
                        "Connections open now; of HTTP those that are not for the tunnel of RTMP.",
                        "carrier",
                        () -> values(each.apply(CarrierCounters::open)))
                .counters(
                        "millrace_connections_opened_total",
                        "Connections that were opened.",
                        "carrier",
                        each.apply(carrier -> carrier.opened.sum()))
                .counters(
                        "millrace_carrier_received_bytes_total",
                        "Bytes received of RTMP, inside TLS or HTTP, or of HTTP, inside TLS.",
                        "carrier",
                        each.apply(carrier -> carrier.bytesReceived.sum()))
                .counters(
                        "millrace_carrier_sent_bytes_total",
                        "Bytes sent of RTMP, inside TLS or HTTP, or of HTTP, inside TLS.",
                        "carrier",
                        each.apply(carrier -> carrier.bytesSent.sum()));
    }

    private void http(Map<String, TcpListener> listeners) {
        Function<ToLongFunction<HttpCounters>, Map<String, LongSupplier>> each =
                counter -> of(listeners, listener -> counter.applyAsLong(listener.httpCounters()));
        metrics.gauges(
                        "millrace_http_requests_in_progress",
                        "Requests that are being answered now.",
                        "listener",
                        () -> values(each.apply(HttpCounters::open)))
                .counters(
                        "millrace_http_requests_total",
                        "Requests, WebSockets included.",
                        "listener",
                        each.apply(counters -> counters.requests.sum()))
                .counters(
                        "millrace_http_malformed_requests_total",
                        "Requests that are none: malformed, too long, or of no path that there can be.",
                        "listener",
                        each.apply(counters -> counters.malformed.sum()))
                .counters(
                        "millrace_http_client_errors_total",
                        "Requests answered with a status of 400 to 499.",
                        "listener",
                        each.apply(counters -> counters.refused.sum()))
                .counters(
                        "millrace_http_server_errors_total",
                        "Requests answered with a status of 500 to 599.",
                        "listener",
                        each.apply(counters -> counters.failed.sum()))
                .counters(
                        "millrace_http_response_body_bytes_total",
                        "Bytes of the bodies of answers, as far as they have left.",
                        "listener",
                        each.apply(counters -> counters.bodyBytes.sum()));
    }

    private void access(AccessCounters counters) {
        Map<String, LongSupplier> refused = new LinkedHashMap<>();
        for (Reason reason : Reason.values()) {
            refused.put(reason.label(), counters.refused(reason)::sum);
        }
        metrics.counters(
                "millrace_api_refusals_total",
                "Requests to the API or for metrics of those who may not.",
                "reason",
                refused);
    }

    private void certificates(Certificates certificates) {
        metrics.gauges(
                        "millrace_certificate_expiry_timestamp_seconds",
                        "When the certificate ends to be valid, in Unix time.",
                        "certificate",
                        () -> expiry(certificates))
                .counter(
                        "millrace_certificate_reloads_total",
                        "Times that changed files of certificates were taken.",
                        certificates::reloads)
                .counter(
                        "millrace_certificate_failed_reloads_total",
                        "Times that changed files of certificates were no use, and the old ones stayed.",
                        certificates::failedReloads);
    }

    private static Map<String, Double> expiry(Certificates certificates) {
        Map<String, Double> expiry = new LinkedHashMap<>();
        for (TlsCertificate each : certificates.current()) {
            expiry.merge(each.subject(), (double) each.notAfter().getEpochSecond(), Math::min);
        }
        return expiry;
    }

    private static Map<String, LongSupplier> of(
            Map<String, TcpListener> listeners, ToLongFunction<TcpListener> counter) {
        Map<String, LongSupplier> values = new LinkedHashMap<>();
        listeners.forEach((name, listener) -> values.put(name, () -> counter.applyAsLong(listener)));
        return values;
    }

    private static Map<String, Double> values(Map<String, LongSupplier> counters) {
        Map<String, Double> values = new LinkedHashMap<>();
        counters.forEach((name, counter) -> values.put(name, (double) counter.getAsLong()));
        return values;
    }
}

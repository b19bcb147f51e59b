package io.millrace.server;

import io.millrace.hub.Hub;
import io.millrace.hub.HubCounters;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.hls.HlsCounters;
import io.millrace.server.http.Access;
import io.millrace.server.http.AccessCounters;
import io.millrace.server.httpflv.HttpFlvCounters;
import io.millrace.server.httpmp4.HttpMp4Counters;
import io.millrace.server.httpvod.HttpVodCounters;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.record.RecordCounters;
import io.millrace.server.rtmp.RtmpCounters;
import io.millrace.server.sharedobject.SharedObjectCounters;
import io.millrace.server.tls.Certificates;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.server.vod.VodCounters;
import io.millrace.transport.Carrier;
import io.millrace.transport.EventLoops;
import io.millrace.transport.HttpCounters;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TlsCertificate;
import io.millrace.transport.TransportCounters;
import io.millrace.transport.TransportCounters.CarrierCounters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Which metric has its value from where. Dashboards and alerts are made of these names: a change of one is a change for users.
 */
final class MetricSources {
    private final Exposition metrics;

    MetricSources(Exposition metrics) {
        this.metrics = metrics;
    }

    /**
     * Adds what there is.
     *
     * @param listeners by what they are for: rtmp or http
     * @param maxStreams that have series of their own
     */
    void all(
            MillraceServer server,
            EventLoops loops,
            Map<String, TcpListener> listeners,
            PlayerCounts players,
            Access access,
            int maxStreams) {
        metrics.gauge(
                        "millrace_uptime_seconds",
                        "Time since the server started.",
                        () -> server.metrics().uptimeNanos() / 1e9)
                .histogram(
                        "millrace_event_loop_lag_seconds",
                        "How late event loops get to what is due, measured ten times a second on each.",
                        loops.lag()::snapshot);
        streams(server.hub(), players, maxStreams);
        carriers(server.transportCounters());
        sockets(listeners);
        http(listeners);
        access(access.counters());
        rtmp(server.rtmpCounters());
        httpFlv(server.httpFlvCounters());
        httpMp4(server.httpMp4Counters());
        httpVod(server.httpVodCounters());
        hls(server.hlsCounters());
        recordings(server.recordCounters());
        recorded(server.vodCounters());
        sharedObjects(server.sharedObjectCounters());
        server.certificates().ifPresent(this::certificates);
    }

    private void streams(Hub hub, PlayerCounts players, int maxStreams) {
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
        count("millrace_published_messages_total", "Messages that publishers added to streams.", counters.appended);
        count(
                "millrace_published_bytes_total",
                "Bytes of messages that publishers added to streams.",
                counters.appendedBytes);
        count(
                "millrace_stale_messages_total",
                "Messages of publishers whose stream another had taken over; left out.",
                counters.staleAppends);
        count("millrace_handovers_total", "Publishers that took a stream over from another.", counters.handovers);
        count(
                "millrace_dropped_frames_total",
                "Frames left out where one publisher followed another.",
                counters.handoverDrops);
        count(
                "millrace_timeline_breaks_total",
                "Leaps in the timestamps of publishers that were joined.",
                counters.timelineBreaks);
        count(
                "millrace_viewer_jumps_total",
                "Viewers that lagged and were moved to a newer key frame.",
                counters.jumps);
        count(
                "millrace_unshared_viewers_total",
                "Viewers that were encoded for by themselves, as their stream had too many forms.",
                counters.unsharedViewers);
        count(
                "millrace_unjoinable_gops_total",
                "Groups of pictures too large to be kept, so that nobody could join in them.",
                counters.unjoinableGops);
        count(
                "millrace_encode_failures_total",
                "Messages that a form of a stream could not express; its viewers went without.",
                counters.encodeFailures);
        count(
                "millrace_buffer_refusals_total",
                "Forms of streams that were not shared by their viewers, for want of memory.",
                counters.memoryRefusals);
    }

    private static Map<String, Double> viewers(PlayerCounts players) {
        Map<ViewerKind, Integer> counts = players.byKind();
        Map<String, Double> viewers = new LinkedHashMap<>();
        for (ViewerKind kind : ViewerKind.values()) {
            viewers.put(kind.label(), (double) counts.getOrDefault(kind, 0));
        }
        return viewers;
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
                        "Bytes from all sockets, handshakes and protocol included.",
                        "listener",
                        each.apply(counters -> counters.bytesReceived.sum()))
                .counters(
                        "millrace_sent_bytes_total",
                        "Bytes to all sockets, handshakes and protocol included.",
                        "listener",
                        each.apply(counters -> counters.bytesSent.sum()))
                .counters(
                        "millrace_media_writes_total",
                        "Writes of media to viewers.",
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

    /** What carries RTMP; that is not what the HTTP listener is for. */
    private void carriers(TransportCounters counters) {
        Function<ToLongFunction<CarrierCounters>, Map<String, LongSupplier>> each = counter -> {
            Map<String, LongSupplier> values = new LinkedHashMap<>();
            Arrays.stream(Carrier.values())
                    .filter(Carrier::isRtmp)
                    .forEach(
                            carrier -> values.put(carrier.toString(), () -> counter.applyAsLong(counters.of(carrier))));
            return values;
        };
        metrics.gauges(
                        "millrace_connections",
                        "RTMP connections open now.",
                        "carrier",
                        () -> values(each.apply(CarrierCounters::open)))
                .counters(
                        "millrace_connections_opened_total",
                        "RTMP connections that were opened.",
                        "carrier",
                        each.apply(carrier -> carrier.opened.sum()))
                .counters(
                        "millrace_carrier_received_bytes_total",
                        "Bytes of RTMP received, inside TLS or HTTP.",
                        "carrier",
                        each.apply(carrier -> carrier.bytesReceived.sum()))
                .counters(
                        "millrace_carrier_sent_bytes_total",
                        "Bytes of RTMP sent, inside TLS or HTTP.",
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
                        "millrace_http_stalled_clients_total",
                        "Clients closed because they took nothing of an answer.",
                        "listener",
                        each.apply(counters -> counters.stalled.sum()))
                .counters(
                        "millrace_http_response_body_bytes_total",
                        "Bytes of the bodies of answers, as far as they have left.",
                        "listener",
                        each.apply(counters -> counters.bodyBytes.sum()));
    }

    private void access(AccessCounters counters) {
        count(
                "millrace_api_unauthorized_requests_total",
                "Requests to the API or for metrics without the token, or with a wrong one.",
                counters.unauthorized);
        count(
                "millrace_api_forbidden_requests_total",
                "Requests to the API or for metrics from where none may come.",
                counters.forbidden);
    }

    private void rtmp(RtmpCounters counters) {
        count("millrace_rtmp_publishes_total", "Publishers that were accepted.", counters.publishes);
        count("millrace_rtmp_plays_total", "Players that were accepted.", counters.plays);
        count("millrace_rtmp_refusals_total", "Publishers and players that were refused.", counters.refused);
        count(
                "millrace_rtmp_players_beyond_limit_total",
                "Players that were refused because there was no place.",
                counters.playersBeyondLimit);
        count(
                "millrace_rtmp_swf_refusals_total",
                "Clients that did not prove to be one of the SWF files that may connect.",
                counters.swfRefused);
        count("millrace_rtmp_calls_total", "Remote calls of clients.", counters.calls);
        count(
                "millrace_rtmp_failed_calls_total",
                "Remote calls that were answered with an error.",
                counters.failedCalls);
        count("millrace_rtmp_reconnect_requests_total", "Reconnect Requests that were sent.", counters.reconnectsAsked);
        count(
                "millrace_rtmp_protocol_errors_total",
                "Connections closed because of what the peer sent.",
                counters.protocolErrors);
        count(
                "millrace_rtmp_timeouts_total",
                "Connections closed because of what the peer did not send in time.",
                counters.timeouts);
        count("millrace_rtmpe_connections_total", "Connections that went on with RTMPE.", counters.rtmpe);
        count(
                "millrace_rtmp_discarded_messages_total",
                "Messages that were begun and then given up by the peer.",
                counters.discardedMessages);
        count(
                "millrace_rtmp_negative_deltas_total",
                "Timestamps that went back by a delta, which RTMP does not know.",
                counters.negativeDeltas);
        count(
                "millrace_rtmp_malformed_media_total",
                "Audio and video messages whose header lies; dropped.",
                counters.malformedMedia);
        count(
                "millrace_rtmp_foreign_media_total",
                "Audio and video messages of an unknown kind; relayed as they are.",
                counters.foreignMedia);
        count(
                "millrace_rtmp_malformed_headers_total",
                "Headers of tracks that cannot be read; relayed as they are.",
                counters.malformedHeaders);
        count(
                "millrace_rtmp_ignored_media_total",
                "Audio and video messages on streams that do not publish.",
                counters.ignoredMedia);
        Map<String, LongSupplier> dropped = new LinkedHashMap<>();
        for (DropCause cause : DropCause.values()) {
            dropped.put(cause.name().toLowerCase(Locale.ROOT).replace('_', '-'), counters.dropped(cause)::sum);
        }
        metrics.counters("millrace_rtmp_dropped_messages_total", "RTMP messages that were skipped.", "cause", dropped);
    }

    private void httpFlv(HttpFlvCounters counters) {
        count("millrace_http_flv_viewers_total", "Viewers of FLV that have begun to get a stream.", counters.begun);
        count("millrace_http_flv_refusals_total", "Requests for FLV that were refused.", counters.refused);
    }

    private void httpMp4(HttpMp4Counters counters) {
        count("millrace_http_mp4_viewers_total", "Viewers of MP4 that have begun to get a stream.", counters.begun);
        count("millrace_http_mp4_refusals_total", "Requests for MP4 that were refused.", counters.refused);
    }

    private void httpVod(HttpVodCounters counters) {
        count("millrace_http_recording_answers_total", "Answers over HTTP with recordings.", counters.begun);
        count("millrace_http_recording_refusals_total", "Requests for recordings that were refused.", counters.refused);
    }

    private void hls(HlsCounters counters) {
        metrics.gauge("millrace_hls_streams", "Streams that are packaged for HLS now.", counters::packagers);
        count(
                "millrace_hls_packagings_total",
                "Streams that were packaged for HLS, each time.",
                counters.packagersStarted);
        count(
                "millrace_hls_packagings_refused_total",
                "Streams that were not packaged for want of memory.",
                counters.packagersRefused);
        count("millrace_hls_segments_total", "Segments made for HLS.", counters.segments);
        metrics.gauge("millrace_hls_segment_bytes", "Bytes of segments that are held.", counters.segmentBytes::sum);
        count("millrace_hls_refusals_total", "Requests for HLS that were refused.", counters.refused);
    }

    private void recordings(RecordCounters counters) {
        metrics.gauge("millrace_recordings", "Recordings that go on now.", counters.active::sum);
        count("millrace_recordings_started_total", "Recordings that were started.", counters.started);
        count("millrace_recordings_failed_total", "Recordings that were not begun, or broke off.", counters.failed);
        count("millrace_recording_files_total", "Files that recordings were written to.", counters.files);
        count(
                "millrace_recording_expired_files_total",
                "Files of recordings deleted because they were too old or too much.",
                counters.expired);
        count(
                "millrace_recording_expired_bytes_total",
                "Bytes of files of recordings that were deleted.",
                counters.expiredBytes);
        count("millrace_recorded_messages_total", "Messages written to recordings.", counters.frames);
        count("millrace_recorded_bytes_total", "Bytes written to recordings.", counters.bytes);
        count("millrace_recording_gaps_total", "Times that the disk did not keep up with a recording.", counters.gaps);
        count(
                "millrace_recording_lost_messages_total",
                "Messages missing in recordings, as the disk did not keep up.",
                counters.lostFrames);
    }

    private void recorded(VodCounters counters) {
        count("millrace_vod_opened_total", "Recorded streams that were opened.", counters.opened);
        count("millrace_vod_not_found_total", "Names under which there was no recorded stream.", counters.notFound);
        count("millrace_vod_broken_total", "Files that are there but cannot be played.", counters.broken);
        count("millrace_vod_indexed_total", "Indexes of files that were made.", counters.indexed);
    }

    private void sharedObjects(SharedObjectCounters counters) {
        metrics.gauge(
                        "millrace_shared_objects",
                        "Shared objects that exist, persistent ones without users included.",
                        counters.objects::get)
                .gauge("millrace_shared_object_bytes", "Size of all slots of shared objects.", counters.bytes::get);
        count(
                "millrace_shared_object_changes_total",
                "Slots of shared objects that were set or removed.",
                counters.changes);
        count("millrace_shared_object_messages_total", "Messages to all users of a shared object.", counters.messages);
        count(
                "millrace_shared_object_refusals_total",
                "What users of shared objects asked for and did not get.",
                counters.refused);
        count(
                "millrace_shared_object_persistent_refusals_total",
                "Persistent shared objects not made because their maker has made too many.",
                counters.tooManyPersistent);
        count(
                "millrace_shared_object_resyncs_total",
                "Users of shared objects that were too slow and were sent the content anew.",
                counters.resyncs);
        count(
                "millrace_shared_object_missed_events_total",
                "Events of shared objects that came too fast for a listener.",
                counters.missedByListeners);
        count(
                "millrace_shared_object_write_failures_total",
                "Times that changes of shared objects could not be written; they are written later.",
                counters.writeFailures);
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

    private void count(String name, String help, LongAdder counter) {
        metrics.counter(name, help, counter::sum);
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

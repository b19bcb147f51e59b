package io.millrace.server;

import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.hls.HlsCounters;
import io.millrace.server.httpflv.HttpFlvCounters;
import io.millrace.server.httpmp4.HttpMp4Counters;
import io.millrace.server.httpvod.HttpVodCounters;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.record.RecordCounters;
import io.millrace.server.rtmp.RtmpCounters;
import io.millrace.server.sharedobject.SharedObjectCounters;
import io.millrace.server.vod.VodCounters;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Metrics of what each feature does. */
final class FeatureSources {
    private final Exposition metrics;

    FeatureSources(Exposition metrics) {
        this.metrics = metrics;
    }

    void add(MillraceServer server) {
        rtmp(server.rtmpCounters());
        httpFlv(server.httpFlvCounters());
        httpMp4(server.httpMp4Counters());
        httpVod(server.httpVodCounters());
        hls(server.hlsCounters());
        recordings(server.recordCounters());
        recorded(server.vodCounters());
        sharedObjects(server.sharedObjectCounters());
    }

    private void rtmp(RtmpCounters counters) {
        metrics.counter("millrace_rtmp_publishes_total", "Publishers that were accepted.", counters.publishes);
        metrics.counter("millrace_rtmp_plays_total", "Players that were accepted.", counters.plays);
        metrics.counter("millrace_rtmp_refusals_total", "Publishers and players that were refused.", counters.refused);
        metrics.counter(
                "millrace_rtmp_swf_refusals_total",
                "Clients that did not prove to be one of the SWF files that may connect.",
                counters.swfRefused);
        metrics.counter("millrace_rtmp_calls_total", "Remote calls of clients.", counters.calls);
        metrics.counter(
                "millrace_rtmp_failed_calls_total",
                "Remote calls that were answered with an error.",
                counters.failedCalls);
        metrics.counter(
                "millrace_rtmp_reconnect_requests_total",
                "Reconnect Requests that were sent.",
                counters.reconnectsAsked);
        metrics.counter(
                "millrace_rtmp_protocol_errors_total",
                "Connections closed because of what the peer sent.",
                counters.protocolErrors);
        metrics.counter(
                "millrace_rtmp_timeouts_total",
                "Connections closed because of what the peer did not send in time.",
                counters.timeouts);
        metrics.counter("millrace_rtmpe_connections_total", "Connections that went on with RTMPE.", counters.rtmpe);
        metrics.counter(
                "millrace_rtmp_discarded_messages_total",
                "Messages that were begun and then given up by the peer.",
                counters.discardedMessages);
        metrics.counter(
                "millrace_rtmp_negative_deltas_total",
                "Timestamps that went back by a delta, which RTMP does not know.",
                counters.negativeDeltas);
        metrics.counter(
                "millrace_rtmp_malformed_media_total",
                "Audio and video messages whose header lies; dropped.",
                counters.malformedMedia);
        metrics.counter(
                "millrace_rtmp_foreign_media_total",
                "Audio and video messages of an unknown kind; relayed as they are.",
                counters.foreignMedia);
        metrics.counter(
                "millrace_rtmp_malformed_headers_total",
                "Headers of tracks that cannot be read; relayed as they are.",
                counters.malformedHeaders);
        metrics.counter(
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
        metrics.counter(
                "millrace_http_flv_viewers_total", "Viewers of FLV that have begun to get a stream.", counters.begun);
        metrics.counter("millrace_http_flv_refusals_total", "Requests for FLV that were refused.", counters.refused);
    }

    private void httpMp4(HttpMp4Counters counters) {
        metrics.counter(
                "millrace_http_mp4_viewers_total", "Viewers of MP4 that have begun to get a stream.", counters.begun);
        metrics.counter("millrace_http_mp4_refusals_total", "Requests for MP4 that were refused.", counters.refused);
    }

    private void httpVod(HttpVodCounters counters) {
        metrics.counter("millrace_http_recording_answers_total", "Answers over HTTP with recordings.", counters.begun);
        metrics.counter(
                "millrace_http_recording_refusals_total",
                "Requests for recordings that were refused.",
                counters.refused);
    }

    private void hls(HlsCounters counters) {
        metrics.gauge("millrace_hls_streams", "Streams that are packaged for HLS now.", counters::packagers);
        metrics.counter(
                "millrace_hls_packagings_total",
                "Streams that were packaged for HLS, each time.",
                counters.packagersStarted);
        metrics.counter(
                "millrace_hls_packagings_refused_total",
                "Streams that were not, or no longer, packaged for want of memory, each once in 30 seconds.",
                counters.packagersRefused);
        metrics.counter("millrace_hls_segments_total", "Segments made for HLS.", counters.segments);
        metrics.counter(
                "millrace_hls_segments_dropped_total",
                "Segments of HLS dropped before their time for want of memory.",
                counters.segmentsDropped);
        metrics.gauge("millrace_hls_segment_bytes", "Bytes of segments that are held.", counters.segmentBytes::sum);
        metrics.counter("millrace_hls_refusals_total", "Requests for HLS that were refused.", counters.refused);
    }

    private void recordings(RecordCounters counters) {
        metrics.gauge("millrace_recordings", "Recordings that go on now.", counters.active::sum);
        metrics.counter("millrace_recordings_started_total", "Recordings that were started.", counters.started);
        metrics.counter(
                "millrace_recordings_failed_total", "Recordings that were not begun, or broke off.", counters.failed);
        metrics.counter("millrace_recording_files_total", "Files that recordings were written to.", counters.files);
        metrics.counter(
                "millrace_recording_expired_files_total",
                "Files of recordings deleted because they were too old or too much.",
                counters.expired);
        metrics.counter(
                "millrace_recording_expired_bytes_total",
                "Bytes of files of recordings that were deleted.",
                counters.expiredBytes);
        metrics.counter("millrace_recorded_messages_total", "Messages written to recordings.", counters.frames);
        metrics.counter("millrace_recorded_bytes_total", "Bytes written to recordings.", counters.bytes);
        metrics.counter(
                "millrace_recording_gaps_total",
                "Times that the disk did not keep up with a recording.",
                counters.gaps);
        metrics.counter(
                "millrace_recording_lost_messages_total",
                "Messages missing in recordings, as the disk did not keep up.",
                counters.lostFrames);
    }

    private void recorded(VodCounters counters) {
        metrics.counter("millrace_vod_opened_total", "Recorded streams that were opened.", counters.opened);
        metrics.counter(
                "millrace_vod_not_found_total", "Names under which there was no recorded stream.", counters.notFound);
        metrics.counter("millrace_vod_broken_total", "Files that are there but cannot be played.", counters.broken);
        metrics.counter("millrace_vod_indexed_total", "Indexes of files that were made.", counters.indexed);
    }

    private void sharedObjects(SharedObjectCounters counters) {
        metrics.gauge(
                        "millrace_shared_objects",
                        "Shared objects that exist, persistent ones without users included.",
                        counters.objects::get)
                .gauge("millrace_shared_object_bytes", "Size of all slots of shared objects.", counters.bytes::get);
        metrics.counter(
                "millrace_shared_object_changes_total",
                "Slots of shared objects that were set or removed.",
                counters.changes);
        metrics.counter(
                "millrace_shared_object_messages_total",
                "Messages to all users of a shared object.",
                counters.messages);
        metrics.counter(
                "millrace_shared_object_refusals_total",
                "What users of shared objects asked for and did not get.",
                counters.refused);
        metrics.counter(
                "millrace_shared_object_persistent_refusals_total",
                "Persistent shared objects not made because their maker has made too many.",
                counters.tooManyPersistent);
        metrics.counter(
                "millrace_shared_object_resyncs_total",
                "Users of shared objects that were too slow and were sent the content anew.",
                counters.resyncs);
        metrics.counter(
                "millrace_shared_object_missed_events_total",
                "Events of shared objects that came too fast for a listener.",
                counters.missedByListeners);
        metrics.counter(
                "millrace_shared_object_write_failures_total",
                "Times that changes of shared objects could not be written; they are written later.",
                counters.writeFailures);
    }
}

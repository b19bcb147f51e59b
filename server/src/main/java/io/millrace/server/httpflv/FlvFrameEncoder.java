package io.millrace.server.httpflv;

import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvTag;
import io.millrace.flv.FlvWriter;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.LogEntry;
import io.millrace.hub.WireOutput;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.PacketType;

/** Log entries as FLV tags with the time of the log, so that the bytes suit every viewer of the form. */
final class FlvFrameEncoder implements FrameEncoder {
    /** A write may end anywhere in a tag; this is often enough. */
    private static final int CUT_BYTES = 16 * 1024;

    private final FlvForm form;

    FlvFrameEncoder(FlvForm form) {
        this.form = form;
    }

    @Override
    public void encode(LogEntry entry, long dtsMillis, WireOutput out) {
        switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> frame(frame, dtsMillis, out);
            // No time of its own, as over RTMP: at any but 0, FFmpeg takes it for a track of subtitles [IP-26].
            case LogEntry.Metadata metadata ->
                tag(FlvTag.SCRIPT, 0, metadata.frame().body(), out);
            case LogEntry.TrackMaps(MediaFrame maps) -> {
                if (form.hasSeveralTracks()) {
                    tag(FlvTag.SCRIPT, 0, maps.body(), out);
                }
            }
            // What happens to a stream has no tag; the end of it is the end of the answer.
            case LogEntry.PublisherLeft left -> {}
            case LogEntry.PublisherReturned returned -> {}
            case LogEntry.StreamDry dry -> {}
        }
    }

    private void frame(MediaFrame frame, long dtsMillis, WireOutput out) {
        if (form.compat() && isBeyondMpegts(frame)) {
            return;
        }
        int type = switch (frame.kind()) {
            case AUDIO -> FlvTag.AUDIO;
            case VIDEO -> FlvTag.VIDEO;
            case DATA -> FlvTag.SCRIPT;
        };
        for (Bytes body : form.of(frame.kind()).bodiesOf(frame)) {
            tag(type, dtsMillis, body, out);
        }
    }

    private static boolean isBeyondMpegts(MediaFrame frame) {
        return frame.kind() != MediaKind.DATA
                && (frame.holds(PacketType.METADATA) || frame.holds(PacketType.MULTICHANNEL_CONFIG));
    }

    private static void tag(int type, long dtsMillis, Bytes body, WireOutput out) {
        int length = FlvWriter.tagLength(body.length());
        FlvWriter.put(type, (int) dtsMillis, body, out.message(length));
        for (int cut = CUT_BYTES; cut < length; cut += CUT_BYTES) {
            out.mayCutAt(cut);
        }
    }
}

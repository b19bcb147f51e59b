package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.LogEntry;
import io.millrace.hub.WireOutput;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.Aggregates;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a recorded stream in aggregate messages. Its user says when what was gathered has to go. For one
 * thread at a time.
 */
final class AggregateEncoder implements FrameEncoder {
    private static final int MAX_PARTS = 256;
    private static final int MAX_BYTES = 64 * 1024;

    private final RtmpForm form;
    private final RtmpFrameEncoder single;
    private final List<RawMessage> parts = new ArrayList<>();
    private int bytes;

    AggregateEncoder(RtmpForm form) {
        this.form = form;
        this.single = new RtmpFrameEncoder(form);
    }

    @Override
    public void encode(LogEntry entry, long dtsMillis, WireOutput out) {
        if (entry instanceof LogEntry.Frame(MediaFrame frame)) {
            for (Bytes body : single.bodiesOf(frame)) {
                if (bytes + body.length() > MAX_BYTES) {
                    flush(out);
                }
                parts.add(new RawMessage((int) dtsMillis, RtmpFrameEncoder.typeId(frame), form.streamId(), body));
                bytes += body.length();
            }
            if (parts.size() >= MAX_PARTS) {
                flush(out);
            }
            single.tellLeftOut(frame, out);
        } else {
            flush(out);
            single.encode(entry, dtsMillis, out);
        }
    }

    /** Writes what was gathered; a message that is alone goes as it is. */
    @Override
    public void flush(WireOutput out) {
        if (parts.isEmpty()) {
            return;
        }
        RawMessage first = parts.getFirst();
        RawMessage message = parts.size() == 1 ? first : Aggregates.join(parts);
        single.media(message.typeId(), first.timestamp(), message.body(), out);
        parts.clear();
        bytes = 0;
    }
}

package io.millrace.server.httpflv;

import io.millrace.flv.MessageForm;
import io.millrace.hub.FrameEncoder;
import io.millrace.server.viewing.TrackForm;

/**
 * A live stream as FLV tags. Viewers that agree in all of this get the same bytes.
 *
 * @param compat whether what mpegts.js does not read is left out: color information and channel maps in messages of their own
 */
record FlvForm(MessageForm audio, MessageForm video, boolean compat) implements TrackForm {
    @Override
    public FrameEncoder newEncoder() {
        return new FlvFrameEncoder(this);
    }
}

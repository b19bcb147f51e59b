package io.millrace.server.httpflv;

import io.millrace.flv.MessageForm;
import io.millrace.hub.Form;
import io.millrace.hub.FrameEncoder;
import io.millrace.media.MediaKind;

/**
 * A live stream as FLV tags. Viewers that agree in all of this get the same bytes.
 *
 * @param compat whether what mpegts.js does not read is left out: color information and channel maps in messages of their own
 */
record FlvForm(MessageForm audio, MessageForm video, boolean compat) implements Form {
    MessageForm of(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio : video;
    }

    /** Whether the viewer gets tracks under their IDs, so that it is of use to know what each of them is. */
    boolean hasSeveralTracks() {
        return audio.tracks().keepsIds() || video.tracks().keepsIds();
    }

    @Override
    public FrameEncoder newEncoder() {
        return new FlvFrameEncoder(this);
    }
}

package io.millrace.server.rtmp;

import io.millrace.hub.Form;
import io.millrace.hub.FrameEncoder;

/**
 * A live stream as RTMP chunks. Viewers that agree in all of this get the same bytes.
 *
 * @param chunkSize of the chunks sent
 * @param streamId message stream ID at the viewer, 1 or more
 * @param tracks which tracks, and how wrapped
 */
record RtmpForm(int chunkSize, int streamId, TrackChoice tracks, boolean audio, boolean video) implements Form {

    /** Which tracks a viewer gets. */
    enum TrackChoice {
        /** Track 0 of each kind as a plain message: what every player understands [ER-110, IP-71]. */
        DEFAULT,
        /** All tracks as the publisher sent them, nothing rewritten. */
        ALL
    }

    RtmpForm with(boolean wantsAudio, boolean wantsVideo) {
        return new RtmpForm(chunkSize, streamId, tracks, wantsAudio, wantsVideo);
    }

    /** An encoder for a player of its own. */
    FrameEncoder newEncoder(boolean aggregates) {
        return aggregates ? new AggregateEncoder(this) : newEncoder();
    }

    @Override
    public FrameEncoder newEncoder() {
        return new RtmpFrameEncoder(this);
    }
}

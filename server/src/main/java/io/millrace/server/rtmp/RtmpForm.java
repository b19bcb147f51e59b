package io.millrace.server.rtmp;

import io.millrace.flv.MessageForm;
import io.millrace.hub.FrameEncoder;
import io.millrace.media.MediaKind;
import io.millrace.server.viewing.TrackForm;
import java.util.Set;

/**
 * A live stream as RTMP chunks. Viewers that agree in all of this get the same bytes.
 *
 * @param chunkSize of the chunks sent
 * @param streamId message stream ID at the viewer, 1 or more
 * @param audio what it gets of audio messages, and how spelled
 * @param video likewise
 * @param receiveAudio whether it wants any at all now
 * @param toldLeftOut of what kinds it is told which tracks are left out for their codec [ER-175]
 */
record RtmpForm(
        int chunkSize,
        int streamId,
        MessageForm audio,
        MessageForm video,
        boolean receiveAudio,
        boolean receiveVideo,
        Set<MediaKind> toldLeftOut)
        implements TrackForm {

    RtmpForm {
        toldLeftOut = Set.copyOf(toldLeftOut);
    }

    RtmpForm receiving(boolean wantsAudio, boolean wantsVideo) {
        return new RtmpForm(chunkSize, streamId, audio, video, wantsAudio, wantsVideo, toldLeftOut);
    }

    boolean receives(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> receiveAudio;
            case VIDEO -> receiveVideo;
            case DATA -> true;
        };
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

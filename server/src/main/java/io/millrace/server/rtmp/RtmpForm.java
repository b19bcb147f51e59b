package io.millrace.server.rtmp;

import io.millrace.flv.MessageForm;
import io.millrace.hub.Form;
import io.millrace.hub.FrameEncoder;
import io.millrace.media.MediaKind;
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
        implements Form {

    RtmpForm {
        toldLeftOut = Set.copyOf(toldLeftOut);
    }

    RtmpForm receiving(boolean wantsAudio, boolean wantsVideo) {
        return new RtmpForm(chunkSize, streamId, audio, video, wantsAudio, wantsVideo, toldLeftOut);
    }

    /** What the viewer gets of that kind; data messages are the same for all. */
    MessageForm of(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio : video;
    }

    /** Whether the viewer gets tracks under their IDs, so that it is of use to know what each of them is. */
    boolean hasSeveralTracks() {
        return audio.tracks().keepsIds() || video.tracks().keepsIds();
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

package io.millrace.server.viewing;

import io.millrace.flv.MessageForm;
import io.millrace.hub.Form;
import io.millrace.media.MediaKind;

/** A form of a stream that is made of the messages of its tracks, be they of RTMP or tags of FLV. */
public interface TrackForm extends Form {
    /** What the viewer gets of audio messages, and how spelled. */
    MessageForm audio();

    /** Likewise of video. */
    MessageForm video();

    /** What the viewer gets of that kind; data messages are the same for all. */
    default MessageForm of(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio() : video();
    }

    /** Whether the viewer gets tracks under their IDs, so that it is of use to know what each of them is. */
    default boolean hasSeveralTracks() {
        return audio().tracks().keepsIds() || video().tracks().keepsIds();
    }
}

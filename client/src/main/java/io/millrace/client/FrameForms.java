package io.millrace.client;

import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.MessageForm;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.List;

/** Frames as somebody wants them: only some tracks, or codecs named otherwise. */
final class FrameForms {
    private FrameForms() {}

    /** What goes on in place of {@code frame}: mostly the same, nothing where it has none of the tracks, or one for each. */
    static List<MediaFrame> of(MediaFrame frame, MessageForm form) {
        if (frame.kind() == MediaKind.DATA || form.equals(MessageForm.AS_PUBLISHED)) {
            return List.of(frame);
        }
        return form.bodiesOf(frame).stream()
                .map(body -> {
                    List<MediaPacket> packets =
                            frame.kind() == MediaKind.VIDEO ? VideoTagCodec.decode(body) : AudioTagCodec.decode(body);
                    return new MediaFrame(frame.kind(), frame.dtsMillis(), body, packets);
                })
                .toList();
    }
}

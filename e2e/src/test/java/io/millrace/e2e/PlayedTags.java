package io.millrace.e2e;

import io.millrace.client.RtmpPlayer;
import io.millrace.media.MediaFrame;
import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a player of the client gets, as the testkit sees media. */
final class PlayedTags {
    private PlayedTags() {}

    /** All that comes until the stream is over. */
    static List<FlvTag> toTheEnd(RtmpPlayer player) throws IOException {
        List<FlvTag> tags = new ArrayList<>();
        for (MediaFrame frame = player.next(); frame != null; frame = player.next()) {
            tags.add(tag(frame));
        }
        return tags;
    }

    static FlvTag tag(MediaFrame frame) {
        int type = switch (frame.kind()) {
            case AUDIO -> FlvTag.AUDIO;
            case VIDEO -> FlvTag.VIDEO;
            case DATA -> FlvTag.SCRIPT;
        };
        return new FlvTag(type, frame.dtsMillis(), ByteBuffer.wrap(frame.body().toByteArray()));
    }
}

package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader gives, in forms that tests compare. */
final class Frames {
    private Frames() {}

    /** All frames from where the reader stands. */
    static List<MediaFrame> rest(FrameReader reader) throws IOException {
        List<MediaFrame> frames = new ArrayList<>();
        for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }

    static FlvTag tag(MediaFrame frame) {
        int type = switch (frame.kind()) {
            case AUDIO -> FlvTag.AUDIO;
            case VIDEO -> FlvTag.VIDEO;
            case DATA -> FlvTag.SCRIPT;
        };
        return new FlvTag(type, frame.dtsMillis(), frame.body().asByteBuffer());
    }

    /** Inverse of {@link #tag}, of audio and video. */
    static MediaFrame frame(FlvTag tag) {
        Bytes body = Clip.bytes(tag.body());
        return tag.type() == FlvTag.AUDIO
                ? new MediaFrame(MediaKind.AUDIO, tag.timestampMillis(), body, AudioTagCodec.decode(body))
                : new MediaFrame(MediaKind.VIDEO, tag.timestampMillis(), body, VideoTagCodec.decode(body));
    }

    /** Fails unless {@code frames} are in the order of their times, and have the packets that decoders find in them. */
    static void assertWellFormed(List<MediaFrame> frames) {
        assertThat(frames).isSortedAccordingTo(Comparator.comparingLong(MediaFrame::dtsMillis));
        for (MediaFrame frame : frames) {
            List<MediaPacket> decoded = switch (frame.kind()) {
                case AUDIO -> AudioTagCodec.decode(frame.body());
                case VIDEO -> VideoTagCodec.decode(frame.body());
                case DATA -> List.of();
            };
            assertThat(frame.packets()).isEqualTo(decoded);
        }
    }

    /** The coded frames among {@code tags}; those of one time in no order, for muxers break ties in different ways. */
    static List<String> coded(List<FlvTag> tags) {
        return tags.stream()
                .filter(FlvTag::isCodedFrame)
                .sorted(Comparator.comparingLong(FlvTag::timestampMillis).thenComparing(FlvTag::toString))
                .map(FlvTag::toString)
                .toList();
    }
}

package io.millrace.examples;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.flv.TrackMetadata;
import io.millrace.flv.VideoTrack;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;

/**
 * A bright block that walks through a dark picture, as frames to publish: what has access units, times and a decoder
 * configuration is published in this way. For one thread.
 */
final class MovingBlock {
    static final int COLUMNS = 16;
    static final int ROWS = 9;
    static final int FRAMES_PER_SECOND = 25;

    private static final int KEY_FRAME_EVERY = 2 * FRAMES_PER_SECOND;

    private final VideoTrack video = new VideoTrack(FourCc.AVC);
    private final BlockEncoder encoder = new BlockEncoder(COLUMNS, ROWS);

    /** What comes before the first picture: metadata, and the configuration of the decoder. */
    List<MediaFrame> headers() {
        var metadata = AmfProperties.builder()
                .put("width", COLUMNS * BlockEncoder.BLOCK)
                .put("height", ROWS * BlockEncoder.BLOCK)
                .put("framerate", FRAMES_PER_SECOND)
                .put("videocodecid", 7) // H.264
                .buildEcmaArray();
        var body = Amf0.encodeAll(new AmfString(TrackMetadata.NAME), metadata);
        return List.of(
                new MediaFrame(MediaKind.DATA, 0, body, List.of()), video.configuration(encoder.configuration(), 0));
    }

    /**
     * One picture.
     *
     * @param number from 0, one after the other
     */
    MediaFrame picture(long number) {
        long millis = number * 1000 / FRAMES_PER_SECOND;
        int block = (int) (number % encoder.blocks());
        boolean key = number % KEY_FRAME_EVERY == 0;
        return video.frame(key ? encoder.keyFrame(block) : encoder.nextFrame(block), millis, millis, key);
    }
}

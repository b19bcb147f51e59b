package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over all tags of a file tells; of the bodies it reads the first bytes only.
 *
 * @param points key frames of the lead track; where there are none, some frame of each second
 * @param lead that track; null where it has no key frames
 * @param endMillis time of the latest frame
 */
record TagScan(SeekPoints points, @Nullable Track lead, HeaderChanges headers, long endMillis) {
    private static final long FRAME_GAP_MILLIS = 1000;

    /**
     * @param from where the first tag begins
     * @param lead the track whose key frames count
     */
    static TagScan of(ByteSource source, long from, long base, Track lead) throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        tags.position(from);
        var timeLine = new TimeLine(base);
        var headers = new HeaderChanges.Builder();
        var keyFrames = new SeekPoints.Builder();
        var frames = new SeekPoints.Builder(FRAME_GAP_MILLIS);
        long end = 0;
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            MediaFrame header = tags.header(tag);
            if (header != null) {
                headers.add(tag.position(), header);
            } else if (tags.isFrame(tag)) {
                long millis = timeLine.next(tag.timestampMillis());
                end = Math.max(end, millis);
                frames.add(millis, tag.position());
                if (tags.isKeyFrame(tag, lead)) {
                    keyFrames.add(millis, tag.position());
                }
            }
        }
        SeekPoints found = keyFrames.build();
        return found.count() > 0
                ? new TagScan(found, lead, headers.build(), end)
                : new TagScan(frames.build(), null, headers.build(), end);
    }
}

package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all tags of a file; of the bodies it reads the first bytes only. When the file has grown it goes on from
 * where it ended. Any thread may call it, and may wait for another that walks.
 */
final class TagWalk {
    private static final long FRAME_GAP_MILLIS = 1000;

    private final long from;
    private final long base;
    private final Track lead;

    private TimeLine timeLine; // all below is guarded by this
    private HeaderChanges.Builder headers;
    private SeekPoints.Builder keyFrames;
    private SeekPoints.Builder frames;
    private long endMillis;
    private @Nullable LocatedTag last;

    /**
     * Has not gone anywhere.
     *
     * @param from where the first tag begins
     * @param base the timestamp at which the recording begins
     * @param lead the track whose key frames count
     */
    TagWalk(long from, long base, Track lead) {
        this.from = from;
        this.base = base;
        this.lead = lead;
        timeLine = new TimeLine(base);
        headers = new HeaderChanges.Builder();
        keyFrames = new SeekPoints.Builder();
        frames = new SeekPoints.Builder(FRAME_GAP_MILLIS);
    }

    /** Goes to the end of the file: from the last tag it has seen, if that is still there. */
    synchronized TagScan scan(ByteSource source) throws IOException {
        var tags = new TagReader(source, TagReader.FOR_HEADERS);
        LocatedTag seen = last;
        if (seen != null) {
            tags.position(seen.position());
            if (!seen.equals(tags.next())) {
                beginAnew();
                tags.position(from);
            }
        } else {
            tags.position(from);
        }
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            add(tag, tags);
            last = tag;
        }
        SeekPoints found = keyFrames.build();
        return found.count() > 0
                ? new TagScan(found, lead, headers.build(), endMillis)
                : new TagScan(frames.build(), null, headers.build(), endMillis);
    }

    private void beginAnew() {
        timeLine = new TimeLine(base);
        headers = new HeaderChanges.Builder();
        keyFrames = new SeekPoints.Builder();
        frames = new SeekPoints.Builder(FRAME_GAP_MILLIS);
        endMillis = 0;
        last = null;
    }

    private void add(LocatedTag tag, TagReader tags) throws IOException {
        MediaFrame header = tags.header(tag);
        if (header != null) {
            headers.add(tag.position(), header);
        } else if (tags.isFrame(tag)) {
            boolean isKeyFrame = tags.isKeyFrame(tag, lead);
            long millis = timeLine.next(tag.timestampMillis());
            endMillis = Math.max(endMillis, millis);
            frames.add(millis, tag.position());
            if (isKeyFrame) {
                keyFrames.add(millis, tag.position());
            }
        }
    }
}

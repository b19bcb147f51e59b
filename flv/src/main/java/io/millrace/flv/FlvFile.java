package io.millrace.flv;

import io.millrace.bytes.ByteSource;
import io.millrace.flv.FlvIndex.Place;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A position in an FLV file. Tags become frames one to one [F-10]; those that cannot be read are left out [F-03, F-04,
 * ER-084]. A file that is still being written can be read up to what there is, and further when there is more.
 *
 * <p>The metadata in {@link #headers} is what the file has, with its length filled in, and without an index of the file.
 */
public final class FlvFile implements FrameReader {
    private final FlvIndex index;
    private final ByteSource source;
    private final TagReader tags;

    private TimeLine timeLine;
    private HeaderFrames headers;
    private @Nullable MediaFrame ahead;

    /**
     * At the beginning of the recording.
     *
     * @param index of the very file, or of what it was before it grew; others may use it too
     * @param source closed by {@link #close}
     */
    public FlvFile(FlvIndex index, ByteSource source) {
        this.index = index;
        this.source = source;
        tags = new TagReader(source, TagReader.FOR_BODIES);
        Place start = index.start();
        tags.position(start.position());
        timeLine = index.timeLineAt(start);
        headers = start.headers();
    }

    @Override
    public long durationMillis() {
        return index.durationMillis();
    }

    @Override
    public List<MediaFrame> headers() throws IOException {
        long millis = durationMillis();
        for (MediaFrame next = read(); next != null; next = read()) {
            if (!HeaderFrames.isHeader(next)) {
                ahead = next;
                millis = next.dtsMillis();
                break;
            }
            headers = headers.with(next);
        }
        return index.forPlayers(headers, millis);
    }

    @Override
    public long seek(long millis) throws IOException {
        Place place = index.find(millis, source);
        ahead = null;
        tags.position(place.position());
        timeLine = index.timeLineAt(place);
        headers = place.headers();
        return place.millis();
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        MediaFrame frame = read();
        if (frame != null && HeaderFrames.isHeader(frame)) {
            headers = headers.with(frame);
        }
        return frame;
    }

    @Override
    public boolean isCutShort() throws IOException {
        return tags.isCutShort();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private @Nullable MediaFrame read() throws IOException {
        if (ahead != null) {
            MediaFrame next = ahead;
            ahead = null;
            return next;
        }
        for (LocatedTag tag = tags.next(); tag != null; tag = tags.next()) {
            MediaFrame frame = tags.frame(tag);
            if (frame != null) {
                boolean aside = frame.kind() == MediaKind.DATA || HeaderFrames.isHeader(frame);
                int timestamp = tag.timestampMillis();
                long millis = aside ? timeLine.aside(timestamp) : timeLine.next(timestamp);
                return new MediaFrame(frame.kind(), millis, frame.body(), frame.packets());
            }
        }
        return null;
    }
}

package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvStream;
import io.millrace.flv.MalformedTagException;
import io.millrace.flv.TrackMetadata;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFileException.Cause;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.TrackHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** FLV from where one cannot go back, such as standard input. */
final class FlvStreamReader implements FrameReader {
    private static final int PIECE = 64 * 1024;

    private final InputStream in;
    private final String name;
    private final FlvStream stream = new FlvStream();
    private final byte[] piece = new byte[PIECE]; // used again and again, as frames are no views of it
    private final Queue<MediaFrame> ahead = new ArrayDeque<>();
    private @Nullable MediaFrame metadata;
    private TrackHeaders headers = TrackHeaders.NONE;
    private long latestMillis;

    /** Waits for the first bytes. */
    FlvStreamReader(InputStream in, String name) throws IOException {
        this.in = in;
        this.name = name;
        while (stream.header().isEmpty()) {
            if (!read()) {
                throw new MediaFileException(Cause.STRUCTURE, name + ": ended before there was any media");
            }
        }
    }

    @Override
    public long durationMillis() {
        return 0;
    }

    @Override
    public List<MediaFrame> headers() throws IOException {
        while (peek() != null && isHeader(ahead.element())) {
            remember(ahead.remove());
        }
        MediaFrame next = ahead.peek();
        long millis = next == null ? latestMillis : next.dtsMillis();
        List<MediaFrame> all = new ArrayList<>();
        if (metadata != null) {
            all.add(metadata.at(millis));
        }
        headers.frames().forEach(header -> all.add(header.at(millis)));
        return all;
    }

    @Override
    public long seek(long millis) throws IOException {
        throw new IOException(name + " can only be read from its beginning to its end");
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        MediaFrame next = peek();
        if (next != null) {
            ahead.remove();
            latestMillis = next.dtsMillis();
            if (isHeader(next)) {
                remember(next);
            }
        }
        return next;
    }

    @Override
    public boolean isCutShort() {
        return stream.isWithinTag();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable MediaFrame peek() throws IOException {
        while (ahead.isEmpty()) {
            if (!read()) {
                return null;
            }
        }
        return ahead.peek();
    }

    /** Reads what there is, or waits for it; false at the end. */
    private boolean read() throws IOException {
        int length = in.read(piece);
        if (length < 0) {
            return false;
        }
        try {
            stream.read(Bytes.wrap(piece, 0, length), ahead::add);
        } catch (MalformedTagException e) {
            throw new MediaFileException(Cause.STRUCTURE, name + ": " + e.getMessage());
        }
        return true;
    }

    private void remember(MediaFrame header) {
        if (header.kind() == MediaKind.DATA) {
            metadata = header;
        } else {
            headers = headers.with(header);
        }
    }

    private static boolean isHeader(MediaFrame frame) {
        return frame.kind() == MediaKind.DATA
                ? TrackMetadata.read(frame.body()).isPresent()
                : TrackHeaders.isHeader(frame);
    }
}

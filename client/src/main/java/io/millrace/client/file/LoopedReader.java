package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.TrackHeaders;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A recording over and over as one, on a time line that goes on: a round begins one frame after the last frame of the one
 * before. Headers come again only where a round begins with others than the one before ended with.
 */
public final class LoopedReader implements FrameReader {
    /** Rounds without end. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final long DEFAULT_FRAME_MILLIS = 40;
    private static final long MAX_FRAME_MILLIS = 1000;

    private final FrameReader reader;
    private final long rounds;
    private long round;
    private long offset;
    private boolean frameInRound;
    private final Map<Track, Long> lastMillis = new HashMap<>();
    private long end; // of the round so far, with what its last frames last
    private TrackHeaders headers = TrackHeaders.NONE; // in effect
    private Bytes metadata = Bytes.EMPTY;
    private final Queue<MediaFrame> changed = new ArrayDeque<>();

    /**
     * From where {@code reader} stands; the rounds after the first are whole.
     *
     * @param reader closed with this one
     * @param rounds at least 1; more than 1 need a reader that can seek
     */
    public LoopedReader(FrameReader reader, long rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds " + rounds + " (expected: at least 1)");
        }
        this.reader = reader;
        this.rounds = rounds;
    }

    /** Of all rounds; 0 if there is no end, or the length of one is not known. */
    @Override
    public long durationMillis() {
        return rounds == FOREVER ? 0 : reader.durationMillis() * rounds;
    }

    @Override
    public List<MediaFrame> headers() throws IOException {
        List<MediaFrame> all = reader.headers();
        all.forEach(this::isNews);
        changed.clear();
        return all.stream().map(this::placed).toList();
    }

    /** Within the first round, with which it goes on. */
    @Override
    public long seek(long millis) throws IOException {
        long found = reader.seek(millis);
        round = 0;
        offset = 0;
        beginRound();
        return found;
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        if (!changed.isEmpty()) {
            return changed.remove();
        }
        MediaFrame next = reader.next();
        // A recording without frames would go on without end.
        while (next == null && round + 1 < rounds && frameInRound) {
            goOn();
            if (!changed.isEmpty()) {
                return changed.remove();
            }
            next = reader.next();
        }
        return next == null ? null : note(next);
    }

    private void goOn() throws IOException {
        long first = reader.seek(0);
        offset = end - first;
        round++;
        beginRound();
        for (MediaFrame header : reader.headers()) {
            if (isNews(header)) {
                changed.add(placed(header));
            }
        }
    }

    private void beginRound() {
        frameInRound = false;
        lastMillis.clear();
        end = offset;
    }

    /** Notes a header; gives whether another one was in effect. */
    private boolean isNews(MediaFrame frame) {
        if (frame.kind() == MediaKind.DATA) {
            boolean news = TrackMetadata.read(frame.body()).isPresent()
                    && !frame.body().equals(metadata);
            metadata = news ? frame.body() : metadata;
            return news;
        }
        TrackHeaders before = headers;
        headers = headers.with(frame);
        return headers != before;
    }

    private MediaFrame placed(MediaFrame frame) {
        return offset == 0 ? frame : frame.at(frame.dtsMillis() + offset);
    }

    private MediaFrame note(MediaFrame frame) {
        MediaFrame placed = placed(frame);
        if (frame.kind() == MediaKind.DATA || TrackHeaders.isHeader(frame)) {
            isNews(frame);
            return placed;
        }
        frameInRound = true;
        long millis = placed.dtsMillis();
        for (MediaPacket packet : frame.packets()) {
            Long before = lastMillis.put(packet.track(), millis);
            long duration = before == null ? DEFAULT_FRAME_MILLIS : Math.clamp(millis - before, 1, MAX_FRAME_MILLIS);
            end = Math.max(end, millis + duration);
        }
        return placed;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An MP4 file as frames, fragmented or not: H.264, AAC and MP3 of the first video and audio track as legacy messages,
 * all else as Enhanced ones; further tracks in OneTrack messages [IP-72]. Frames come in the order of their decoding
 * times, which begin at 0; where audio or reordered video begin before what is shown first, all tracks are later by that
 * much. Samples of other codecs are left out.
 */
public final class Mp4File implements FrameReader {
    private final Mp4Index index;
    private final ByteSource source;
    private final ReadAhead readAhead;
    private final List<Position> positions;

    /** Where reading stands in one track. */
    private static final class Position {
        private final Mp4Track track;
        private final int number;
        private int sample;
        /** That of the last sequence start; a track may change its configuration midway. */
        private int description;

        Position(Mp4Track track, int number) {
            this.track = track;
            this.number = number;
            goTo(0);
        }

        void goTo(int sample) {
            this.sample = sample;
            if (!isAtEnd()) {
                description = track.samples().description(sample);
            }
        }

        boolean isAtEnd() {
            return sample >= track.samples().count();
        }

        long millis() {
            return track.dtsMillis(sample);
        }
    }

    /**
     * Reads what is needed to play {@code source}. That takes longer than all that follows, so that players of one file
     * should share it.
     *
     * @throws io.millrace.media.MediaFileException if it is no MP4 file, if it is damaged or cut short within the tables,
     *     if it is above a limit, or if it holds no codec that RTMP knows
     */
    public static Mp4Index index(ByteSource source) throws IOException {
        return Mp4Parser.parse(source);
    }

    /**
     * Stands at the beginning.
     *
     * @param source of the same bytes as the index; closed with this reader
     */
    public Mp4File(Mp4Index index, ByteSource source) {
        this.index = index;
        this.source = source;
        readAhead = new ReadAhead(source, index.tracks().size());
        positions = new ArrayList<>();
        for (Mp4Track track : index.tracks()) {
            positions.add(new Position(track, positions.size()));
        }
    }

    @Override
    public long durationMillis() {
        return index.durationMillis();
    }

    @Override
    public List<MediaFrame> headers() {
        Position next = nextPosition();
        long millis = next == null ? durationMillis() : next.millis();
        List<MediaFrame> headers = new ArrayList<>();
        headers.add(FileMetadata.frame(millis, index.metadata()));
        for (Position position : positions) {
            position.track.sequenceStart(position.description, millis).ifPresent(headers::add);
        }
        return headers;
    }

    @Override
    public long seek(long millis) {
        Mp4Track lead = positions.getFirst().track;
        int target = lead.track().kind() == MediaKind.VIDEO
                ? lead.samples().lastSyncAtOrBefore(millis, lead::dtsMillis)
                : lead.samples().lastAtOrBefore(millis, lead::dtsMillis);
        if (target < 0) {
            positions.forEach(position -> position.goTo(0));
        } else {
            long start = lead.dtsMillis(target);
            positions.forEach(position -> position.goTo(firstAtOrAfter(position.track, start)));
            positions.getFirst().goTo(target);
        }
        Position next = nextPosition();
        return next == null ? durationMillis() : next.millis();
    }

    private static int firstAtOrAfter(Mp4Track track, long millis) {
        return track.samples().lastAtOrBefore(millis - 1, track::dtsMillis) + 1;
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        for (Position next = nextPosition(); next != null; next = nextPosition()) {
            Mp4Track track = next.track;
            int sample = next.sample;
            int description = track.samples().description(sample);
            if (description != next.description) {
                next.description = description;
                var sequenceStart = track.sequenceStart(description, next.millis());
                if (sequenceStart.isPresent()) {
                    return sequenceStart.get();
                }
            }
            int size = track.samples().size(sample);
            Bytes data = readAhead.read(next.number, track.samples().offset(sample), size);
            if (data.length() == size) {
                next.sample++;
                return track.frame(sample, data);
            }
            next.goTo(track.samples().count()); // the file has become shorter
        }
        return null;
    }

    @Override
    public boolean isCutShort() {
        return index.isCutShort();
    }

    /** Where the frame with the least time is: of several, that of video. */
    private @Nullable Position nextPosition() {
        Position next = null;
        for (Position position : positions) {
            if (!position.isAtEnd() && (next == null || position.millis() < next.millis())) {
                next = position;
            }
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

package io.millrace.client.load;

import io.millrace.client.file.MediaFiles;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of a file, over and over. */
final class FileFrames implements FrameSupply {
    private static final long MAX_BYTES = 256L << 20;

    private final Recording recording;
    private long index; // counting on over the rounds
    private int headersLeft;

    /**
     * A file as a whole, for any number of publishers. Immutable.
     *
     * @param headers what comes before the frames
     * @param frames at least one, with times from 0 on
     * @param millis length of a round
     * @param hasKeyFrames of the first video track
     */
    record Recording(List<MediaFrame> headers, List<MediaFrame> frames, long millis, boolean hasKeyFrames) {
        /** @throws IOException if there is no such file, no media or too much of it in there */
        static Recording read(Path file) throws IOException {
            List<MediaFrame> frames = new ArrayList<>();
            try (FrameReader reader = MediaFiles.open(file)) {
                List<MediaFrame> headers = reader.headers();
                long bytes = 0;
                for (MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                    frames.add(frame);
                    bytes += frame.body().length();
                    if (bytes > MAX_BYTES) {
                        throw new IOException(
                                file + ": more than " + (MAX_BYTES >> 20) + " MiB (a load holds it in memory)");
                    }
                }
                if (frames.isEmpty()) {
                    throw new IOException(file + ": there are no frames in it");
                }
                return of(headers, frames, reader.durationMillis());
            }
        }

        static Recording of(List<MediaFrame> headers, List<MediaFrame> frames, long durationMillis) {
            long first = frames.getFirst().dtsMillis();
            List<MediaFrame> fromZero = frames.stream()
                    .map(frame -> frame.at(frame.dtsMillis() - first))
                    .toList();
            long millis = Math.max(durationMillis, fromZero.getLast().dtsMillis() + 1);
            return new Recording(
                    List.copyOf(headers), fromZero, millis, frames.stream().anyMatch(FileFrames::isKeyFrame));
        }
    }

    FileFrames(Recording recording) {
        this.recording = recording;
        restart();
    }

    @Override
    public long wakeMillis() {
        int size = recording.frames.size();
        return index / size * recording.millis + frame().dtsMillis();
    }

    @Override
    public @Nullable MediaFrame next(long millis, long nowNanos) {
        long at = wakeMillis();
        if (headersLeft > 0) {
            List<MediaFrame> headers = recording.headers;
            return headers.get(headers.size() - headersLeft--).at(at);
        }
        if (at > millis) {
            return null;
        }
        MediaFrame next = frame().at(at);
        index++;
        return next;
    }

    @Override
    public int skipTo(long millis) {
        long before = index;
        while (wakeMillis() < millis || (recording.hasKeyFrames && !isKeyFrame(frame()))) {
            index++;
        }
        return (int) (index - before);
    }

    @Override
    public void restart() {
        headersLeft = recording.headers.size();
    }

    private MediaFrame frame() {
        return recording.frames.get((int) (index % recording.frames.size()));
    }

    private static boolean isKeyFrame(MediaFrame frame) {
        return frame.isKeyFrameOf(Track.VIDEO_0);
    }
}

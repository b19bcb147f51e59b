package io.millrace.cli;

import io.millrace.client.file.MediaFiles;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several media files as one recording: the times of each go on where those of the one before ended. One is open at a time.
 * For one thread.
 */
final class FileSequence implements FrameReader {
    /** What the last frame of a file is taken to last, as nothing in it tells. */
    private static final long LAST_FRAME_MILLIS = 40;

    static final String STANDARD_INPUT = "-";

    private final List<String> files;
    private final InputStream in;
    private final Queue<MediaFrame> headers = new ArrayDeque<>();
    private final Set<String> cutShort = new LinkedHashSet<>();
    private FrameReader current;
    private int index;
    private long offsetMillis;
    private long lastMillis;

    /**
     * Opens the first.
     *
     * @param files at least one; {@code -} is {@code in}, as FLV
     * @throws IOException if one of them is not there or no media
     */
    FileSequence(List<String> files, InputStream in) throws IOException {
        this.files = List.copyOf(files);
        this.in = in;
        for (String file : this.files.subList(1, this.files.size())) {
            open(file).close(); // what is wrong with it is better known now than in an hour
        }
        current = open(this.files.getFirst());
    }

    private FrameReader open(String file) throws IOException {
        return file.equals(STANDARD_INPUT) ? MediaFiles.open(in, name(file)) : MediaFiles.open(Path.of(file));
    }

    private static String name(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    /** Of the first file if that is the only one, else 0. */
    @Override
    public long durationMillis() {
        return files.size() == 1 ? current.durationMillis() : 0;
    }

    @Override
    public List<MediaFrame> headers() throws IOException {
        headers.clear();
        return current.headers().stream().map(this::placed).toList();
    }

    /** To the beginning of the first file, whatever {@code millis}: for who plays all of it again. */
    @Override
    public long seek(long millis) throws IOException {
        if (index > 0) {
            turnTo(0);
        }
        offsetMillis = 0;
        lastMillis = 0;
        headers.clear();
        return current.seek(0);
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        if (!headers.isEmpty()) {
            return headers.remove();
        }
        MediaFrame frame = nextOfFile();
        while (frame == null && index + 1 < files.size()) {
            turnTo(index + 1);
            offsetMillis = lastMillis + LAST_FRAME_MILLIS - current.seek(0);
            headers.addAll(headers());
            if (!headers.isEmpty()) {
                return headers.remove();
            }
            frame = nextOfFile();
        }
        if (frame == null) {
            return null;
        }
        lastMillis = Math.max(lastMillis, frame.dtsMillis() + offsetMillis);
        return placed(frame);
    }

    private @Nullable MediaFrame nextOfFile() throws IOException {
        MediaFrame frame = current.next();
        if (frame == null && current.isCutShort()) {
            cutShort.add(name(files.get(index)));
        }
        return frame;
    }

    /** Those that were read to their end, and were not whole. */
    Set<String> cutShort() {
        return cutShort;
    }

    private void turnTo(int next) throws IOException {
        current.close();
        index = next;
        current = open(files.get(next));
    }

    private MediaFrame placed(MediaFrame frame) {
        return offsetMillis == 0 ? frame : frame.at(frame.dtsMillis() + offsetMillis);
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}

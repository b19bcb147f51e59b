package io.millrace.server.record;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvRecording;
import io.millrace.flv.TrackMetadata;
import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.media.TrackHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The file of one recording. It is touched when the first frame comes, and not before: what was recorded under its name
 * earlier is not lost to a publisher that sends nothing. For one thread at a time; its calls block.
 */
final class RecordingFile {
    private static final int BUFFER_BYTES = 256 * 1024;

    /** What a publisher may say before its first frame. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    /** One for each thread of the recorder; empty between calls. */
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private final Path path;
    private final boolean append;
    private final boolean existed;
    private final RecordCounters counters;
    private final LongConsumer gaps;
    private final List<LogEntry> pending = new ArrayList<>(); // until the first frame

    private FileChannel channel;
    private @Nullable FlvRecording recording; // from the first frame on
    private long pendingBytes;
    private long position; // of the next write
    private long lastFrameMillis;
    private long writtenBytes;

    private RecordingFile(
            Path path,
            boolean existed,
            FileChannel channel,
            boolean append,
            RecordCounters counters,
            LongConsumer gaps) {
        this.path = path;
        this.existed = existed;
        this.channel = channel;
        this.append = append;
        this.counters = counters;
        this.gaps = gaps;
    }

    /**
     * Opens the file, or makes it.
     *
     * @param append whether to go on after what is in it; else that is replaced
     * @param gaps is told the milliseconds of each gap
     */
    static RecordingFile open(Path path, boolean append, RecordCounters counters, LongConsumer gaps)
            throws IOException {
        try {
            return new RecordingFile(path, false, create(path), append, counters, gaps);
        } catch (FileAlreadyExistsException e) {
            return new RecordingFile(path, true, FileChannel.open(path, READ, WRITE), append, counters, gaps);
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, READ, WRITE, CREATE_NEW);
    }

    Path path() {
        return path;
    }

    /** Whether somebody has removed it, or its directory: what is written then is lost. */
    boolean isRemoved() {
        return Files.notExists(path);
    }

    /** By this recording alone. */
    long writtenBytes() {
        return writtenBytes;
    }

    /** Whether to {@link #write} these is to look through what was recorded before, which takes long if that is long. */
    boolean goesOnWith(List<FrameQueue.Item> items) throws IOException {
        return recording == null
                && append
                && channel.size() > 0
                && items.stream().anyMatch(item -> isFirstFrame(item.entry()));
    }

    /** Writes them all to the operating system. */
    void write(List<FrameQueue.Item> items) throws IOException {
        ByteBuffer buffer = BUFFER.get().clear();
        for (FrameQueue.Item item : items) {
            if (recording == null && !isFirstFrame(item.entry())) {
                keep(item);
                continue;
            }
            if (recording == null) {
                recording = begin(item.dtsMillis(), buffer);
            } else if (item.afterGap()) {
                recording.addGap(lastFrameMillis, item.dtsMillis());
                gaps.accept(item.dtsMillis() - lastFrameMillis);
            }
            write(recording, item.entry(), item.dtsMillis(), buffer);
        }
        flush(buffer);
    }

    /** Says in the file what it holds, and closes it; one that was made for nothing is removed. */
    void complete() throws IOException {
        try {
            if (recording != null) {
                writeHead(recording.completeHead());
            }
        } finally {
            channel.close();
        }
        removeIfEmpty();
    }

    /**
     * The same after a failure: what is whole of the file is kept and told, for which it needs no more room. All of it is
     * looked through. Of a file that was removed nothing is left to tell.
     */
    void salvage() throws IOException {
        try {
            if (recording != null && !isRemoved()) {
                FlvRecording whole = FlvRecording.resume(source(channel), 0);
                channel.truncate(whole.length());
                writeHead(whole.completeHead());
            }
        } finally {
            channel.close();
        }
        removeIfEmpty();
    }

    private void removeIfEmpty() throws IOException {
        if (recording == null && !existed) {
            Files.deleteIfExists(path);
        }
    }

    /** Headers and metadata may come long before, with any time. */
    private static boolean isFirstFrame(LogEntry entry) {
        return entry instanceof LogEntry.Frame(MediaFrame frame) && frame.holds(PacketType.CODED_FRAMES);
    }

    private void keep(FrameQueue.Item item) {
        if (pendingBytes + item.cost() <= MAX_PENDING_BYTES) {
            pendingBytes += item.cost();
            pending.add(item.entry());
        }
    }

    private FlvRecording begin(long dtsMillis, ByteBuffer buffer) throws IOException {
        FlvRecording begun;
        if (append && channel.size() > 0) {
            begun = FlvRecording.resume(source(channel), dtsMillis);
            channel.truncate(begun.length());
            writeHead(begun.incompleteHead());
        } else {
            replace();
            begun = FlvRecording.start(takeMetadata(), dtsMillis);
            put(begun.incompleteHead(), buffer);
        }
        position = begun.length() - buffer.position();
        for (LogEntry entry : pending) {
            write(begun, entry, dtsMillis, buffer);
        }
        pending.clear();
        return begun;
    }

    /** A new file of that name: whoever plays the old one has it to its end. */
    private void replace() throws IOException {
        if (channel.size() > 0) {
            channel.close();
            Files.delete(path);
            channel = create(path);
        }
    }

    /** What the publisher said of its stream goes to the beginning of the file. */
    private Bytes takeMetadata() {
        Bytes newest = Bytes.EMPTY;
        for (LogEntry entry : pending) {
            if (entry instanceof LogEntry.Metadata(String name, MediaFrame frame) && name.equals(TrackMetadata.NAME)) {
                newest = frame.body();
            }
        }
        pending.removeIf(entry ->
                entry instanceof LogEntry.Metadata(String name, MediaFrame frame) && name.equals(TrackMetadata.NAME));
        return newest;
    }

    private void write(FlvRecording target, LogEntry entry, long dtsMillis, ByteBuffer buffer) throws IOException {
        List<Bytes> pieces = switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> {
                lastFrameMillis = TrackHeaders.isHeader(frame) ? lastFrameMillis : dtsMillis;
                yield target.add(frame, dtsMillis);
            }
            case LogEntry.Metadata metadata ->
                target.addMetadata(metadata.frame().body());
            case LogEntry.TrackMaps maps -> List.of();
            case LogEntry.PublisherLeft left -> List.of();
            case LogEntry.PublisherReturned returned -> List.of();
            case LogEntry.StreamDry dry -> List.of();
        };
        for (Bytes piece : pieces) {
            put(piece, buffer);
        }
        counters.frames.increment();
    }

    private void put(Bytes bytes, ByteBuffer buffer) throws IOException {
        for (int from = 0; from < bytes.length(); ) {
            if (!buffer.hasRemaining()) {
                flush(buffer);
            }
            int count = Math.min(buffer.remaining(), bytes.length() - from);
            bytes.copyTo(buffer, from, count);
            from += count;
        }
    }

    private void flush(ByteBuffer buffer) throws IOException {
        position = writeAt(position, buffer.flip());
        buffer.clear();
    }

    private void writeHead(Bytes head) throws IOException {
        writeAt(0, head.asByteBuffer());
    }

    private long writeAt(long from, ByteBuffer bytes) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            int count = channel.write(bytes, at);
            at += count;
            writtenBytes += count;
            counters.bytes.add(count);
        }
        return at;
    }

    private static ByteSource source(FileChannel channel) {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public Bytes read(long from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(channel.size() - from, 0, length));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, from + buffer.position()) < 0) {
                        break;
                    }
                }
                return Bytes.wrap(buffer.array(), 0, buffer.position());
            }
        };
    }
}

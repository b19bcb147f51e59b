package io.millrace.server.record;

import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvRecording;
import io.millrace.flv.TrackMetadata;
import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.TrackHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records to FLV: messages as they were published. Looks through the whole of a file that it goes on in or salvages. */
final class FlvRecordingWriter implements RecordingWriter {
    /** What a publisher may say before its first frame. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private final boolean append;
    private final List<LogEntry> pending = new ArrayList<>(); // until the first frame
    private final Map<String, LogEntry> metadata = new LinkedHashMap<>(); // for files that follow, as are the headers
    private TrackHeaders headers = TrackHeaders.NONE;
    private @Nullable FlvRecording recording; // from the first frame of a file on
    private boolean first = true;
    private long pendingBytes;

    FlvRecordingWriter(boolean append) {
        this.append = append;
    }

    @Override
    public boolean goesOnWith(List<FrameQueue.Item> items, OutputFile file) throws IOException {
        return recording == null
                && first
                && append
                && file.size() > 0
                && items.stream().anyMatch(item -> RecordingWriter.isMedia(item.entry()));
    }

    @Override
    public boolean isBegun() {
        return recording != null;
    }

    @Override
    public void write(FrameQueue.Item item, OutputFile file) throws IOException {
        if (recording == null && !RecordingWriter.isMedia(item.entry())) {
            keep(item);
        } else {
            FlvRecording open = recording == null ? begin(item.dtsMillis(), file) : recording;
            recording = open;
            write(open, item.entry(), item.dtsMillis(), file);
        }
        remember(item.entry());
    }

    private void keep(FrameQueue.Item item) {
        if (pendingBytes + item.cost() <= MAX_PENDING_BYTES) {
            pendingBytes += item.cost();
            pending.add(item.entry());
        }
    }

    private void remember(LogEntry entry) {
        if (entry instanceof LogEntry.Frame(MediaFrame frame)) {
            headers = headers.with(frame);
        } else if (entry instanceof LogEntry.Metadata(String name, MediaFrame frame)) {
            metadata.put(name, entry);
        }
    }

    private FlvRecording begin(long dtsMillis, OutputFile file) throws IOException {
        FlvRecording begun;
        if (append && first && file.size() > 0) {
            begun = FlvRecording.resume(file.source(), dtsMillis);
            file.goOnAt(begun.length());
            file.overwrite(0, begun.incompleteHead());
        } else {
            file.replace();
            begun = FlvRecording.start(takeMetadata(), dtsMillis);
            file.put(begun.incompleteHead());
        }
        for (LogEntry entry : pending) {
            write(begun, entry, dtsMillis, file);
        }
        pending.clear();
        pendingBytes = 0;
        return begun;
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

    private static void write(FlvRecording target, LogEntry entry, long dtsMillis, OutputFile file) throws IOException {
        List<Bytes> pieces = switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> target.add(frame, dtsMillis);
            case LogEntry.Metadata said -> target.addMetadata(said.frame().body());
            case LogEntry.TrackMaps maps -> List.of();
            case LogEntry.PublisherLeft left -> List.of();
            case LogEntry.PublisherReturned returned -> List.of();
            case LogEntry.StreamDry dry -> List.of();
        };
        for (Bytes piece : pieces) {
            file.put(piece);
        }
    }

    @Override
    public void addGap(long fromMillis, long toMillis) {
        if (recording != null) {
            recording.addGap(fromMillis, toMillis);
        }
    }

    @Override
    public void end(OutputFile file) {}

    @Override
    public boolean isAtEnd() {
        return false;
    }

    @Override
    public void complete(OutputFile file) throws IOException {
        if (recording != null) {
            file.overwrite(0, recording.completeHead());
            recording = null;
        }
        first = false;
    }

    @Override
    public void salvage(OutputFile file) throws IOException {
        if (recording != null) {
            FlvRecording whole = FlvRecording.resume(file.source(), 0);
            file.goOnAt(whole.length());
            file.overwrite(0, whole.completeHead());
        }
    }

    @Override
    public void begin(OutputFile file) {
        pending.addAll(metadata.values());
        headers.frames().forEach(frame -> pending.add(new LogEntry.Frame(frame)));
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }
}

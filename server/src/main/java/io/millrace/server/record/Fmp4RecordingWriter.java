package io.millrace.server.record;

import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.mux.Fmp4LeftOut;
import io.millrace.mux.Fmp4Output;
import io.millrace.mux.Fmp4Output.Fragment;
import io.millrace.mux.Fmp4Output.InitSegment;
import io.millrace.mux.Fmp4Writer;
import io.millrace.mux.SegmentIndex;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Records to fragmented MP4: a second of media, or what is up to the next key frame, waits until it is a fragment. What needs
 * another init segment goes into another file.
 */
final class Fmp4RecordingWriter implements RecordingWriter {
    private final Fmp4Writer writer = new Fmp4Writer();
    private final Queue<Fmp4Output> outputs = new ArrayDeque<>();
    private @Nullable SegmentIndex index; // from the init segment of a file on
    private final Queue<Put> unsettled = new ArrayDeque<>();
    private long indexPosition;
    private long wholeBytes; // up to the last fragment in the index, if any

    /** A fragment that may not have been written yet, and where it ends. */
    private record Put(Fragment fragment, long end) {}

    @Override
    public boolean goesOnWith(List<FrameQueue.Item> items, OutputFile file) {
        return false;
    }

    @Override
    public boolean isBegun() {
        return index != null;
    }

    @Override
    public void write(FrameQueue.Item item, OutputFile file) throws IOException {
        MediaFrame frame = switch (item.entry()) {
            case LogEntry.Frame(MediaFrame media) -> media.at(item.dtsMillis());
            case LogEntry.Metadata(String name, MediaFrame data) -> data;
            case LogEntry.TrackMaps(MediaFrame data) -> data;
            case LogEntry.PublisherLeft left -> null;
            case LogEntry.PublisherReturned returned -> null;
            case LogEntry.StreamDry dry -> null;
        };
        if (frame != null) {
            outputs.addAll(writer.add(frame));
            putOut(file);
        }
    }

    /** Gaps are those of time. */
    @Override
    public void addGap(long fromMillis, long toMillis) {}

    @Override
    public void end(OutputFile file) throws IOException {
        outputs.addAll(writer.finish());
        putOut(file);
    }

    /** All but what belongs into the next file. */
    private void putOut(OutputFile file) throws IOException {
        settle(file);
        while (!outputs.isEmpty() && (index == null || outputs.peek() instanceof Fragment)) {
            switch (outputs.remove()) {
                case InitSegment init -> {
                    file.replace();
                    file.put(init.bytes());
                    index = new SegmentIndex(init);
                    indexPosition = file.length();
                    file.put(SegmentIndex.room());
                }
                case Fragment fragment -> {
                    file.put(fragment.bytes());
                    unsettled.add(new Put(fragment, file.length()));
                }
            }
        }
    }

    /** Has those fragments in the index that have been written. */
    private void settle(OutputFile file) {
        while (index != null && !unsettled.isEmpty() && unsettled.peek().end <= file.flushedBytes()) {
            Put written = unsettled.remove();
            index.add(written.fragment);
            wholeBytes = written.end;
        }
    }

    @Override
    public boolean isAtEnd() {
        return !outputs.isEmpty();
    }

    @Override
    public void complete(OutputFile file) throws IOException {
        settle(file);
        if (index != null) {
            file.overwrite(indexPosition, index.complete());
            index = null;
        }
        wholeBytes = 0;
    }

    @Override
    public void salvage(OutputFile file) throws IOException {
        settle(file);
        if (wholeBytes > 0) {
            file.goOnAt(wholeBytes);
            complete(file);
        }
    }

    @Override
    public void begin(OutputFile file) throws IOException {
        putOut(file);
    }

    @Override
    public List<String> leftOut() {
        return writer.leftOut().stream().map(Fmp4LeftOut::toString).toList();
    }
}

package io.millrace.server.record;

import io.millrace.hub.LogEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.PacketType;
import io.millrace.server.config.RecordFormat;
import java.io.IOException;
import java.util.List;

/**
 * Writes one recording in one format: into a file, and into others after it, each of which can be played by itself. For one
 * thread at a time; its calls block.
 */
sealed interface RecordingWriter permits FlvRecordingWriter, Fmp4RecordingWriter {

    /**
     * One that has written nothing yet.
     *
     * @param append whether to go on after what is in the first file
     */
    static RecordingWriter of(RecordFormat format, boolean append) {
        return switch (format) {
            case FLV -> new FlvRecordingWriter(append);
            case FMP4 -> new Fmp4RecordingWriter();
        };
    }

    /** Whether to write these is to look through what was recorded before, which takes long if that is long. */
    boolean goesOnWith(List<FrameQueue.Item> items, OutputFile file) throws IOException;

    /** Whether something was written into the file at hand. */
    boolean isBegun();

    void write(FrameQueue.Item item, OutputFile file) throws IOException;

    /** Notes that frames are missing between these two times of the stream. */
    void addGap(long fromMillis, long toMillis);

    /** Puts out what is kept back; nothing that belongs into this file comes any more. */
    void end(OutputFile file) throws IOException;

    /** Whether what comes next belongs into another file: some of it may have been taken already. */
    boolean isAtEnd();

    /** Says in the file what it holds; what comes then goes into the next one. */
    void complete(OutputFile file) throws IOException;

    /** The same after a failure: what is whole of the file is kept and told, for which it needs no more room. */
    void salvage(OutputFile file) throws IOException;

    /** Writes into a new file what was taken for it, or must be known first. */
    void begin(OutputFile file) throws IOException;

    /** For the log: what had no place in the files; empty if all had. */
    List<String> leftOut();

    /** Headers and metadata may come long before it, with any time. */
    static boolean isMedia(LogEntry entry) {
        return entry instanceof LogEntry.Frame(MediaFrame frame) && frame.holds(PacketType.CODED_FRAMES);
    }
}

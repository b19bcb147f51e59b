package io.millrace.client.file;

import io.millrace.media.MediaFrame;
import io.millrace.mux.Fmp4LeftOut;
import io.millrace.mux.Fmp4Output;
import io.millrace.mux.Fmp4Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fragmented MP4, each fragment as soon as it is complete. Where MP4 needs another file, it goes on there. */
final class Mp4FileWriter implements MediaFileWriter {
    /** A stream whose tracks change more often than this is not made for files. */
    private static final int MAX_FILES = 1000;

    private final Fmp4Writer writer = new Fmp4Writer();
    private final NextOutput next;
    private final List<Path> files = new ArrayList<>();
    private Output out;
    private int begun;
    private long completedBytes; // of the files before
    private @Nullable IOException failure;

    /** Where the next file goes, counted from 2. */
    interface NextOutput {
        Output open(int number) throws IOException;
    }

    Mp4FileWriter(Output first, NextOutput next) {
        this.out = first;
        this.next = next;
        first.path().ifPresent(files::add);
    }

    @Override
    public void write(MediaFrame frame) throws IOException {
        if (failure != null) {
            throw failure;
        }
        append(writer.add(frame));
    }

    private void append(List<Fmp4Output> outputs) throws IOException {
        try {
            for (Fmp4Output output : outputs) {
                if (output instanceof Fmp4Output.InitSegment && begun++ > 0) {
                    goOn();
                }
                out.append(List.of(output.bytes()));
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void goOn() throws IOException {
        if (begun > MAX_FILES) {
            throw new IOException("the tracks have changed %d times (limit), each time for a new MP4 file after %s"
                    .formatted(MAX_FILES, files.getFirst()));
        }
        Output opened = next.open(begun);
        completedBytes += out.length();
        out.close();
        out = opened;
        opened.path().ifPresent(files::add);
    }

    @Override
    public long writtenBytes() {
        return completedBytes + out.length();
    }

    @Override
    public List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(
                writer.leftOut().stream().map(Fmp4LeftOut::toString).toList());
        if (writer.repairedTimes() > 0) {
            warnings.add("times went back and were repaired: " + writer.repairedTimes());
        }
        return warnings;
    }

    @Override
    public void close() throws IOException {
        try {
            if (failure == null) {
                append(writer.finish());
            }
        } finally {
            out.close();
        }
    }
}

package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvRecording;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An FLV file, which gets its length and an index of its key frames when it is closed. */
final class FlvFileWriter implements MediaFileWriter {
    private final OutputFile file;
    private final Opening opening = new Opening();
    private @Nullable FlvRecording recording; // from the first frame on
    private @Nullable IOException failure;

    FlvFileWriter(OutputFile file) {
        this.file = file;
    }

    @Override
    public void write(MediaFrame frame) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (recording == null && !Opening.endsWith(frame)) {
            opening.add(frame);
            return;
        }
        List<Bytes> pieces = new ArrayList<>();
        FlvRecording begun = recording;
        if (begun == null) {
            begun = FlvRecording.start(opening.metadata(), frame.dtsMillis());
            pieces.add(begun.incompleteHead());
            for (MediaFrame header : opening.frames()) {
                pieces.addAll(begun.add(header, frame.dtsMillis()));
            }
            recording = begun;
        }
        pieces.addAll(
                Opening.isMetadata(frame) ? begun.addMetadata(frame.body()) : begun.add(frame, frame.dtsMillis()));
        try {
            file.append(pieces);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long writtenBytes() {
        return file.length();
    }

    @Override
    public List<Path> files() {
        return file.path().stream().toList();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        Uninterrupted.run(this::complete);
    }

    private void complete() throws IOException {
        try (file) {
            if (recording != null && failure == null) {
                file.rewriteStart(recording.completeHead());
            } else if (recording != null) {
                salvage();
            }
        }
    }

    /** After a failure, which has been told: what is whole of the file is kept, for which it needs no more room. */
    private void salvage() {
        try {
            FlvRecording whole = FlvRecording.resume(file.written(), 0);
            file.truncate(whole.length());
            file.rewriteStart(whole.completeHead());
        } catch (IOException ignored) {
            // It stays as it is: a file that was never completed, which can be played as well.
        }
    }
}

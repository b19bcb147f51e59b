package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.mux.Fmp4Output.Fragment;
import io.millrace.mux.Fmp4Output.InitSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a writer put out, file by file. */
record Written(List<InitSegment> inits, List<List<Fragment>> fragments) {
    static Written of(Fmp4Writer writer, List<MediaFrame> frames) {
        List<Fmp4Output> all = new ArrayList<>();
        frames.forEach(frame -> all.addAll(writer.add(frame)));
        all.addAll(writer.finish());
        assertThat(writer.finish()).isEmpty();
        var written = new Written(new ArrayList<>(), new ArrayList<>());
        for (Fmp4Output output : all) {
            switch (output) {
                case InitSegment init -> {
                    written.inits.add(init);
                    written.fragments.add(new ArrayList<>());
                }
                case Fragment fragment -> written.fragments.getLast().add(fragment);
            }
        }
        return written;
    }

    /** The only file. */
    Bytes file() {
        assertThat(inits).hasSize(1);
        return file(0);
    }

    Bytes file(int number) {
        return file(number, fragments.get(number).size());
    }

    /** The beginning of a file, of so many fragments. */
    Bytes file(int number, int count) {
        ByteWriter out = new ByteWriter().bytes(inits.get(number).bytes());
        fragments.get(number).subList(0, count).forEach(fragment -> out.bytes(fragment.bytes()));
        return out.toBytes();
    }

    static Path save(Bytes file, Path folder) throws IOException {
        return Files.write(folder.resolve("written.mp4"), file.toByteArray());
    }

    /** What our reader finds in a file. */
    static List<MediaFrame> read(Bytes file) throws IOException {
        ByteSource source = ByteSource.of(file);
        try (Mp4File reader = new Mp4File(Mp4File.index(source), source)) {
            List<MediaFrame> frames = Frames.rest(reader);
            Frames.assertWellFormed(frames);
            return frames;
        }
    }
}

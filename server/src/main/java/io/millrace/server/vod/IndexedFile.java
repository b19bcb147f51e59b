package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import io.millrace.flv.FlvFile;
import io.millrace.flv.FlvIndex;
import io.millrace.media.FrameReader;
import io.millrace.mux.Mp3File;
import io.millrace.mux.Mp3Index;
import io.millrace.mux.Mp4File;
import io.millrace.mux.Mp4Index;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a file, shared by all who play it. This is the one place that knows the kinds of files. */
sealed interface IndexedFile {
    /** The recorded stream from its beginning; closing it closes {@code source}. */
    FrameReader open(ByteSource source) throws IOException;

    /** About as much as is known of it; this may grow while it is played. */
    long memoryBytes();

    /**
     * Reads what must be known of {@code file}, which is of the kind that its extension says; does not close it.
     *
     * @param earlier what was known of it before it changed or grew
     */
    static IndexedFile read(Path file, ByteSource source, @Nullable IndexedFile earlier) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".flv")) {
            FlvIndex before = earlier instanceof Flv(FlvIndex index, RecentReads recent) ? index : null;
            return new Flv(FlvIndex.read(source, before), new RecentReads());
        }
        return name.endsWith(".mp3") ? new Mp3(Mp3File.index(source)) : new Mp4(Mp4File.index(source));
    }

    record Flv(FlvIndex index, RecentReads recent) implements IndexedFile {
        @Override
        public FrameReader open(ByteSource source) {
            return new FlvFile(index, recent.over(source));
        }

        @Override
        public long memoryBytes() {
            return index.memoryBytes();
        }
    }

    record Mp4(Mp4Index index) implements IndexedFile {
        @Override
        public FrameReader open(ByteSource source) throws IOException {
            return new Mp4File(index, source);
        }

        @Override
        public long memoryBytes() {
            return index.memoryBytes();
        }
    }

    record Mp3(Mp3Index index) implements IndexedFile {
        @Override
        public FrameReader open(ByteSource source) throws IOException {
            return new Mp3File(index, source);
        }

        @Override
        public long memoryBytes() {
            return index.memoryBytes();
        }
    }
}

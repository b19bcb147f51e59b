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

/** What is known of a file, shared by all who play it. This is the one place that knows the kinds of files. */
@FunctionalInterface
interface IndexedFile {
    /** The recorded stream from its beginning; closing it closes {@code source}. */
    FrameReader open(ByteSource source) throws IOException;

    /** Reads what must be known of {@code file}, which is of the kind that its extension says; does not close it. */
    static IndexedFile read(Path file, ByteSource source) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".flv")) {
            FlvIndex index = FlvIndex.read(source);
            var recent = new RecentReads();
            return opened -> new FlvFile(index, recent.over(opened));
        }
        if (name.endsWith(".mp3")) {
            Mp3Index index = Mp3File.index(source);
            return opened -> new Mp3File(index, opened);
        }
        Mp4Index index = Mp4File.index(source);
        return opened -> new Mp4File(index, opened);
    }
}

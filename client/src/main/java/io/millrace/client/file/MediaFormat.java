package io.millrace.client.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that frames are written to. */
public enum MediaFormat {
    /** Holds every codec and track as it was published, Enhanced RTMP as well. */
    FLV,
    /** Fragmented MP4. Holds what MP4 has a place for; see {@link io.millrace.mux.Fmp4Writer}. */
    MP4;

    /** By the end of a name: {@code .flv}, or {@code .mp4}, {@code .m4v}, {@code .m4a} and {@code .mov}; empty for others. */
    public static Optional<MediaFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "flv" -> Optional.of(FLV);
            case "mp4", "m4v", "m4a", "mov" -> Optional.of(MP4);
            default -> Optional.empty();
        };
    }
}

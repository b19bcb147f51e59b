package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files made by FFmpeg, and the same content as FFmpeg writes it as FLV: what a reader is to give. Made when first asked
 * for, and kept in {@code target}.
 */
final class Clip {
    private static final Path FOLDER = Path.of("target", "clips");
    private static final Ffmpeg FFMPEG = Ffmpeg.bundled();
    private static final Map<Path, Path> MADE = new ConcurrentHashMap<>();

    private Clip() {}

    /** The output of FFmpeg for some arguments, as a file whose name ends so. */
    static Path of(String ending, String... arguments) {
        Path file =
                FOLDER.resolve(Integer.toHexString(String.join(" ", arguments).hashCode()) + ending);
        return MADE.computeIfAbsent(file, absent -> make(absent, ending, arguments));
    }

    private static Path make(Path file, String ending, String... arguments) {
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(FOLDER);
                Path unfinished = Files.createTempFile(FOLDER, "unfinished", ending);
                List<String> command = new ArrayList<>(List.of(arguments));
                command.add(unfinished.toString());
                FFMPEG.run(command.toArray(String[]::new));
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /** The tags of {@code file} as FFmpeg writes them, beginning at 0, and without cuts that are made by edits alone. */
    static List<FlvTag> tags(Path file) {
        return FlvTag.read(of(
                ".flv",
                "-copyts",
                "-advanced_editlist",
                "0",
                "-i",
                file.toString(),
                "-map",
                "0",
                "-c",
                "copy",
                "-avoid_negative_ts",
                "make_zero"));
    }

    static ByteSource source(Path file) {
        return ByteSource.of(bytes(file));
    }

    static Bytes bytes(Path file) {
        try {
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bytes bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return Bytes.wrap(bytes);
    }
}

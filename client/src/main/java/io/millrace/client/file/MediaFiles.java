package io.millrace.client.file;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvFile;
import io.millrace.flv.FlvIndex;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFileException.Cause;
import io.millrace.media.codec.MpegAudioHeader;
import io.millrace.mux.Mp3File;
import io.millrace.mux.Mp4File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Media files to frames and back. The kind of a file to be read is what its first bytes say, and not its name. Every
 * failure is an {@link IOException} whose text names the file and what is wrong with it.
 */
public final class MediaFiles {
    private static final int START = 12;
    private static final Bytes FLV = Bytes.utf8("FLV");
    private static final Bytes ID3 = Bytes.utf8("ID3");
    private static final Bytes EBML = Bytes.of(0x1A, 0x45, 0xDF, 0xA3);
    /** With which of its boxes an MP4 or QuickTime file begins. */
    private static final Set<String> FIRST_BOXES =
            Set.of("ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "sidx");

    private MediaFiles() {}

    /**
     * Opens an FLV, MP4, QuickTime or MP3 file. What cannot be sought in, such as a named pipe, is read as FLV.
     *
     * @throws MediaFileException if it is empty or no media file, is damaged, or is cut short so that nothing of it can be
     *     played
     */
    public static FrameReader open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory (expected: a media file)");
        }
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return openPipe(file);
            }
            return open(file, new FileSource(FileChannel.open(file, StandardOpenOption.READ)));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString(), null, "there is no permission to read it");
        }
    }

    /**
     * FLV from a stream: frames come as soon as they are there. Its length is not known, and {@link FrameReader#seek} fails.
     *
     * @param in closed by the reader, if there is one
     * @param name for the texts of failures, such as {@code standard input}
     * @throws MediaFileException if it is no FLV
     */
    public static FrameReader open(InputStream in, String name) throws IOException {
        return new FlvStreamReader(in, name);
    }

    private static FrameReader openPipe(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return open(in, file.toString());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static FrameReader open(Path file, ByteSource source) throws IOException {
        try {
            return open(source);
        } catch (MediaFileException e) {
            source.close();
            throw new MediaFileException(e.kind(), file + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static FrameReader open(ByteSource source) throws IOException {
        Bytes start = source.read(0, START);
        if (start.isEmpty()) {
            throw new MediaFileException(Cause.STRUCTURE, "the file is empty");
        }
        if (start.startsWith(FLV)) {
            FlvIndex index = FlvIndex.read(source);
            if (new FlvFile(index, source).next() == null) {
                throw new MediaFileException(
                        Cause.STRUCTURE, "not one whole tag in %d bytes of FLV".formatted(source.size()));
            }
            return new FlvFile(index, source);
        }
        if (start.length() >= 8 && FIRST_BOXES.contains(start.slice(4, 4).toUtf8())) {
            return new Mp4File(Mp4File.index(source), source);
        }
        if (start.startsWith(ID3) || isMpegAudio(start)) {
            return new Mp3File(Mp3File.index(source), source);
        }
        throw new MediaFileException(
                Cause.STRUCTURE,
                start.startsWith(EBML)
                        ? "this is Matroska or WebM (expected: FLV, MP4, QuickTime or MP3); ffmpeg -i FILE -c copy -f flv -"
                                + " makes FLV of it, through a pipe too"
                        : "no FLV, MP4, QuickTime or MP3 file; it begins with " + start.toHex());
    }

    private static boolean isMpegAudio(Bytes start) {
        return start.length() >= MpegAudioHeader.BYTES
                && MpegAudioHeader.of(start.reader().i32()).isPresent();
    }

    /**
     * A new file of the format that its name {@linkplain MediaFormat#of says}.
     *
     * @throws IOException if it cannot be made, if there is a file of that name, or if the name says no format
     */
    public static MediaFileWriter create(Path file) throws IOException {
        MediaFormat format = MediaFormat.of(file)
                .orElseThrow(() -> new FileSystemException(
                        file.toString(), null, "its name tells no format (expected: .flv, .mp4, .m4v, .m4a or .mov)"));
        return create(file, format, false);
    }

    /**
     * A file of that format, whatever its name.
     *
     * @param replace whether it takes the place of a file of that name, once the first frame has come
     * @throws IOException if it cannot be made; also if there is a file of that name that is not to be replaced
     */
    public static MediaFileWriter create(Path file, MediaFormat format, boolean replace) throws IOException {
        return switch (format) {
            case FLV -> new FlvFileWriter(OutputFile.open(file, replace));
            case MP4 -> new Mp4FileWriter(OutputFile.open(file, replace), number -> part(file, number, replace));
        };
    }

    /**
     * Media through a pipe, frame by frame and fragment by fragment; what the file formats have for seeking is not there.
     * MP4 cannot go on in another file there: {@link MediaFileWriter#write} fails instead.
     *
     * @param out closed by the writer. A {@link java.io.PrintStream} such as {@code System.out} hides its failures: wrap
     *     its file descriptor
     * @param name for the texts of failures, such as {@code standard output}
     */
    public static MediaFileWriter create(OutputStream out, MediaFormat format, String name) {
        Output pipe = new OutputPipe(out, name);
        return switch (format) {
            case FLV -> new FlvStreamWriter(pipe);
            case MP4 ->
                new Mp4FileWriter(pipe, number -> {
                    throw new IOException(name + ": a track was configured anew or came later, which MP4 can say"
                            + " in another file only (write FLV, or to a file)");
                });
        };
    }

    /** {@code name-2.mp4}, and so on. */
    private static Output part(Path file, int number, boolean replace) throws IOException {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.') < 1 ? name.length() : name.lastIndexOf('.');
        return OutputFile.open(
                file.resolveSibling(name.substring(0, dot) + "-" + number + name.substring(dot)), replace);
    }
}

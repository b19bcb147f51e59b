package io.millrace.client.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFileException.Cause;
import io.millrace.media.MediaFrame;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Tools;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class MediaFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"flv", "mp4", "mov", "mp3"})
    void whatAFileIsSaysItsContentAndNotItsName(String format) throws IOException {
        Path file = folder.resolve("made." + format);
        Ffmpeg.bundled().run("-i", MediaFile.H264_MP3.path().toString(), "-c", "copy", file.toString());
        List<MediaFrame> frames = Recordings.read(Files.move(file, folder.resolve("song.txt")));
        int video = format.equals("mp3") ? 0 : 50;
        assertThat(Recordings.coded(frames)).hasSizeGreaterThan(video + 70);
        assertThat(Recordings.coded(frames))
                .filteredOn(frame -> frame.startsWith("VIDEO"))
                .hasSize(video);
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("absent.flv");
        assertThatThrownBy(() -> MediaFiles.open(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": there is no such file");
    }

    @Test
    void directory() {
        assertThatThrownBy(() -> MediaFiles.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": is a directory (expected: a media file)");
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(new byte[0], "the file is empty");
    }

    @Test
    void noMediaFile() throws IOException {
        assertRefused(
                "Dear reader,".getBytes(StandardCharsets.UTF_8),
                "no FLV, MP4, QuickTime or MP3 file; it begins with 44656172207265616465722c");
        assertRefused(
                new byte[] {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3, 1},
                "this is Matroska or WebM (expected: FLV, MP4, QuickTime or MP3); ffmpeg -i FILE -c copy -f flv - makes FLV"
                        + " of it, through a pipe too");
        assertRefused(new byte[] {1, 2, 3}, "no FLV, MP4, QuickTime or MP3 file; it begins with 010203");
    }

    @Test
    @DisplayName("F-03: FLV that is cut short plays to its last whole tag; without any it is no media")
    void flvCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(MediaFile.H264_MP3.path());
        int count = Recordings.coded(Recordings.read(MediaFile.H264_MP3.path())).size();
        Path half = Files.write(folder.resolve("half.flv"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(Recordings.coded(Recordings.read(half))).hasSizeBetween(count / 4, count - 1);
        assertRefused(Arrays.copyOf(whole, 20), "not one whole tag in 20 bytes of FLV");
    }

    @Test
    void aFileThatIsCutShortIsToldFromAWholeOneAtItsEnd() throws IOException {
        byte[] flv = Files.readAllBytes(MediaFile.H264_MP3.path());
        assertThat(isCutShort(flv)).isFalse();
        assertThat(isCutShort(Arrays.copyOf(flv, flv.length - 4)))
                .as("without the size of the last tag")
                .isFalse();
        assertThat(isCutShort(Arrays.copyOf(flv, flv.length - 5))).isTrue();
        assertThat(isCutShort(Arrays.copyOf(flv, flv.length / 2))).isTrue();
        Path mp4 = folder.resolve("head-first.mp4");
        Ffmpeg.bundled()
                .run(
                        "-i",
                        MediaFile.H264_MP3.path().toString(),
                        "-c",
                        "copy",
                        "-movflags",
                        "faststart",
                        mp4.toString());
        byte[] whole = Files.readAllBytes(mp4);
        assertThat(isCutShort(whole)).isFalse();
        assertThat(isCutShort(Arrays.copyOf(whole, whole.length - 1000))).isTrue();
    }

    private boolean isCutShort(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("maybe-cut"), content);
        boolean isFlv = content[0] == 'F';
        boolean ofAStream = false;
        if (isFlv) {
            try (FrameReader stream = MediaFiles.open(Files.newInputStream(file), "a pipe")) {
                Recordings.all(stream);
                ofAStream = stream.isCutShort();
            }
        }
        try (FrameReader reader = MediaFiles.open(file)) {
            Recordings.all(reader);
            assertThat(ofAStream).isEqualTo(isFlv && reader.isCutShort());
            return reader.isCutShort();
        }
    }

    @Test
    void mp4CutShort() throws IOException {
        Path mp4 = folder.resolve("whole.mp4");
        Ffmpeg.bundled().run("-i", MediaFile.H264_MP3.path().toString(), "-c", "copy", mp4.toString());
        byte[] whole = Files.readAllBytes(mp4);
        assertRefused(
                Arrays.copyOf(whole, whole.length / 2),
                "no box 'moov' in " + whole.length / 2 + " bytes: the file is cut short, or was never finished");
    }

    @Test
    void whatIsNoFileIsReadAsAStream() {
        Path nothing = Tools.require(Path.of("/dev/null"));
        assertThatThrownBy(() -> MediaFiles.open(nothing))
                .isInstanceOf(MediaFileException.class)
                .hasMessage("/dev/null: ended before there was any media");
    }

    private void assertRefused(byte[] content, String text) throws IOException {
        Path file = Files.write(folder.resolve("file.flv"), content);
        assertThatThrownBy(() -> MediaFiles.open(file))
                .isInstanceOfSatisfying(
                        MediaFileException.class, e -> assertThat(e.kind()).isEqualTo(Cause.STRUCTURE))
                .hasMessage(file + ": " + text);
        Files.delete(file); // so it was closed, where that matters
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "TWO_VIDEO_THREE_AUDIO", "EXTENDED_TIMESTAMPS", "HEVC_COLOR_INFO"})
    @DisplayName("F-10: a stream has the frames of the file, also when it comes a few bytes at a time")
    void flvFromAStream(MediaFile media) throws IOException {
        List<MediaFrame> expected = Recordings.read(media.path());
        try (FrameReader reader =
                MediaFiles.open(new Trickle(new FileInputStream(media.path().toFile())), "a pipe")) {
            List<MediaFrame> headers = reader.headers();
            assertThat(headers.stream().skip(1)).isEqualTo(expected.subList(1, headers.size()));
            assertThat(Recordings.rest(reader)).isEqualTo(expected.subList(headers.size(), expected.size()));
            assertThat(reader.durationMillis()).isZero();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    @DisplayName("F-03, F-10: a recording that begins before 0, as FLV's signed times can, begins at 0 on the wire")
    void timesBelowZero() throws IOException {
        ByteBuffer body = Recordings.sound(0).body().asByteBuffer();
        byte[] flv = FlvTag.file(LongStream.of(-46, -23, 0, 23)
                .mapToObj(millis -> new FlvTag(FlvTag.AUDIO, millis & 0xFFFF_FFFFL, body))
                .toList());
        Path file = Files.write(folder.resolve("early.flv"), flv);
        for (FrameReader opened :
                List.of(MediaFiles.open(file), MediaFiles.open(new ByteArrayInputStream(flv), "a pipe"))) {
            try (FrameReader reader = opened) {
                assertThat(Recordings.rest(reader))
                        .extracting(MediaFrame::dtsMillis)
                        .containsExactly(0L, 23L, 46L, 69L);
            }
        }
    }

    @Test
    void framesOfAStreamKeepNothingButThemselves() throws IOException {
        Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        InputStream in =
                new Trickle(new FileInputStream(MediaFile.H264_MP3.path().toFile())) {
                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        arrays.add(bytes);
                        return super.read(bytes, from, length);
                    }
                };
        try (FrameReader reader = MediaFiles.open(in, "a pipe")) {
            List<MediaFrame> frames = Recordings.all(reader);
            assertThat(frames).hasSizeGreaterThan(100);
            for (byte[] array : arrays) {
                assertThat(frames).allMatch(frame -> frame.body().offsetIn(Bytes.wrap(array)) < 0);
            }
            assertThat(arrays).hasSize(1);
        }
    }

    /** Gives no more than some bytes at once. */
    private static class Trickle extends FilterInputStream {
        private static final int MOST = 501;

        Trickle(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return super.read(bytes, from, Math.min(length, MOST));
        }
    }

    @Test
    void streamThatIsNoFlv() {
        assertThatThrownBy(() -> MediaFiles.open(stream("GIF89a and more"), "standard input"))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("standard input: FLV file begins with 474946");
        assertThatThrownBy(() -> MediaFiles.open(stream(""), "standard input"))
                .isInstanceOf(MediaFileException.class)
                .hasMessage("standard input: ended before there was any media");
    }

    @Test
    void streamCannotBeSoughtIn() throws IOException {
        try (FrameReader reader =
                MediaFiles.open(new FileInputStream(MediaFile.AUDIO_ONLY.path().toFile()), "standard input")) {
            assertThatThrownBy(() -> reader.seek(1000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("standard input");
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.millrace.client.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaFrame;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Tools;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class MediaFileWriterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = MediaFile.class,
            names = {
                "H264_AAC_B_FRAMES",
                "H264_AAC_AS_FOURCC",
                "TWO_VIDEO_THREE_AUDIO",
                "EXTENDED_TIMESTAMPS",
                "HEVC_COLOR_INFO",
                "OPUS_5_1"
            })
    @DisplayName("F-08, F-10, ER-101: an FLV file has the frames as they were published, its length and an index")
    void flv(MediaFile media) throws IOException {
        List<MediaFrame> frames = Recordings.read(media.path());
        Path file = write(frames, "copy.flv");
        assertThat(Recordings.coded(Recordings.read(file))).isEqualTo(Recordings.coded(frames));
        try (var reader = MediaFiles.open(file)) {
            assertThat(reader.durationMillis()).isBetween(1900L, 2200L);
            assertThat(reader.headers().getFirst().body().toUtf8()).contains("onMetaData", "duration");
        }
        assertThat(Ffmpeg.bundled().packets(file).list())
                .hasSameSizeAs(Ffmpeg.bundled().packets(media.path()).list());
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "TWO_VIDEO_THREE_AUDIO", "EXTENDED_TIMESTAMPS"})
    void mp4(MediaFile media) throws IOException {
        Path file = write(Recordings.read(media.path()), "copy.mp4");
        var expected = Ffmpeg.bundled().packets(media.path());
        var found = Ffmpeg.bundled().packets(file);
        assertThat(found.tracks()).isEqualTo(expected.tracks());
        for (String track : expected.tracks()) {
            assertThat(found.hashes(track)).isEqualTo(expected.hashes(track));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaFile.class,
            names = {"H264_AAC_B_FRAMES", "TWO_VIDEO_THREE_AUDIO", "H264_MP3", "EXTENDED_TIMESTAMPS"})
    void flvThroughAPipe(MediaFile media) throws IOException {
        List<MediaFrame> frames = Recordings.read(media.path());
        Path file = folder.resolve("piped.flv");
        try (var writer = MediaFiles.create(Files.newOutputStream(file), MediaFormat.FLV, "a pipe")) {
            for (MediaFrame frame : frames) {
                writer.write(frame);
            }
            assertThat(writer.writtenBytes()).isEqualTo(Files.size(file));
            assertThat(writer.files()).isEmpty();
        }
        assertThat(Recordings.coded(Recordings.read(file))).isEqualTo(Recordings.coded(frames));
        assertThat(Ffmpeg.bundled().packets(file).tracks())
                .isEqualTo(Ffmpeg.bundled().packets(media.path()).tracks());
    }

    @ParameterizedTest
    @CsvSource({"a.flv, FLV", "b.FLV, FLV", "c.mp4, MP4", "d.m4v, MP4", "e.m4a, MP4", "f.Mov, MP4"})
    void formatIsThatOfTheName(String name, MediaFormat format) {
        assertThat(MediaFormat.of(Path.of(name))).contains(format);
    }

    @Test
    void nameThatTellsNoFormat() throws IOException {
        assertThat(MediaFormat.of(Path.of("flv"))).contains(MediaFormat.FLV);
        assertThatThrownBy(() -> MediaFiles.create(folder.resolve("out.avi")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out.avi: its name tells no format");
        Path file = folder.resolve("out.avi");
        try (var writer = MediaFiles.create(file, MediaFormat.FLV, false)) {
            writer.write(Recordings.sound(0));
        }
        assertThat(Recordings.read(file)).isNotEmpty();
    }

    @Test
    void fileIsNotReplacedUnlessThatIsAskedFor() throws IOException {
        Path file = Files.writeString(folder.resolve("diary.flv"), "precious");
        assertThatThrownBy(() -> MediaFiles.create(file))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(file + ": there is a file of that name already");
        MediaFiles.create(file, MediaFormat.FLV, true).close();
        assertThat(file).hasContent("precious"); // nothing came for it
        try (var writer = MediaFiles.create(file, MediaFormat.FLV, true)) {
            writer.write(Recordings.sound(0));
        }
        assertThat(Recordings.coded(Recordings.read(file))).hasSize(1);
    }

    @Test
    void nothingIsLeftOfAFileThatNothingCameFor() throws IOException {
        for (String name : List.of("a.flv", "a.mp4")) {
            try (var writer = MediaFiles.create(folder.resolve(name))) {
                writer.write(Recordings.header(Recordings.AAC));
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void directoryThatDoesNotExist() {
        Path file = folder.resolve("no/where.flv");
        assertThatThrownBy(() -> MediaFiles.create(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": its directory does not exist");
        assertThatThrownBy(() -> MediaFiles.create(folder, MediaFormat.MP4, true))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + ": cannot be written");
    }

    @Test
    void crashCostsNothingOfFlvAndASecondOfMp4() throws IOException {
        List<MediaFrame> frames = Recordings.second(0);
        frames.addAll(Recordings.second(1000));
        frames.addAll(Recordings.second(2000));
        for (String name : List.of("crash.flv", "crash.mp4")) {
            var writer = MediaFiles.create(folder.resolve(name));
            writer.write(Recordings.header(Recordings.AAC));
            for (MediaFrame frame : frames) {
                writer.write(frame);
            }
            // Not closed: what is in the file now is what a crash leaves.
            List<String> found = Recordings.coded(Recordings.read(folder.resolve(name)));
            int lost = name.endsWith("flv") ? 0 : 50;
            assertThat(found).isEqualTo(Recordings.coded(frames).subList(0, frames.size() - lost));
            writer.close();
            assertThat(Recordings.coded(Recordings.read(folder.resolve(name)))).isEqualTo(Recordings.coded(frames));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut.flv", "cut.mp4"})
    void interruptedThreadLosesNothing(String name) throws IOException {
        Path file = folder.resolve(name);
        List<MediaFrame> frames = Recordings.second(0);
        var writer = MediaFiles.create(file);
        writer.write(Recordings.header(Recordings.AAC));
        try {
            for (MediaFrame frame : frames) {
                writer.write(frame);
                Thread.currentThread().interrupt(); // at each but the first, and at the end
            }
            writer.close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted(); // no other test is to see it
        }
        assertThat(Recordings.coded(Recordings.read(file))).isEqualTo(Recordings.coded(frames));
        try (var reader = MediaFiles.open(file)) {
            assertThat(reader.durationMillis()).isBetween(980L, 1000L);
        }
    }

    @Test
    void anotherConfigurationGoesToAnotherMp4File() throws IOException {
        Path file = folder.resolve("talk.mp4");
        try (var writer = MediaFiles.create(file)) {
            writeTwoConfigurations(writer);
            assertThat(writer.files()).containsExactly(file, folder.resolve("talk-2.mp4"));
            assertThat(writer.warnings()).isEmpty();
        }
        assertThat(Recordings.coded(Recordings.read(file))).isEqualTo(Recordings.coded(Recordings.second(0)));
        assertThat(Recordings.coded(Recordings.read(folder.resolve("talk-2.mp4"))))
                .isEqualTo(Recordings.coded(Recordings.second(1000)));
    }

    @Test
    void anotherConfigurationEndsMp4ThroughAPipe() {
        assertThatThrownBy(() -> {
                    try (var writer = MediaFiles.create(new ByteArrayOutputStream(), MediaFormat.MP4, "a pipe")) {
                        writeTwoConfigurations(writer);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a pipe: a track was configured anew");
    }

    private static void writeTwoConfigurations(MediaFileWriter writer) throws IOException {
        writer.write(Recordings.header(Recordings.AAC));
        for (MediaFrame frame : Recordings.second(0)) {
            writer.write(frame);
        }
        writer.write(Recordings.header(Recordings.AAC_48K));
        for (MediaFrame frame : Recordings.second(1000)) {
            writer.write(frame);
        }
    }

    @Test
    void whatMp4CannotHoldIsAWarning() throws IOException {
        var writer = MediaFiles.create(folder.resolve("half.mp4"));
        for (MediaFrame frame : Recordings.second(0)) { // without what decoders need
            writer.write(frame);
        }
        writer.close();
        assertThat(writer.warnings())
                .containsExactly("50 frames of audio track 0 (AAC): no sequence start that can be read came before");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(MediaFormat.class)
    void fullDiskIsOneClearFailure(MediaFormat format) throws IOException {
        Path full = Tools.require(Path.of("/dev/full"));
        var writer = MediaFiles.create(full, format, true);
        assertFails(writer, full.toString());
        writer.close();
        OutputStream out = new FileOutputStream(full.toFile());
        var piped = MediaFiles.create(out, format, "standard output");
        assertFails(piped, "standard output");
        piped.close();
    }

    private static void assertFails(MediaFileWriter writer, String name) throws IOException {
        writer.write(Recordings.header(Recordings.AAC));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> {
                        for (int millis = 0; millis <= 2000; millis += 1000) {
                            writer.write(Recordings.sound(millis));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage(name + " cannot be written: No space left on device");
        }
    }

    private Path write(List<MediaFrame> frames, String name) throws IOException {
        Path file = folder.resolve(name);
        try (var writer = MediaFiles.create(file)) {
            for (MediaFrame frame : frames) {
                writer.write(frame);
            }
            assertThat(writer.files()).containsExactly(file);
        }
        return file;
    }
}

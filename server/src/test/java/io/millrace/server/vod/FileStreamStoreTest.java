package io.millrace.server.vod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.FlvHeader;
import io.millrace.flv.FlvTag;
import io.millrace.flv.FlvWriter;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileStreamStoreTest {
    @TempDir
    private Path temporary;

    private Path live;
    private FileStreamStore store;

    @BeforeEach
    void makeDirectory() throws IOException {
        Path recordings = temporary.resolve("recordings");
        live = Files.createDirectories(recordings.resolve("live"));
        store = store(ServerConfig.defaults());
    }

    private FileStreamStore store(ServerConfig config) {
        ServerConfig complete = config.with(
                "recordings.directory", temporary.resolve("recordings").toString());
        return new FileStreamStore(new RecordingPaths(complete), complete.recordings(), new FilesInUse());
    }

    /** A file with one key frame a second. */
    private static Bytes flv(int seconds) {
        var out = new ByteWriter();
        var writer = new FlvWriter();
        FlvWriter.writeHeader(new FlvHeader(false, true), out);
        for (int second = 0; second <= seconds; second++) {
            writer.write(new FlvTag(FlvTag.VIDEO, second * 1000L, Bytes.of(0x17, 1, 0, 0, 0, second)), out);
        }
        return out.toBytes();
    }

    private static Path write(Path file, Bytes bytes) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes.toByteArray());
    }

    /** Length of the recording of that name; -1 if there is none. */
    private long durationOf(String name) throws IOException {
        var found = store.open("live", name);
        if (found.isEmpty()) {
            return -1;
        }
        try (FrameReader reader = found.get()) {
            return reader.durationMillis();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cam,         cam.flv",
        "cam.flv,     cam.flv",
        "flv:cam,     cam.flv",
        "show/ep1,    show/ep1.flv",
        "mp4:cam.mp4, cam.mp4.flv",
        "a%2Fb,       a%2Fb.flv",
    })
    @DisplayName("R-145, IP-41: a recorded stream is found with a prefix, an extension, both or neither")
    void findsRecordedStreams(String name, String file) throws IOException {
        write(live.resolve(file), flv(3));

        assertThat(durationOf(name)).isEqualTo(3000);
        assertThat(store.counters().opened.sum()).isEqualTo(1);
    }

    @Test
    void readsFramesFromTheFile() throws IOException {
        write(live.resolve("cam.flv"), flv(3));

        try (FrameReader reader = store.open("live", "cam").orElseThrow()) {
            assertThat(reader.seek(2500)).isEqualTo(2000);
            assertThat(times(reader)).containsExactly(2000L, 3000L);
        }
    }

    private static List<Long> times(FrameReader reader) throws IOException {
        List<Long> times = new ArrayList<>();
        for (MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
            times.add(frame.dtsMillis());
        }
        return times;
    }

    @Test
    @DisplayName("R-144: a file that is being recorded is played on as it grows; its length is what it was")
    void readsOnAsTheFileGrows() throws IOException {
        Path file = write(live.resolve("cam.flv"), flv(2));

        try (FrameReader reader = store.open("live", "cam").orElseThrow()) {
            assertThat(times(reader)).containsExactly(0L, 1000L, 2000L);
            Bytes more = flv(4).from(flv(2).length());
            Files.write(file, more.toByteArray(), StandardOpenOption.APPEND);
            assertThat(times(reader)).containsExactly(3000L, 4000L);
            assertThat(reader.durationMillis()).isEqualTo(2000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mp4:film,         film.mp4, 1128, 2",
        "mp4:film.mp4,     film.mp4, 1128, 2",
        "film.mp4,         film.mp4, 1128, 2",
        "film,             film.mp4, 1128, 2",
        "mp4:film,         film.m4v, 1128, 2",
        "mp4:film.mov,     film.mov, 1128, 2",
        "mp3:song,         song.mp3, 1152, 0",
        "mp3:song.mp3,     song.mp3, 1152, 0",
        "song.mp3,         song.mp3, 1152, 0",
        "show/mp3:song,    show/song.mp3, 1152, 0",
    })
    @DisplayName("R-145, IP-41: MP4 and MP3 files are found and played")
    void playsMp4AndMp3(String name, String file, long durationMillis, int sequenceStarts) throws IOException {
        String sample = file.endsWith(".mp3") ? "song.mp3" : "film.mp4";
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream(sample))) {
            write(live.resolve(file), Bytes.wrap(in.readAllBytes()));
        }

        try (FrameReader reader = store.open("live", name).orElseThrow()) {
            assertThat(reader.durationMillis()).isEqualTo(durationMillis);
            assertThat(reader.headers()).as("metadata and sequence starts").hasSize(1 + sequenceStarts);
            MediaFrame first = reader.next();
            assertThat(first).isNotNull();
            assertThat(first.dtsMillis()).isZero();
        }
    }

    @Test
    void mp4AndMp3AreNotFoundUnderTheNameOfTheOther() throws IOException {
        write(live.resolve("song.mp3"), flv(1));
        write(live.resolve("film.mp4"), flv(1));

        assertThat(store.open("live", "mp4:song")).isEmpty();
        assertThat(store.open("live", "mp3:film")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "CAM",
                "",
                "../secret",
                "a/../../secret",
                "a/../cam",
                "..",
                "/etc/hostname",
                "..\\secret",
                "secret\0.flv",
                "%2e%2e/secret",
                "flv:../secret",
                "show/../../secret",
                "leak",
                "leaked/secret",
                "folder",
                "pipe",
            })
    @DisplayName("R-145: no name leads out of the application's directory, nor to anything but a file")
    void findsNothingElsewhere(String name) throws Exception {
        write(live.resolve("cam.flv"), flv(1));
        write(temporary.resolve("recordings/secret.flv"), flv(1));
        Path outside = write(temporary.resolve("outside/secret.flv"), flv(1));
        Files.createSymbolicLink(live.resolve("leak.flv"), outside);
        Files.createSymbolicLink(live.resolve("leaked"), outside.getParent());
        Files.createDirectories(live.resolve("folder.flv"));
        new ProcessBuilder("mkfifo", live.resolve("pipe.flv").toString())
                .start()
                .waitFor();

        assertThat(store.open("live", name)).isEmpty();
        assertThat(store.counters().notFound.sum()).isEqualTo(1);
    }

    @Test
    void findsNothingOfAnApplicationThatHasNoDirectory() throws IOException {
        write(temporary.resolve("secret.flv"), flv(1));

        assertThat(store.open("none", "cam")).isEmpty();
        assertThat(store.open("..", "secret")).isEmpty();
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.createSymbolicLink(live.resolve("link.flv"), write(live.resolve("cam.flv"), flv(2)));

        assertThat(durationOf("link")).isEqualTo(2000);
    }

    @Test
    @DisplayName("R-145: a file that is something else is said to be broken, and counted")
    void saysWhatIsBroken() throws IOException {
        write(live.resolve("cam.flv"), Bytes.utf8("not at all a recording"));

        assertThatThrownBy(() -> store.open("live", "cam"))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("FLV");
        assertThat(store.counters().broken.sum()).isEqualTo(1);
        write(live.resolve("cam.flv"), flv(1));
        assertThat(durationOf("cam")).isEqualTo(1000);
    }

    @Test
    void manyPlayersShareOneIndex() throws Exception {
        write(live.resolve("cam.flv"), flv(2));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Long> open = () -> durationOf("cam");
            List<Future<Long>> durations = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                durations.add(threads.submit(open));
            }
            for (Future<Long> duration : durations) {
                assertThat(duration.get()).isEqualTo(2000);
            }
        }

        assertThat(store.counters().indexed.sum()).isEqualTo(1);
        assertThat(store.counters().opened.sum()).isEqualTo(100);
    }

    @Test
    void aFileThatHasGrownIsLookedAtAgain() throws IOException {
        write(live.resolve("cam.flv"), flv(2));
        assertThat(durationOf("cam")).isEqualTo(2000);
        write(live.resolve("cam.flv"), flv(5));

        assertThat(durationOf("cam")).isEqualTo(5000);
        assertThat(store.counters().indexed.sum()).isEqualTo(2);
    }

    @Test
    void keepsABoundedNumberOfIndexes() throws IOException {
        for (int i = 0; i <= IndexCache.MAX_FILES; i++) {
            write(live.resolve("cam" + i + ".flv"), flv(1));
            durationOf("cam" + i);
        }
        durationOf("cam" + IndexCache.MAX_FILES);
        assertThat(store.counters().indexed.sum()).isEqualTo(IndexCache.MAX_FILES + 1);

        durationOf("cam0");
        assertThat(store.counters().indexed.sum()).isEqualTo(IndexCache.MAX_FILES + 2);
    }

    @Test
    void keepsIndexesOfABoundedSize() throws IOException {
        store = store(ServerConfig.defaults().with("recordings.max-index-bytes", "60KiB"));
        write(live.resolve("long.flv"), flv(1000)); // three times 16 bytes a second, once someone has sought
        write(live.resolve("cam.flv"), flv(1));
        try (FrameReader reader = store.open("live", "long").orElseThrow()) {
            reader.seek(500_000);
        }
        durationOf("cam");
        durationOf("long");
        assertThat(store.counters().indexed.sum()).as("both are remembered").isEqualTo(2);

        write(live.resolve("other.flv"), flv(1000));
        try (FrameReader reader = store.open("live", "other").orElseThrow()) {
            reader.seek(500_000);
        }
        durationOf("other");
        assertThat(store.counters().indexed.sum()).isEqualTo(3);
        durationOf("other");
        assertThat(store.counters().indexed.sum()).as("the last one stays").isEqualTo(3);
        durationOf("long");
        assertThat(store.counters().indexed.sum()).as("the eldest is gone").isEqualTo(4);
    }
}

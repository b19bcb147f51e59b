package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
import static io.millrace.server.record.Recorded.FULL_AVC_HEADER;
import static io.millrace.server.record.Recorded.inter;
import static io.millrace.server.record.Recorded.key;
import static io.millrace.server.record.Recorded.media;
import static io.millrace.server.record.Recorded.sound;
import static io.millrace.server.record.Recorded.text;
import static io.millrace.server.record.Recorded.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.hub.Publication;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.ExistingFile;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.record.Recordings.DeleteOutcome;
import io.millrace.server.record.Recordings.StartOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings as those who run the server see them. */
final class RecordingsTest {
    private static final StreamPath CAM = new StreamPath("live/cam");

    @TempDir
    private Path directory;

    private final FilesInUse inUse = new FilesInUse();

    /** When all that takes is done. */
    private static <T> T done(RecorderScene scene, CompletableFuture<T> future) {
        scene.pass();
        assertThat(future).isCompleted();
        return future.join();
    }

    private Path file(String name, int bytes, Duration age) throws IOException {
        Path file = directory.resolve("live").resolve(name);
        Files.createDirectories(directory.resolve("live").resolve(name).getParent());
        Files.write(file, new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(RecorderScene.START.minus(age)));
        return file;
    }

    @Test
    void liveStreamIsRecordedFromItsNextKeyFrameUntilItIsStopped() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            Publication publication = scene.publish("cam");
            publication.append(video(AVC_HEADER, 0));
            publication.append(key(1, 0));
            CompletableFuture<StartOutcome> outcome = recordings.start(CAM);
            publication.append(inter(2, 40));
            publication.append(sound(3, 50));
            publication.append(key(4, 80));
            publication.append(sound(5, 90));
            assertThat(done(scene, outcome)).isEqualTo(new StartOutcome.Started());
            assertThat(done(scene, recordings.start(CAM))).isEqualTo(new StartOutcome.AlreadyRecorded());
            assertThat(recordings.active()).singleElement().satisfies(active -> {
                assertThat(active.stream()).isEqualTo("live/cam");
                assertThat(active.file()).isEqualTo("cam.flv");
                assertThat(active.since()).isEqualTo(RecorderScene.START);
                assertThat(active.bytes()).isEqualTo(Files.size(scene.file("cam")));
                assertThat(active.duration()).isEqualTo(Duration.ofMillis(10));
                assertThat(active.gaps()).isZero();
            });
            assertThat(done(scene, recordings.stop(CAM))).isTrue();
            publication.append(inter(6, 120));
            scene.pass();
            assertThat(media(scene.file("cam")))
                    .containsExactly(text(video(AVC_HEADER, 0), 80), text(key(4, 0), 80), text(sound(5, 0), 90));
            assertThat(recordings.active()).isEmpty();
            assertThat(done(scene, recordings.stop(CAM))).isFalse();
            assertThat(scene.recorder.counters().lostFrames.sum()).isZero();
        }
    }

    @Test
    void streamThatNobodyPublishesIsNotRecorded() {
        try (var scene = new RecorderScene(directory)) {
            assertThat(done(scene, scene.recordings(inUse).start(CAM))).isEqualTo(new StartOutcome.NotLive());
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void applicationThatIsNeverRecordedStaysSo() {
        try (var scene = new RecorderScene(directory, "applications.live.record=never")) {
            scene.publish("cam");
            assertThat(done(scene, scene.recordings(inUse).start(CAM)))
                    .isEqualTo(new StartOutcome.Refused("streams of this application are not recorded"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flv, KEEP, cam~2.flv",
        "flv, APPEND, cam.flv",
        "flv, REPLACE, cam.flv",
        "fmp4, KEEP, cam~2.mp4",
        "fmp4, APPEND, cam~2.mp4",
        "fmp4, REPLACE, cam.mp4"
    })
    void earlierRecordingIsReplacedIfThatIsAskedForAlone(String format, ExistingFile existing, String second)
            throws IOException {
        try (var scene = new RecorderScene(directory, "applications.live.record-format=" + format)) {
            Recordings recordings = scene.recordings(inUse);
            Publication publication = scene.publish("cam");
            publication.append(video(FULL_AVC_HEADER, 0));
            record(scene, recordings, publication, recordings.start(CAM), 80);
            Path first = directory.resolve("live/cam." + (format.equals("flv") ? "flv" : "mp4"));
            byte[] before = Files.readAllBytes(first);
            CompletableFuture<StartOutcome> outcome = recordings.start(CAM, existing);
            scene.pass();
            assertThat(recordings.active())
                    .singleElement()
                    .extracting(ActiveRecording::file)
                    .isEqualTo(second);
            record(scene, recordings, publication, outcome, 8000);
            assertThat(Arrays.equals(Files.readAllBytes(first), before)).isEqualTo(second.contains("~2"));
        }
    }

    /** What an operator has recorded is nothing that another stream's publisher can replace, or go on behind. */
    @ParameterizedTest
    @CsvSource({"cam-2, false, cam-2", "cam-2, true, cam-2", "cam~2, false, cam~2~1", "cam~2, true, cam~2~1"})
    void noOtherStreamHasTheNameOfASecondRecording(String other, boolean append, String file) throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            Publication cam = scene.publish("cam");
            record(scene, recordings, cam, recordings.start(CAM), 80);
            record(scene, recordings, cam, recordings.start(CAM), 8000);
            byte[] first = Files.readAllBytes(scene.file("cam"));
            byte[] second = Files.readAllBytes(scene.file("cam~2"));
            Publication publication = scene.recorded(other, append);
            publication.append(key(1, 0));
            publication.end();
            scene.pass();
            assertThat(Files.readAllBytes(scene.file("cam"))).isEqualTo(first);
            assertThat(Files.readAllBytes(scene.file("cam~2"))).isEqualTo(second);
            assertThat(media(scene.file("cam"))).hasSize(2);
            assertThat(media(scene.file("cam~2"))).hasSize(2);
            assertThat(media(scene.file(file))).containsExactly(text(key(1, 0), 0));
        }
    }

    @Test
    void manyRecordingsOfAStreamDoNotMakeTheNextOneLate() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            var asked = new AtomicInteger();
            scene.freeBytes = path -> {
                asked.incrementAndGet();
                return Long.MAX_VALUE;
            };
            Publication publication = scene.publish("cam");
            record(scene, recordings, publication, recordings.start(CAM), 0);
            int askedForTheFirst = asked.getAndSet(0);
            for (int number = 2; number < 100; number++) {
                Files.createFile(scene.file("cam~" + number));
            }
            record(scene, recordings, publication, recordings.start(CAM), 8000);
            assertThat(media(scene.file("cam~100"))).hasSize(2);
            assertThat(asked).hasValue(askedForTheFirst);
        }
    }

    private static void record(
            RecorderScene scene,
            Recordings recordings,
            Publication publication,
            CompletableFuture<StartOutcome> outcome,
            long dtsMillis) {
        publication.append(key((int) dtsMillis % 256, dtsMillis));
        publication.append(key(2, dtsMillis + 2000));
        assertThat(done(scene, outcome)).isEqualTo(new StartOutcome.Started());
        assertThat(done(scene, recordings.stop(CAM))).isTrue();
    }

    @Test
    void publisherThatLeavesEndsIt() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            Publication publication = scene.publish("room/cam");
            assertThat(done(scene, recordings.start(new StreamPath("live/room/cam"))))
                    .isEqualTo(new StartOutcome.Started());
            publication.append(key(1, 0));
            publication.end();
            scene.pass();
            assertThat(recordings.active()).isEmpty();
            assertThat(media(scene.file("room/cam"))).hasSize(1);
        }
    }

    @Test
    void filesAreListedTheNewestFirst() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            file("old.flv", 1, Duration.ofHours(2));
            file("room/new.mp4", 2, Duration.ofHours(1));
            file("notes.txt", 3, Duration.ofHours(1));
            file(".hidden.flv", 3, Duration.ofHours(1));
            Files.createSymbolicLink(directory.resolve("live/link.flv"), directory.resolve("live/old.flv"));
            Publication publication = scene.recorded("cam", false);
            publication.append(key(1, 0));
            scene.pass();
            List<RecordedFile> all = done(scene, recordings.list(Optional.empty(), 100));
            assertThat(all).extracting(RecordedFile::file).containsExactly("cam.flv", "room/new.mp4", "old.flv");
            assertThat(all).extracting(RecordedFile::recording).containsExactly(true, false, false);
            assertThat(all.getLast())
                    .isEqualTo(new RecordedFile(
                            "live", "old.flv", 1, RecorderScene.START.minus(Duration.ofHours(2)), false));
            assertThat(done(scene, recordings.list(Optional.of("live"), 2))).isEqualTo(all.subList(0, 2));
            assertThat(done(scene, recordings.list(Optional.of("none"), 2))).isEmpty();
            publication.end();
            scene.pass();
        }
    }

    @Test
    void fileIsDeletedUnlessItIsWritten() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Recordings recordings = scene.recordings(inUse);
            Path old = file("old.flv", 1, Duration.ZERO);
            assertThat(done(scene, recordings.delete("live", "old.flv"))).isEqualTo(DeleteOutcome.DELETED);
            assertThat(old).doesNotExist();
            assertThat(done(scene, recordings.delete("live", "old.flv"))).isEqualTo(DeleteOutcome.NOT_FOUND);
            Publication publication = scene.recorded("cam", false);
            scene.pass();
            assertThat(done(scene, recordings.delete("live", "cam.flv"))).isEqualTo(DeleteOutcome.BEING_RECORDED);
            publication.append(key(1, 0));
            publication.end();
            scene.pass();
            assertThat(done(scene, recordings.delete("live", "cam.flv"))).isEqualTo(DeleteOutcome.DELETED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../live/cam.flv", "/cam.flv", "notes.txt", ".hidden.flv", "link.flv", "out/x.flv", "", "dir.flv"
            })
    void nothingElseIsDeleted(String name, @TempDir Path elsewhere) throws IOException {
        try (var scene = new RecorderScene(directory)) {
            file("notes.txt", 1, Duration.ZERO);
            file(".hidden.flv", 1, Duration.ZERO);
            file("dir.flv/x.txt", 1, Duration.ZERO);
            Path foreign = Files.createFile(elsewhere.resolve("x.flv"));
            Files.createSymbolicLink(directory.resolve("live/link.flv"), foreign);
            Files.createSymbolicLink(directory.resolve("live/out"), elsewhere);
            assertThat(done(scene, scene.recordings(inUse).delete("live", name)))
                    .isEqualTo(DeleteOutcome.NOT_FOUND);
            assertThat(foreign).exists();
            try (var files = Files.list(directory.resolve("live"))) {
                assertThat(files).hasSize(5);
            }
        }
    }

    private static RecordedFiles files(RecorderScene scene, ServerConfig config, FilesInUse inUse) {
        return new RecordedFiles(new RecordingPaths(config), config, scene.recorder, inUse);
    }

    private ServerConfig config(String key, String value) {
        return ServerConfig.defaults()
                .with("recordings.directory", directory.toString())
                .with(key, value);
    }

    @Test
    void whatIsOldIsDeletedUnlessItIsPlayed() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Path old = file("old.flv", 10, Duration.ofHours(25));
            Path played = file("played.mp4", 10, Duration.ofHours(25));
            Path young = file("young.flv", 10, Duration.ofHours(23));
            Path foreign = file("notes.txt", 10, Duration.ofHours(25));
            inUse.enter(played.toRealPath());
            RecordedFiles files = files(scene, config("recordings.keep-for", "24h"), inUse);
            assertThat(files.expire()).isTrue();
            files.deleteExpired();
            assertThat(old).doesNotExist();
            assertThat(List.of(played, young, foreign)).allMatch(Files::exists);
            assertThat(scene.recorder.counters().expired.sum()).isEqualTo(1);
            assertThat(scene.recorder.counters().expiredBytes.sum()).isEqualTo(10);
            inUse.leave(played.toRealPath());
            files.deleteExpired();
            assertThat(played).doesNotExist();
        }
    }

    @Test
    void ofWhatIsTooMuchTheOldestIsDeleted() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Path oldest = file("a.flv", 600, Duration.ofHours(3));
            Path older = file("b.mp4", 600, Duration.ofHours(2));
            Path newest = file("c.flv", 300, Duration.ofHours(1));
            files(scene, config("recordings.keep-bytes", "1KiB"), inUse).deleteExpired();
            assertThat(oldest).doesNotExist();
            assertThat(List.of(older, newest)).allMatch(Files::exists);
        }
    }

    @Test
    void whatIsWrittenIsKept() throws IOException {
        try (var scene = new RecorderScene(directory)) {
            Publication publication = scene.recorded("cam", false);
            publication.append(key(1, 0));
            scene.pass();
            Files.setLastModifiedTime(scene.file("cam"), FileTime.fromMillis(0));
            files(scene, config("recordings.keep-for", "1h"), inUse).deleteExpired();
            assertThat(scene.file("cam")).exists();
            publication.end();
            scene.pass();
        }
    }

    @Test
    void applicationsThatAreNeverRecordedKeepTheirFiles() throws IOException {
        try (var scene = new RecorderScene(directory, "applications.live.record=never")) {
            Path film = file("film.mp4", 10, Duration.ofDays(1000));
            files(scene, config("recordings.keep-for", "1h"), inUse).deleteExpired();
            assertThat(film).exists();
        }
    }
}

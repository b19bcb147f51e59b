package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
import static io.millrace.server.record.Recorded.FULL_AVC_HEADER;
import static io.millrace.server.record.Recorded.OTHER_AVC_HEADER;
import static io.millrace.server.record.Recorded.inter;
import static io.millrace.server.record.Recorded.key;
import static io.millrace.server.record.Recorded.media;
import static io.millrace.server.record.Recorded.metadata;
import static io.millrace.server.record.Recorded.pictures;
import static io.millrace.server.record.Recorded.text;
import static io.millrace.server.record.Recorded.video;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.bytes.Bytes;
import io.millrace.hub.LogEntry;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.server.application.StreamRecorder.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A disk that is slow, full, or not there any more; and files that take long to read. */
final class DiskTroubleTest {
    private static final Event STARTED = new Event.Started();
    private static final Event STOPPED = new Event.Stopped();
    private static final Event FULL = new Event.Failed("too little room on the disk");
    private static final Event REMOVED = new Event.Failed("the file was removed");

    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private RecorderScene scene;

    @BeforeEach
    void start() {
        logger().addAppender(log);
        log.start();
        scene = new RecorderScene(directory, "keep-free=1MiB");
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        scene.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(StreamRecording.class);
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    // ---- too full ----

    @Test
    @DisplayName("R-142: Record.Failed when the disk is too full, before anything is touched")
    void diskIsTooFull() throws IOException {
        Files.createDirectories(directory.resolve("live"));
        Files.writeString(scene.file("cam"), "of before");
        scene.freeBytes = path -> (1 << 20) - 1;
        scene.recorded("cam", false).append(key(1, 0));
        assertThat(scene.event()).isEqualTo(FULL);
        assertThat(scene.file("cam")).hasContent("of before");
        assertThat(logged())
                .containsExactly("live/cam is not recorded: 1048575 bytes free on the disk"
                        + " (recordings.keep-free: 1048576)");
    }

    @Test
    @DisplayName("R-142: a disk that fills up ends the recording, which is whole, and the live stream goes on")
    void diskFillsUp() throws IOException {
        scene.freeBytes = path -> 1 << 20;
        Publication publication = scene.recorded("cam", false);
        publication.append(video(AVC_HEADER, 0));
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        publication.append(inter(2, 40));
        scene.pass();

        scene.freeBytes = path -> (1 << 20) - 1;
        publication.append(inter(3, 80));
        assertThat(scene.event()).isEqualTo(FULL);
        assertThat(media(scene.file("cam")))
                .containsExactly(text(video(AVC_HEADER, 0), 0), text(key(1, 0), 0), text(inter(2, 40), 40));
        long size = Files.size(scene.file("cam"));
        assertThat(metadata(scene.file("cam")).number("filesize")).hasValue(size);
        assertThat(metadata(scene.file("cam")).number("duration")).hasValue(0.04);
        assertThat(logged())
                .containsExactly(
                        "recording live/cam to " + scene.file("cam"),
                        "recording of live/cam to " + scene.file("cam") + " broke off after " + size
                                + " bytes: 1048575 bytes free on the disk (recordings.keep-free: 1048576);"
                                + " the live stream goes on");
        assertThat(scene.recorder.counters().failed.sum()).isEqualTo(1);

        List<LogEntry> seen = new ArrayList<>();
        publication.stream().tap((entry, dtsMillis) -> seen.add(entry));
        assertThat(publication.append(inter(4, 120))).isTrue();
        assertThat(seen).endsWith(new LogEntry.Frame(inter(4, 120)));
        publication.end();
        scene.pass();
        assertThat(scene.events).isEmpty();
    }

    // ---- gone ----

    @Test
    @DisplayName("R-142: where the file was removed, that is what the publisher and the log are told")
    void fileIsRemoved() throws IOException {
        Publication publication = scene.recorded("cam", false);
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        Files.delete(scene.file("cam"));
        publication.append(inter(2, 40));
        publication.end();
        assertThat(scene.event()).isEqualTo(REMOVED);
        assertThat(scene.file("cam")).doesNotExist();
        assertRemovalIsLogged();
    }

    @Test
    @DisplayName("R-142: where its directory was removed it was not the disk that became full")
    void directoryIsRemoved() throws IOException {
        Publication publication = scene.recorded("cam", false);
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        Files.delete(scene.file("cam"));
        Files.delete(directory.resolve("live"));
        assertThat(scene.event()).isEqualTo(REMOVED);
        assertRemovalIsLogged();
    }

    private void assertRemovalIsLogged() {
        assertThat(logged()).hasSize(2).last().asString().endsWith("the file was removed; the live stream goes on");
    }

    // ---- too slow ----

    @Test
    @DisplayName("R-142: what waits for the disk is bounded; the recording goes on with headers and a key frame")
    void gap() throws IOException {
        scene = new RecorderScene(directory, "max-waiting-bytes=1MiB");
        Publication publication = scene.recorded("cam", false);
        assertThat(scene.event()).isEqualTo(STARTED);
        publication.append(video(AVC_HEADER, 0));
        publication.append(key(1, 0));
        for (int frame = 1; frame < 100; frame++) {
            publication.append(bigFrame(frame));
        }
        publication.append(video(OTHER_AVC_HEADER, 1000));
        scene.pass();
        publication.append(key(2, 2000));
        assertThat(scene.event()).isEqualTo(new Event.Gap(2000 - 34));
        publication.end();
        assertThat(scene.event()).isEqualTo(STOPPED);

        assertThat(media(scene.file("cam")))
                .hasSize(2 + 34 + 2)
                .endsWith(text(bigFrame(34), 34), text(video(OTHER_AVC_HEADER, 0), 1000), text(key(2, 2000), 2000));
        assertThat(metadata(scene.file("cam")).get("gaps")).isNotNull();
        assertThat(scene.recorder.counters().gaps.sum()).isEqualTo(1);
        assertThat(scene.recorder.counters().lostFrames.sum()).isEqualTo(100 - 34);
    }

    @Test
    @DisplayName("R-142: what waits for the disk is bounded over all recordings, and they go on when there is room")
    void allThatWaitsIsBounded() throws IOException {
        scene = new RecorderScene(directory, "max-waiting-total-bytes=1MiB");
        List<Publication> publications = new ArrayList<>();
        for (int cam = 0; cam < 10; cam++) {
            Publication publication = scene.recorded("cam" + cam, false);
            publication.append(key(1, 0));
            publications.add(publication);
        }
        scene.pass();
        for (Publication publication : publications) {
            for (int frame = 1; frame <= 10; frame++) {
                publication.append(bigFrame(frame));
            }
        }
        long before = scene.recorder.counters().bytes.sum();
        scene.pass();
        assertThat(scene.recorder.counters().bytes.sum() - before).isBetween(1L << 19, 1L << 20);
        assertThat(scene.recorder.counters().lostFrames.sum()).isEqualTo(100 - 34);

        publications.forEach(publication -> publication.append(key(2, 2000)));
        publications.forEach(Publication::end);
        scene.pass();
        for (int cam = 0; cam < 10; cam++) {
            assertThat(media(scene.file("cam" + cam))).endsWith(text(key(2, 2000), 2000));
        }
    }

    private static MediaFrame bigFrame(int number) {
        byte[] frame = new byte[30_000];
        frame[0] = 0x27;
        frame[1] = 1;
        return video(Bytes.wrap(frame), number);
    }

    // ---- long files ----

    @Test
    @DisplayName("F-09: publishers that go on in long files hold up no other recording, and lose nothing themselves")
    void longFilesAreReadAside() throws IOException {
        List<Publication> publications = new ArrayList<>();
        for (int cam = 0; cam < 5; cam++) {
            Files.createDirectories(directory.resolve("live"));
            writeKilled(scene.file("cam" + cam), new FlvRecordingWriter(false));
            publications.add(scene.recorded("cam" + cam, true));
        }
        Publication other = scene.recorded("other", false);
        scene.readersHang = true;
        publications.forEach(publication -> publication.append(key(3, 0)));
        scene.pass();
        other.append(key(1, 0));
        publications.forEach(publication -> publication.append(inter(4, 40)));
        scene.pass();
        assertThat(media(scene.file("other"))).containsExactly(text(key(1, 0), 0));
        assertThat(scene.readers.waiting()).isEqualTo(5);
        assertThat(media(scene.file("cam0"))).hasSize(2);

        scene.readersHang = false;
        scene.pass();
        publications.forEach(Publication::end);
        other.end();
        scene.pass();
        for (int cam = 0; cam < 5; cam++) {
            assertThat(media(scene.file("cam" + cam)))
                    .containsExactly(
                            text(key(1, 0), 0), text(inter(2, 40), 40), text(key(3, 0), 80), text(inter(4, 0), 120));
            assertThat(metadata(scene.file("cam" + cam)).number("duration")).hasValue(0.12);
        }
    }

    @Test
    @DisplayName("F-09: a long recording that breaks off is looked through without holding up another")
    void longFilesAreSalvagedAside() throws IOException {
        Publication publication = scene.recorded("cam", false);
        Publication other = scene.recorded("other", false);
        publication.append(key(1, 0));
        scene.pass();
        scene.freeBytes = path -> path.equals(scene.file("cam")) ? 0 : Long.MAX_VALUE;
        scene.readersHang = true;
        scene.pass();
        other.append(key(2, 0));
        scene.pass();
        assertThat(media(scene.file("other"))).containsExactly(text(key(2, 0), 0));
        assertThat(scene.events).containsExactly(STARTED, STARTED);

        scene.readersHang = false;
        scene.pass();
        assertThat(scene.events).containsExactly(STARTED, STARTED, FULL);
        assertThat(metadata(scene.file("cam")).bool("hasKeyframes")).hasValue(true);
        other.end();
        scene.pass();
    }

    @Test
    @DisplayName("F-09: of a file whose writing failed, all that is whole is kept and indexed")
    void salvagesWhatIsWhole() throws IOException {
        Files.createDirectories(directory.resolve("live"));
        var writer = new FlvRecordingWriter(false);
        OutputFile written = writeKilled(scene.file("cam"), writer);
        byte[] file = Files.readAllBytes(scene.file("cam"));
        Files.write(scene.file("cam"), Arrays.copyOf(file, file.length - 3));
        writer.salvage(written);
        written.close();
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0));
        assertThat(metadata(scene.file("cam")).number("filesize")).hasValue(Files.size(scene.file("cam")));
        assertThat(metadata(scene.file("cam")).bool("hasKeyframes")).hasValue(true);
    }

    @Test
    void ofAnMp4FileThatEndsWithinAFragmentTheWholeFragmentsAreKeptAndIndexed() throws IOException {
        Path path = directory.resolve("cam.mp4");
        var writer = new Fmp4RecordingWriter();
        OutputFile written = OutputFile.open(path, scene.recorder.counters());
        OutputFile.beginTurn();
        writer.write(new FrameQueue.Item(new LogEntry.Frame(video(FULL_AVC_HEADER, 0)), 0, false), written);
        for (int i = 0; i < 60; i++) {
            MediaFrame frame = i % 10 == 0 ? key(i, 40L * i) : inter(i, 40L * i);
            writer.write(new FrameQueue.Item(new LogEntry.Frame(frame), 40L * i, false), written);
        }
        written.flush();
        List<Integer> pictures = pictures(path);
        assertThat(pictures).hasSizeGreaterThan(20);
        long whole = Files.size(path);
        Files.write(path, new byte[] {0, 0, 1, 0, 'm', 'o', 'o', 'f', 0}, StandardOpenOption.APPEND);

        writer.salvage(written);
        written.close();
        assertThat(path).hasSize(whole);
        assertThat(pictures(path)).isEqualTo(pictures);
        assertThat(Files.readString(path, StandardCharsets.ISO_8859_1)).contains("sidx");
    }

    /** As it is when the process ends without a word: two frames, and no index. */
    private OutputFile writeKilled(Path path, FlvRecordingWriter writer) throws IOException {
        OutputFile file = OutputFile.open(path, scene.recorder.counters());
        OutputFile.beginTurn();
        writer.write(new FrameQueue.Item(new LogEntry.Frame(key(1, 0)), 0, false), file);
        writer.write(new FrameQueue.Item(new LogEntry.Frame(inter(2, 40)), 40, false), file);
        file.flush();
        return file;
    }
}

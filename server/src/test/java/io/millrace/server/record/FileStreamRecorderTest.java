package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
import static io.millrace.server.record.Recorded.OTHER_AVC_HEADER;
import static io.millrace.server.record.Recorded.data;
import static io.millrace.server.record.Recorded.inter;
import static io.millrace.server.record.Recorded.key;
import static io.millrace.server.record.Recorded.media;
import static io.millrace.server.record.Recorded.metadata;
import static io.millrace.server.record.Recorded.sound;
import static io.millrace.server.record.Recorded.text;
import static io.millrace.server.record.Recorded.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.LogEntry;
import io.millrace.hub.Publication;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.application.StreamRecorder.Event;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileStreamRecorderTest {
    private static final Event STARTED = new Event.Started();
    private static final Event STOPPED = new Event.Stopped();

    @TempDir
    private Path directory;

    private final Hub hub = new Hub(HubSettings.defaults());
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private FileStreamRecorder recorder;

    @BeforeEach
    void start() {
        recorder = recorder("0", "64MiB");
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    private FileStreamRecorder recorder(String keepFree, String maxWaiting) {
        ServerConfig config = ServerConfig.defaults()
                .with("recordings.directory", String.valueOf(directory))
                .with("recordings.keep-free", keepFree)
                .with("recordings.max-waiting-bytes", maxWaiting);
        return new FileStreamRecorder(new RecordingPaths(config), config.recordings(), Duration.ofMillis(5));
    }

    private Publication publish(String name) {
        return hub.publish("live/" + name, false).orElseThrow();
    }

    private void record(Publication publication, String name, boolean append) {
        recorder.record(publication.stream(), "live", name, append, events::add);
    }

    private Event event() throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    private Path file(String name) {
        return directory.resolve("live").resolve(name + ".flv");
    }

    /** Publishes and records a key frame, alone. */
    private void recordOne(String name, int number, boolean append) throws InterruptedException {
        Publication publication = publish(name);
        record(publication, name, append);
        publication.append(key(number, 0));
        publication.end();
        assertThat(event()).isEqualTo(STARTED);
        assertThat(event()).isEqualTo(STOPPED);
    }

    @Test
    @DisplayName("R-141, R-142, F-10: what is published is recorded, from start to stop")
    void recordsWhatIsPublished() throws Exception {
        Publication publication = publish("cam");
        record(publication, "cam", false);
        assertThat(event()).isEqualTo(STARTED);
        Bytes said = Amf0.encodeAll(
                new AmfString("onMetaData"),
                AmfProperties.builder().put("width", 640).buildObject());
        publication.setMetadata("onMetaData", data(said, 0));
        publication.append(video(AVC_HEADER, 0));
        publication.append(key(1, 20));
        publication.append(sound(2, 23));
        publication.append(data(Bytes.of(2, 0, 0), 30));
        publication.append(inter(3, 60));
        publication.end();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam")))
                .containsExactly(
                        text(video(AVC_HEADER, 0), 20),
                        text(key(1, 20), 20),
                        text(sound(2, 23), 23),
                        text(data(Bytes.of(2, 0, 0), 30), 30),
                        text(inter(3, 60), 60));
        assertThat(metadata(file("cam")).number("width")).hasValue(640);
        assertThat(metadata(file("cam")).number("duration")).hasValue(0.06);
        assertThat(metadata(file("cam")).number("filesize")).hasValue(Files.size(file("cam")));
        assertThat(recorder.counters().started.sum()).isEqualTo(1);
        assertThat(recorder.counters().active.sum()).isZero();
        assertThat(recorder.counters().frames.sum()).isEqualTo(5);
    }

    @Test
    @DisplayName("R-141: a new recording replaces the one of before")
    void replaces() throws Exception {
        recordOne("cam", 1, false);
        recordOne("cam", 2, false);
        assertThat(media(file("cam"))).containsExactly(text(key(2, 0), 0));
    }

    @Test
    @DisplayName("R-141, F-09: append goes on after what was recorded, or begins")
    void appends() throws Exception {
        recordOne("cam", 1, true);
        recordOne("cam", 2, true);
        assertThat(media(file("cam"))).containsExactly(text(key(1, 0), 0), text(key(2, 0), 40));
        assertThat(metadata(file("cam")).number("duration")).hasValue(0.04);
    }

    @Test
    void publisherThatSendsNothingCostsNoRecording() throws Exception {
        recordOne("cam", 1, false);
        Publication publication = publish("cam");
        record(publication, "cam", false);
        publication.append(video(AVC_HEADER, 0));
        publication.end();
        assertThat(event()).isEqualTo(STARTED);
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam"))).containsExactly(text(key(1, 0), 0));
    }

    @Test
    void publisherThatSendsNothingLeavesNoFile() throws Exception {
        Publication publication = publish("cam");
        record(publication, "cam", false);
        assertThat(event()).isEqualTo(STARTED);
        assertThat(file("cam")).exists();
        publication.end();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(file("cam")).doesNotExist();
    }

    @Test
    void publisherThatComesBackGoesOnInTheSameFile() throws Exception {
        Publication first = publish("cam");
        record(first, "cam", false);
        first.append(key(1, 0));
        assertThat(event()).isEqualTo(STARTED);
        first.awaitSuccessor();

        Publication second = publish("cam");
        record(second, "cam", false);
        first.end();
        second.append(key(2, 500));
        assertThat(event()).isEqualTo(STARTED);
        second.end();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam"))).containsExactly(text(key(1, 0), 0), text(key(2, 500), 500));
        assertThat(recorder.counters().started.sum()).isEqualTo(1);
    }

    @Test
    void streamThatComesUnderTheNameOfAnotherIsRecordedAnew() throws Exception {
        Publication first = publish("cam");
        record(first, "cam", false);
        first.append(key(1, 0));
        assertThat(event()).isEqualTo(STARTED);

        Publication other =
                new Hub(HubSettings.defaults()).publish("live/cam", false).orElseThrow();
        record(other, "cam", false);
        other.append(key(2, 0));
        assertThat(first.append(key(3, 40))).isTrue();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(event()).isEqualTo(STARTED);
        other.end();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam"))).containsExactly(text(key(2, 0), 0));
    }

    @Test
    void publisherThatFollowsAtOnceWaitsForTheFile() throws Exception {
        for (int round = 1; round <= 20; round++) {
            Publication publication = publish("cam");
            record(publication, "cam", true);
            publication.append(key(round, 0));
            publication.end();
        }
        for (int round = 1; round <= 20; round++) {
            assertThat(event()).isEqualTo(STARTED);
            assertThat(event()).isEqualTo(STOPPED);
        }
        assertThat(media(file("cam"))).hasSize(20);
    }

    @Test
    void fileHasOneWriter() throws Exception {
        Publication publication = publish("cam");
        record(publication, "cam", false);
        publication.append(key(1, 0));
        assertThat(event()).isEqualTo(STARTED);

        Files.createSymbolicLink(file("other"), file("cam"));
        record(publish("other"), "other", false);
        assertThat(event()).isEqualTo(new Event.Failed("it is being recorded already"));
        publication.end();
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam"))).containsExactly(text(key(1, 0), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../cam", "a/../../cam", "/etc/cam", "a\\b", "a\nb", "", "..", "a//b"})
    @DisplayName("R-142, R-145: no name leads out of the directory")
    void hostileNames(String name) throws Exception {
        record(publish("cam"), name, false);
        assertThat(event()).isEqualTo(new Event.NoAccess("there can be no recording of that name"));
        try (var files = Files.walk(directory)) {
            assertThat(files).containsExactly(directory);
        }
    }

    @Test
    @DisplayName("R-142: a link that leads out of the directory is not followed")
    void linksOut(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.createSymbolicLink(directory.resolve("live/out"), elsewhere);
        Files.createSymbolicLink(file("cam"), elsewhere.resolve("cam.flv"));
        record(publish("one"), "out/cam", false);
        assertThat(event()).isInstanceOf(Event.NoAccess.class);
        record(publish("two"), "cam", false);
        assertThat(event()).isInstanceOf(Event.NoAccess.class);
        record(publish("three"), "out/deep/er/cam", false);
        assertThat(event()).isInstanceOf(Event.NoAccess.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    @DisplayName("R-142: a link to what is not there makes nothing there")
    void danglingLink(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.createSymbolicLink(directory.resolve("live/out"), elsewhere.resolve("missing"));
        record(publish("cam"), "out/deep/cam", false);
        assertThat(event()).isInstanceOf(Event.NoAccess.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void directoriesOfANameAreMade() throws Exception {
        recordOne("deep/er/cam", 1, false);
        assertThat(media(file("deep/er/cam"))).containsExactly(text(key(1, 0), 0));
    }

    @Test
    @DisplayName("R-142: NoAccess where no file can be written, and the live stream goes on")
    void unwritable() throws Exception {
        Files.writeString(directory.resolve("live"), "a file where the directory should be");
        Publication publication = publish("cam");
        record(publication, "cam", false);
        assertThat(event()).isEqualTo(new Event.NoAccess("it cannot be written"));
        assertThat(publication.append(key(1, 0))).isTrue();
        assertThat(recorder.counters().failed.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-142: NoAccess where something else has the file's name")
    void directoryOfThatName() throws Exception {
        Files.createDirectories(file("cam"));
        record(publish("cam"), "cam", false);
        assertThat(event()).isEqualTo(new Event.NoAccess("there can be no recording of that name"));
    }

    @Test
    @DisplayName("R-142: Record.Failed when the disk is too full, before anything is touched")
    void diskTooFull() throws Exception {
        recordOne("cam", 1, false);
        recorder.close();
        recorder = recorder("8000000000GiB", "64MiB");
        record(publish("cam"), "cam", false);
        assertThat(event()).isEqualTo(new Event.Failed("too little room on the disk"));
        assertThat(media(file("cam"))).hasSize(1);
    }

    @Test
    @DisplayName("F-09: nothing is appended to what is no FLV file")
    void foreignFile() throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.writeString(file("cam"), "not a recording at all");
        Publication publication = publish("cam");
        record(publication, "cam", true);
        publication.append(key(1, 0));
        assertThat(event()).isEqualTo(STARTED);
        assertThat(event()).isInstanceOf(Event.Failed.class);
        assertThat(file("cam")).hasContent("not a recording at all");
    }

    @Test
    @DisplayName("R-142: what waits for the disk is bounded; the recording goes on with headers and a key frame")
    void gap() throws Exception {
        recorder.close();
        recorder = recorder("0", "1MiB");
        var hung = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        Publication publication = publish("cam");
        recorder.record(publication.stream(), "live", "cam", false, event -> {
            events.add(event);
            hung.countDown();
            await(released);
        });
        await(hung);
        publication.append(video(AVC_HEADER, 0));
        publication.append(key(1, 0));
        for (int frame = 1; frame < 100; frame++) {
            publication.append(video(Bytes.wrap(bigFrame()), frame));
        }
        publication.append(video(OTHER_AVC_HEADER, 1000));
        released.countDown();
        assertThat(event()).isEqualTo(STARTED);
        Event told = null;
        for (int again = 0; told == null; again++) { // until the recorder has made room and takes one
            publication.append(key(2, 2000 + again));
            told = events.poll(2, TimeUnit.MILLISECONDS);
        }
        assertThat(told).isInstanceOf(Event.Gap.class);
        publication.end();
        assertThat(event()).isEqualTo(STOPPED);

        var recorded = media(file("cam"));
        int after = recorded.indexOf(recorded.stream()
                .filter(tag -> tag.endsWith(OTHER_AVC_HEADER.toHex()))
                .findFirst()
                .orElseThrow());
        assertThat(recorded.get(after + 1)).endsWith(key(2, 0).body().toHex());
        assertThat(recorded.subList(0, after)).hasSizeBetween(10, 60);
        assertThat(metadata(file("cam")).get("gaps")).isNotNull();
        assertThat(recorder.counters().gaps.sum()).isEqualTo(1);
        assertThat(recorder.counters().lostFrames.sum()).isGreaterThan(40);
    }

    private static byte[] bigFrame() {
        byte[] frame = new byte[30_000];
        frame[0] = 0x27;
        frame[1] = 1;
        return frame;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingCompletesAllRecordings() throws Exception {
        for (int i = 0; i < 20; i++) {
            Publication publication = publish("cam" + i);
            record(publication, "cam" + i, false);
            publication.append(key(i, 0));
            publication.append(inter(i, 40));
        }
        recorder.close();
        for (int i = 0; i < 20; i++) {
            assertThat(metadata(file("cam" + i)).number("duration")).hasValue(0.04);
        }
        assertThat(recorder.counters().active.sum()).isZero();

        events.clear();
        record(publish("late"), "late", false);
        assertThat(event()).isEqualTo(new Event.NoAccess("the server is stopping"));
    }

    @Test
    void listenerThatFailsHarmsNothing() throws Exception {
        Publication publication = publish("cam");
        recorder.record(publication.stream(), "live", "cam", false, event -> {
            events.add(event);
            throw new IllegalStateException("a fault of the caller's");
        });
        publication.append(key(1, 0));
        publication.end();
        assertThat(event()).isEqualTo(STARTED);
        assertThat(event()).isEqualTo(STOPPED);
        assertThat(media(file("cam"))).hasSize(1);
    }

    @Test
    @DisplayName("F-09: of a file whose writing failed, all that is whole is kept and indexed")
    void salvagesWhatIsWhole() throws IOException {
        Files.createDirectories(directory.resolve("live"));
        var written = RecordingFile.open(file("cam"), false, recorder.counters(), gap -> {});
        written.write(List.of(
                new FrameQueue.Item(new LogEntry.Frame(key(1, 0)), 0, false),
                new FrameQueue.Item(new LogEntry.Frame(key(2, 40)), 40, false)));
        byte[] file = Files.readAllBytes(file("cam"));
        Files.write(file("cam"), Arrays.copyOf(file, file.length - 3));
        written.salvage();
        assertThat(media(file("cam"))).containsExactly(text(key(1, 0), 0));
        assertThat(metadata(file("cam")).number("filesize")).hasValue(Files.size(file("cam")));
        assertThat(metadata(file("cam")).bool("hasKeyframes")).hasValue(true);
    }
}

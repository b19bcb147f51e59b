package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
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
import io.millrace.hub.Publication;
import io.millrace.server.application.StreamRecorder.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private RecorderScene scene;

    @BeforeEach
    void start() {
        scene = new RecorderScene(directory);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    /** Publishes and records a key frame, alone. */
    private void recordOne(String name, int number, boolean append) {
        Publication publication = scene.recorded(name, append);
        publication.append(key(number, 0));
        publication.end();
        assertThat(scene.event()).isEqualTo(STARTED);
        assertThat(scene.event()).isEqualTo(STOPPED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 250, 499})
    @DisplayName("F-09: what was appended is in the file half a second later: no more is lost to kill -9")
    void lossBound(int afterTheLastWrite) throws IOException {
        Publication publication = scene.recorded("cam", false);
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        scene.pass(Duration.ofMillis(afterTheLastWrite));
        publication.append(inter(2, 40));
        scene.pass(Duration.ofMillis(500));
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0), text(inter(2, 40), 40));
        publication.end();
        assertThat(scene.event()).isEqualTo(STOPPED);
    }

    @Test
    @DisplayName("R-141, R-142, F-10: what is published is recorded, from start to stop")
    void recordsWhatIsPublished() throws Exception {
        Publication publication = scene.recorded("cam", false);
        assertThat(scene.event()).isEqualTo(STARTED);
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
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam")))
                .containsExactly(
                        text(video(AVC_HEADER, 0), 20),
                        text(key(1, 20), 20),
                        text(sound(2, 23), 23),
                        text(data(Bytes.of(2, 0, 0), 30), 30),
                        text(inter(3, 60), 60));
        assertThat(metadata(scene.file("cam")).number("width")).hasValue(640);
        assertThat(metadata(scene.file("cam")).number("duration")).hasValue(0.06);
        assertThat(metadata(scene.file("cam")).number("filesize")).hasValue(Files.size(scene.file("cam")));
        assertThat(scene.recorder.counters().started.sum()).isEqualTo(1);
        assertThat(scene.recorder.counters().active.sum()).isZero();
        assertThat(scene.recorder.counters().frames.sum()).isEqualTo(6);
    }

    @Test
    @DisplayName("R-141: a new recording replaces the one of before")
    void replaces() throws Exception {
        recordOne("cam", 1, false);
        recordOne("cam", 2, false);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(2, 0), 0));
    }

    @Test
    @DisplayName("R-141, F-09: append goes on after what was recorded, or begins")
    void appends() throws Exception {
        recordOne("cam", 1, true);
        recordOne("cam", 2, true);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0), text(key(2, 0), 40));
        assertThat(metadata(scene.file("cam")).number("duration")).hasValue(0.04);
    }

    @Test
    void publisherThatSendsNothingCostsNoRecording() throws Exception {
        recordOne("cam", 1, false);
        Publication publication = scene.recorded("cam", false);
        publication.append(video(AVC_HEADER, 0));
        publication.end();
        assertThat(scene.event()).isEqualTo(STARTED);
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0));
    }

    @Test
    void publisherThatSendsNothingLeavesNoFile() throws Exception {
        Publication publication = scene.recorded("cam", false);
        assertThat(scene.event()).isEqualTo(STARTED);
        assertThat(scene.file("cam")).exists();
        publication.end();
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(scene.file("cam")).doesNotExist();
    }

    @Test
    void publisherThatComesBackGoesOnInTheSameFile() throws Exception {
        Publication first = scene.recorded("cam", false);
        first.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        first.awaitSuccessor();

        Publication second = scene.recorded("cam", false);
        first.end();
        second.append(key(2, 500));
        assertThat(scene.event()).isEqualTo(STARTED);
        second.end();
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0), text(key(2, 500), 500));
        assertThat(scene.recorder.counters().started.sum()).isEqualTo(1);
    }

    @Test
    void streamThatComesUnderTheNameOfAnotherIsRecordedAnew() throws Exception {
        Publication first = scene.recorded("cam", false);
        first.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);

        Publication other =
                new Hub(HubSettings.defaults()).publish("live/cam", false).orElseThrow();
        scene.record(other, "cam", false);
        other.append(key(2, 0));
        assertThat(first.append(key(3, 40))).isTrue();
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(scene.event()).isEqualTo(STARTED);
        other.end();
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(2, 0), 0));
    }

    @Test
    void publisherThatFollowsAtOnceWaitsForTheFile() throws Exception {
        for (int round = 1; round <= 20; round++) {
            Publication publication = scene.recorded("cam", true);
            publication.append(key(round, 0));
            publication.end();
        }
        for (int round = 1; round <= 20; round++) {
            assertThat(scene.event()).isEqualTo(STARTED);
            assertThat(scene.event()).isEqualTo(STOPPED);
        }
        assertThat(media(scene.file("cam"))).hasSize(20);
    }

    @Test
    void fileHasOneWriter() throws Exception {
        Publication publication = scene.recorded("cam", false);
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);

        Files.createSymbolicLink(scene.file("other"), scene.file("cam"));
        scene.record(scene.publish("other"), "other", false);
        assertThat(scene.event()).isEqualTo(new Event.Failed("it is being recorded already"));
        publication.end();
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam"))).containsExactly(text(key(1, 0), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../cam", "a/../../cam", "/etc/cam", "a\\b", "a\nb", "", "..", "a//b"})
    @DisplayName("R-142, R-145: no name leads out of the directory")
    void hostileNames(String name) throws Exception {
        scene.record(scene.publish("cam"), name, false);
        assertThat(scene.event()).isEqualTo(new Event.NoAccess("there can be no recording of that name"));
        try (var files = Files.walk(directory)) {
            assertThat(files).containsExactly(directory);
        }
    }

    @Test
    @DisplayName("R-142: a link that leads out of the directory is not followed")
    void linksOut(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.createSymbolicLink(directory.resolve("live/out"), elsewhere);
        Files.createSymbolicLink(scene.file("cam"), elsewhere.resolve("cam.flv"));
        scene.record(scene.publish("one"), "out/cam", false);
        assertThat(scene.event()).isInstanceOf(Event.NoAccess.class);
        scene.record(scene.publish("two"), "cam", false);
        assertThat(scene.event()).isInstanceOf(Event.NoAccess.class);
        scene.record(scene.publish("three"), "out/deep/er/cam", false);
        assertThat(scene.event()).isInstanceOf(Event.NoAccess.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    @DisplayName("R-142: a link to what is not there makes nothing there")
    void danglingLink(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.createSymbolicLink(directory.resolve("live/out"), elsewhere.resolve("missing"));
        scene.record(scene.publish("cam"), "out/deep/cam", false);
        assertThat(scene.event()).isInstanceOf(Event.NoAccess.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void directoriesOfANameAreMade() throws Exception {
        recordOne("deep/er/cam", 1, false);
        assertThat(media(scene.file("deep/er/cam"))).containsExactly(text(key(1, 0), 0));
    }

    @Test
    @DisplayName("R-142: NoAccess where no file can be written, and the live stream goes on")
    void unwritable() throws Exception {
        Files.writeString(directory.resolve("live"), "a file where the directory should be");
        Publication publication = scene.recorded("cam", false);
        assertThat(scene.event()).isEqualTo(new Event.NoAccess("it cannot be written"));
        assertThat(publication.append(key(1, 0))).isTrue();
        assertThat(scene.recorder.counters().failed.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-142: NoAccess where something else has the file's name")
    void directoryOfThatName() throws Exception {
        Files.createDirectories(scene.file("cam"));
        scene.record(scene.publish("cam"), "cam", false);
        assertThat(scene.event()).isEqualTo(new Event.NoAccess("there can be no recording of that name"));
    }

    @Test
    @DisplayName("F-09: nothing is appended to what is no FLV file")
    void foreignFile() throws Exception {
        Files.createDirectories(directory.resolve("live"));
        Files.writeString(scene.file("cam"), "not a recording at all");
        Publication publication = scene.recorded("cam", true);
        publication.append(key(1, 0));
        assertThat(scene.event()).isEqualTo(STARTED);
        assertThat(scene.event()).isInstanceOf(Event.Failed.class);
        assertThat(scene.file("cam")).hasContent("not a recording at all");
    }

    @Test
    void closingCompletesAllRecordings() throws Exception {
        FileStreamRecorder recorder = scene.withItsOwnThreads();
        Queue<Event> told = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 20; i++) {
            Publication publication = scene.publish("cam" + i);
            recorder.record(publication.stream(), "live", "cam" + i, false, told::add);
            publication.append(key(i, 0));
            publication.append(inter(i, 40));
        }
        recorder.close();
        for (int i = 0; i < 20; i++) {
            assertThat(metadata(scene.file("cam" + i)).number("duration")).hasValue(0.04);
        }
        assertThat(recorder.counters().active.sum()).isZero();
        assertThat(told).hasSize(40).contains(STARTED, STOPPED);

        told.clear();
        recorder.record(scene.publish("late").stream(), "live", "late", false, told::add);
        assertThat(told).containsExactly(new Event.NoAccess("the server is stopping"));
    }

    @Test
    void listenerThatFailsHarmsNothing() throws Exception {
        Publication publication = scene.publish("cam");
        scene.recorder.record(publication.stream(), "live", "cam", false, event -> {
            scene.events.add(event);
            throw new IllegalStateException("a fault of the caller's");
        });
        publication.append(key(1, 0));
        publication.end();
        assertThat(scene.event()).isEqualTo(STARTED);
        assertThat(scene.event()).isEqualTo(STOPPED);
        assertThat(media(scene.file("cam"))).hasSize(1);
    }
}

package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
import static io.millrace.server.record.Recorded.FULL_AVC_HEADER;
import static io.millrace.server.record.Recorded.data;
import static io.millrace.server.record.Recorded.inter;
import static io.millrace.server.record.Recorded.key;
import static io.millrace.server.record.Recorded.media;
import static io.millrace.server.record.Recorded.metadata;
import static io.millrace.server.record.Recorded.pictures;
import static io.millrace.server.record.Recorded.sound;
import static io.millrace.server.record.Recorded.text;
import static io.millrace.server.record.Recorded.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.hub.Publication;
import io.millrace.server.application.StreamRecorder.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that go on in another file. */
final class RotationTest {
    private static final Event STARTED = new Event.Started();
    private static final Event STOPPED = new Event.Stopped();

    @TempDir
    private Path directory;

    private RecorderScene scene(String... settings) {
        return new RecorderScene(directory, settings);
    }

    @Test
    void goesOnInAnotherFileAtTheFirstKeyFrameAfterTheTime() throws IOException {
        try (var scene =
                scene("applications.live.record-name={name}-{n}", "applications.live.record-rotate-after=100ms")) {
            Publication publication = scene.recorded("cam", false);
            assertThat(scene.event()).isEqualTo(STARTED);
            var said = AmfProperties.builder().put("width", 640).buildObject();
            publication.setMetadata("onMetaData", data(Amf0.encodeAll(new AmfString("onMetaData"), said), 0));
            publication.append(video(AVC_HEADER, 0));
            publication.append(key(1, 0));
            publication.append(key(2, 80));
            publication.append(inter(3, 120));
            publication.append(sound(4, 130));
            publication.append(key(5, 160));
            publication.append(inter(6, 200));
            publication.end();
            assertThat(scene.event()).isEqualTo(STOPPED);
            assertThat(media(scene.file("cam-1")))
                    .containsExactly(
                            text(video(AVC_HEADER, 0), 0),
                            text(key(1, 0), 0),
                            text(key(2, 0), 80),
                            text(inter(3, 0), 120),
                            text(sound(4, 0), 130));
            assertThat(media(scene.file("cam-2")))
                    .containsExactly(text(video(AVC_HEADER, 0), 160), text(key(5, 0), 160), text(inter(6, 0), 200));
            for (String name : List.of("cam-1", "cam-2")) {
                assertThat(metadata(scene.file(name)).number("width")).hasValue(640);
                assertThat(metadata(scene.file(name)).number("filesize")).hasValue(Files.size(scene.file(name)));
            }
            assertThat(scene.recorder.counters().started.sum()).isEqualTo(1);
            assertThat(scene.recorder.counters().files.sum()).isEqualTo(2);
        }
    }

    @Test
    void goesOnInAnotherFileWhenTheOneIsFull() throws IOException {
        try (var scene =
                scene("applications.live.record-name={name}-{time}", "applications.live.record-rotate-size=1KiB")) {
            Publication publication = scene.recorded("cam", false);
            publication.append(key(1, 0)); // behind a head that is larger than that
            publication.append(inter(2, 40));
            publication.append(key(3, 80));
            publication.end();
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.events).containsExactly(STARTED, STOPPED);
            assertThat(media(scene.file("cam-2026-01-02T03-04-06Z"))).hasSize(2);
            assertThat(media(scene.file("cam-2026-01-02T03-04-06Z~2"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"flv", "fmp4"})
    void filesThatAreBegunAtDifferentTimesHaveTheNamesOfThese(String format) throws IOException {
        try (var scene = scene(
                "applications.live.record-format=" + format,
                "applications.live.record-name={name}-{time}",
                "applications.live.record-rotate-after=1s")) {
            Publication publication = scene.recorded("cam", false);
            publication.append(video(FULL_AVC_HEADER, 0));
            for (int i = 0; i < 4; i++) {
                publication.append(key(i, 1000L * i));
                scene.pass(Duration.ofSeconds(1));
            }
            publication.end();
            scene.pass(Duration.ofSeconds(1));
        }
        try (Stream<Path> files = Files.list(directory.resolve("live"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSizeGreaterThan(1)
                    .allMatch(name -> name.matches("cam-2026-01-02T03-04-\\d\\dZ\\.(flv|mp4)"));
        }
    }

    @Test
    void streamWithoutPicturesIsCutAnywhere() throws IOException {
        try (var scene =
                scene("applications.live.record-name={name}-{n}", "applications.live.record-rotate-after=50ms")) {
            Publication publication = scene.recorded("cam", false);
            for (int i = 0; i < 6; i++) {
                publication.append(sound(i, 20L * i));
            }
            publication.end();
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.events).containsExactly(STARTED, STOPPED);
            assertThat(media(scene.file("cam-1"))).hasSize(3);
            assertThat(media(scene.file("cam-2"))).hasSize(3);
        }
    }

    @Test
    void numbersThatAreTakenAreLeftOut() throws IOException {
        try (var scene = scene("applications.live.record-name={name}-{n}")) {
            Files.createDirectories(directory.resolve("live"));
            Files.createFile(scene.file("cam-1"));
            Files.createFile(scene.file("cam-2"));
            Publication publication = scene.recorded("cam", false);
            publication.append(key(1, 0));
            publication.end();
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.file("cam-1")).isEmptyFile();
            assertThat(scene.file("cam-2")).isEmptyFile();
            assertThat(media(scene.file("cam-3"))).hasSize(1);
        }
    }

    @Test
    void nextFileThatCannotBeMadeEndsTheRecordingAndHarmsNoOther() throws IOException {
        try (var scene =
                scene("applications.live.record-name={name}-{n}", "applications.live.record-rotate-after=50ms")) {
            Files.createDirectories(scene.file("cam-2"));
            Publication publication = scene.recorded("cam", false);
            publication.append(key(1, 0));
            publication.append(key(2, 80));
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.events)
                    .containsExactly(STARTED, new Event.NoAccess("there can be no recording of that name"));
            assertThat(media(scene.file("cam-1"))).containsExactly(text(key(1, 0), 0));
            assertThat(metadata(scene.file("cam-1")).bool("canSeekToEnd")).isPresent();
        }
    }

    // ---- fragmented MP4 ----

    /** What the file says of itself is more than 1 KiB. */
    @ParameterizedTest
    @CsvSource({"record-rotate-after=1500ms, 4", "record-rotate-after=1h, 0", "record-rotate-size=1KiB, 3"})
    void fragmentedMp4GoesOnInAnotherFileAtAKeyFrame(String rotation, int gopsOfTheFirst) throws IOException {
        int gops = 10;
        try (var scene = scene(
                "applications.live.record-format=fmp4",
                "applications.live.record-name={name}-{n}",
                "applications.live." + rotation)) {
            Publication publication = scene.recorded("cam", false);
            publication.append(video(FULL_AVC_HEADER, 0));
            for (int i = 0; i < gops * 10; i++) {
                publication.append(i % 10 == 0 ? key(i, 40L * i) : inter(i, 40L * i));
            }
            publication.end();
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.events).containsExactly(STARTED, STOPPED);
        }
        List<Integer> all = new ArrayList<>();
        int files = 0;
        for (Path file = mp4(1); Files.exists(file); file = mp4(files + 1)) {
            List<Integer> pictures = pictures(file);
            assertThat(pictures.getFirst() % 10).as("first picture of %s", file).isZero();
            assertThat(pictures.size())
                    .isEqualTo(files == 0 && gopsOfTheFirst > 0 ? gopsOfTheFirst * 10 : pictures.size());
            all.addAll(pictures);
            files++;
        }
        assertThat(all).isEqualTo(IntStream.range(0, gops * 10).boxed().toList());
        assertThat(files > 1).isEqualTo(gopsOfTheFirst > 0);
    }

    private Path mp4(int number) {
        return directory.resolve("live").resolve("cam-" + number + ".mp4");
    }
}

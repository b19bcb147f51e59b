package io.millrace.server.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordFormat;
import io.millrace.server.config.RecordName;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordingPathsTest {
    private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05.678Z");

    private final RecordingPaths paths =
            new RecordingPaths(ServerConfig.defaults().with("recordings.directory", "media"));

    private static Optional<Path> recording(RecordingPaths paths, String name) {
        return paths.recording("live", name, BEGUN, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "cam,           cam.flv",
        "cam.flv,       cam.flv",
        "flv:cam,       cam.flv",
        "flv:cam.flv,   cam.flv",
        "show/ep1,      show/ep1.flv",
        "show/flv:ep1,  show/ep1.flv",
        "mp4:cam.mp4,   cam.mp4.flv",
        "Cam%20 1..2,   Cam%20 1..2.flv",
    })
    @DisplayName("R-145: a recording has its stream's name, as it is, and the extension of its kind")
    void recordsUnderTheStreamsName(String name, String file) {
        assertThat(recording(paths, name)).contains(Path.of("media/live", file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "cam          > cam.flv cam.mp4 cam.f4v cam.m4v cam.mov cam.m4a",
                "cam.flv      > cam.flv",
                "flv:cam      > cam.flv",
                "cam.MP4      > cam.MP4.flv cam.MP4",
                "cam.mp3      > cam.mp3.flv cam.mp3",
                "mp4:cam      > cam.mp4 cam.f4v cam.m4v cam.mov cam.m4a cam.flv",
                "mp4:cam.mp4  > cam.mp4 cam.mp4.flv",
                "mp4:a/cam.m4a > a/cam.m4a a/cam.m4a.flv",
                "a/mp4:cam.mp4 > a/cam.mp4 a/cam.mp4.flv",
                "mp3:song     > song.mp3 song.flv",
                "mp3:song.mp3 > song.mp3 song.mp3.flv",
                "flv:cam~2    > cam~2~1.flv cam~2.flv",
                "cam~2.flv    > cam~2.flv",
            })
    @DisplayName("R-145, IP-41: prefixes and extensions, both or neither, say which files a player may mean")
    void findsFilesByPrefixAndExtension(String name, String files) {
        assertThat(paths.candidates("live", name))
                .isEqualTo(List.of(files.split(" ")).stream()
                        .map(file -> Path.of("media/live", file))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRecordedUnderANameIsPlayedUnderIt(RecordFormat format) {
        var config = ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults().withRecordFormat(format));
        var some = new RecordingPaths(config);
        for (String name : List.of(
                "cam",
                "cam.flv",
                "flv:cam",
                "mp4:cam.mp4",
                "a/mp4:cam",
                "mp3:x",
                "cam.mp4",
                "cam.MP4",
                "x.mov",
                "x.mp3",
                "cam~2",
                "mp4:a/cam~31")) {
            assertThat(some.candidates("live", name))
                    .doesNotHaveDuplicates()
                    .contains(recording(some, name).orElseThrow());
        }
    }

    @Test
    void plainNameIsFirstOfTheKindThatIsRecorded() {
        var config = ServerConfig.defaults()
                .withApplication("live", ApplicationConfig.defaults().withRecordFormat(RecordFormat.FMP4));
        assertThat(new RecordingPaths(config).candidates("live", "cam"))
                .startsWith(Path.of("recordings/live/cam.mp4"), Path.of("recordings/live/cam.flv"));
    }

    @ParameterizedTest
    @CsvSource({
        "{name},               FLV,  a/cam,   1, a/cam.flv",
        "{name},               FMP4, cam,     1, cam.mp4",
        "{name},               FMP4, cam,     2, cam~2.mp4",
        "{name},               FMP4, cam.mp4, 3, cam~3.mp4",
        "{name}-{time},        FLV,  cam,     1, cam-2026-01-02T03-04-05Z.flv",
        "{name}-{time},        FLV,  cam.FLV, 2, cam-2026-01-02T03-04-05Z~2.FLV",
        "{name},               FLV,  cam~2,   1, cam~2~1.flv",
        "{name},               FLV,  cam~2,   2, cam~2~2.flv",
        "{date}/{name}_{n},    FLV,  a/cam,   7, 2026-01-02/a/cam_7.flv",
        "x-{name},             FLV,  {n}$1,   1, x-{n}$1.flv",
    })
    void recordsUnderTheNameThatIsWanted(String pattern, RecordFormat format, String name, int number, String file) {
        var config = ServerConfig.defaults()
                .withApplication(
                        "live",
                        ApplicationConfig.defaults()
                                .withRecordName(new RecordName(pattern))
                                .withRecordFormat(format));
        assertThat(new RecordingPaths(config).recording("live", name, BEGUN, number))
                .contains(Path.of("recordings/live", file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../secret",
                "a/../../secret",
                "a/..",
                "/etc/passwd",
                "//host/share",
                "a//b",
                "a/",
                "..\\secret",
                "C:\\secret",
                "nul\0.flv",
                "line\nfeed",
                "escape\u001b[0m",
                "next\u0085line",
                "mp4:",
                "mp4:..",
                "mp4:../secret",
                "flv:/etc/passwd",
                "../mp4:secret",
                "mp4:./x",
                "a/mp4:",
                "a/mp3:..",
            })
    @DisplayName("R-145: a name that could lead out of the directory is none")
    void refusesNamesThatLeadElsewhere(String name) {
        assertThat(recording(paths, name)).isEmpty();
        assertThat(paths.candidates("live", name)).isEmpty();
    }

    @Test
    void refusesNamesTooLongForAFile() {
        String longest = "\u00e4".repeat(125);
        assertThat(paths.candidates("live", longest + "x")).isEmpty();
        assertThat(recording(paths, longest + "x")).isEmpty();
        assertThat(recording(paths, "x".repeat(250))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../live", "a\\b", "nul\0"})
    void refusesApplicationsThatAreNoDirectory(String application) {
        assertThat(paths.directory(application)).isEmpty();
        assertThat(paths.recording(application, "cam", BEGUN, 1)).isEmpty();
        assertThat(paths.candidates(application, "cam")).isEmpty();
    }

    @Test
    void takesTheDirectoryThatTheApplicationHas() {
        var config = ServerConfig.defaults()
                .withApplication("vod*", ApplicationConfig.defaults().withRecordings("/srv/films"));
        var own = new RecordingPaths(config);

        assertThat(own.recording("vod1", "cam", BEGUN, 1)).contains(Path.of("/srv/films/cam.flv"));
        assertThat(recording(own, "cam")).contains(Path.of("recordings/live/cam.flv"));
    }

    @Test
    void hasNothingForAnApplicationThatMayNotBeUsed() {
        var strict = new RecordingPaths(ServerConfig.defaults().with("strict-applications", "true"));

        assertThat(strict.directory("live")).isEmpty();
    }

    @Test
    @DisplayName("R-145: symbolic links are followed inside the directory, and not out of it")
    void followsLinksInsideTheDirectoryOnly(@TempDir Path temporary) throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("real/live"));
        Path root = Files.createSymbolicLink(temporary.resolve("root"), directory);
        Path inside = Files.createFile(directory.resolve("cam.flv"));
        Path outside = Files.createFile(temporary.resolve("real/secret.flv"));
        Path link = Files.createSymbolicLink(directory.resolve("link.flv"), inside);
        Path leak = Files.createSymbolicLink(directory.resolve("leak.flv"), outside);

        assertThat(RecordingPaths.isInside(root, root.resolve("cam.flv"))).isTrue();
        assertThat(RecordingPaths.isInside(root, link)).isTrue();
        assertThat(RecordingPaths.isInside(root, leak)).isFalse();
    }
}

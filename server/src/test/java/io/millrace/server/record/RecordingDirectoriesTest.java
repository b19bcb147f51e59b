package io.millrace.server.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.application.RecordingPaths;
import io.millrace.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordingDirectoriesTest {
    @TempDir
    Path folder;

    private ServerConfig config(String... settings) {
        ServerConfig config = ServerConfig.defaults().with("recordings.directory", folder.toString());
        for (String setting : settings) {
            String[] keyAndValue = setting.replace("FOLDER", folder.toString()).split("=", 2);
            config = config.with(keyAndValue[0], keyAndValue[1]);
        }
        return config;
    }

    private static List<String> problems(ServerConfig config) {
        return RecordingDirectories.problems(config, new RecordingPaths(config));
    }

    @ParameterizedTest
    @CsvSource({"live", "*", "li*"})
    void directoryThatIsThereOrCanBeMadeIsLeftAsItIs(String application) {
        assertThat(problems(config("applications." + application + ".record=always")))
                .isEmpty();
        assertThat(problems(config("applications." + application + ".recordings=FOLDER/own/one")))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void directoryThatCannotBeMadeIsToldOnceWithTheReason() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(problems(config("applications.bad.recordings=FOLDER/file/below", "applications.good.record=always")))
                .containsExactly("applications.bad.recordings: " + file.resolve("below") + " cannot be made: " + file
                        + " is no directory");
        assertThat(problems(config("recordings.directory=FOLDER/file", "applications.a*.record=always")))
                .containsExactly("recordings.directory: " + file + " cannot be made: " + file + " is no directory");
        assertThat(problems(config("recordings.directory=FOLDER/file", "applications.*.record=never")))
                .isEmpty();
    }

    @Test
    void oneCauseIsToldOnce() throws IOException {
        Files.createFile(folder.resolve("file"));
        assertThat(problems(config(
                        "recordings.directory=FOLDER/file",
                        "applications.a.record=always",
                        "applications.b.record=always",
                        "applications.c.recordings=FOLDER/file/c")))
                .singleElement()
                .asString()
                .startsWith("applications.a: " + folder.resolve("file/a"));
        Files.createFile(folder.resolve("other"));
        assertThat(problems(config("recordings.directory=FOLDER/file", "applications.c.recordings=FOLDER/other/c")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"never, 0", "requested, 1", "always, 1"})
    void itMattersOnlyWhereSomethingIsRecorded(String mode, int problems) throws IOException {
        Files.createFile(folder.resolve("file"));
        assertThat(problems(config("applications.live.recordings=FOLDER/file", "applications.live.record=" + mode)))
                .hasSize(problems);
        assertThat(problems(config("recordings.directory=FOLDER/file", "applications.*.record=" + mode)))
                .hasSize(problems);
    }

    /** What nobody has set and nobody may ever write to: the directory that the server was started in can be a read-only one. */
    @ParameterizedTest
    @CsvSource({"requested, false", "always, true"})
    void directoryThatNobodyHasChosenMattersOnceSomethingIsRecordedThere(String mode, boolean isLookedAt) {
        ServerConfig config =
                ServerConfig.defaults().with("strict-applications", "true").with("applications.live.record", mode);
        assertThat(RecordingDirectories.isExpected(config.applications().get("live"), config))
                .isEqualTo(isLookedAt);
    }
}

package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordNameTest {
    private static final List<String> STREAMS = List.of(
            "cam",
            "cam-2",
            "cam~1",
            "cam~2",
            "cam~2~1",
            "cam~2~2",
            "cam~02",
            "a/b-c",
            "2026-01-02",
            "c.a m",
            "x\u2028y");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cam",
                "{date}",
                "{name}{x}",
                "{Name}",
                "{name",
                "{{name}}",
                "/{name}",
                "{name}/",
                "a//{name}",
                "../{name}",
                ".{name}",
                "a/.b{name}",
                "{name} {n}",
                "a\\{name}",
                "{name}:{n}",
            })
    void refusesWhatIsNoNameOfAFile(String pattern) {
        assertThatThrownBy(() -> ServerConfig.defaults().with("applications.live.record-name", pattern))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("applications.live.record-name: '" + pattern + "' (expected: {name} with any of");
    }

    @Test
    void knowsWhetherFilesGetNamesOfTheirOwn() {
        assertThat(new RecordName("{name}").isUnique()).isFalse();
        assertThat(new RecordName("{date}/{name}").isUnique()).isFalse();
        assertThat(new RecordName("{name}-{time}").isUnique()).isTrue();
        assertThat(new RecordName("{name}-{n}").isUnique()).isTrue();
    }

    /** The second column is what files are called, the third whose recording that is; nobody's where that cannot be known. */
    @ParameterizedTest
    @CsvSource({
        "{name}, cam, cam",
        "{name}, a/cam, a/cam",
        "{name}, cam-1, cam-1",
        "{name}, cam-2, cam-2",
        "{name}, cam~2, cam",
        "{name}, cam~31, cam",
        "{name}, cam~2~1, cam~2", // the first file of that stream, which is no neighbour
        "{name}, cam~2~2, cam~2",
        "{name}, cam~1, ",
        "{name}, cam~0, cam~0",
        "{name}, cam~02, cam~02",
        "{name}, cam~2x, cam~2x",
        "{name}, ~2, ",
        "{time}-{name}, 2026-01-02T03-04-05Z-cam-2, cam-2",
        "{time}-{name}, 2026-01-02T03-04-05Z-cam~2, cam",
        "{name}-{time}, cam-2026-01-02T03-04-05Z, cam",
        "{name}-{time}, cam-2026-01-02T03-04-05Z-2, ",
        "{name}-{time}, cam-2026-01-02T03-04-05Z~2, cam",
        "{name}-{time}, cam-2-2026-01-02T03-04-05Z, cam-2",
        "{name}-{time}, cam-2026-01-02T03-04-05Z-2026-01-02T03-04-05Z, cam-2026-01-02T03-04-05Z",
        "{name}-{time}, cam, ",
        "{name}-{time}, cam-2026-01-02, ",
        "{name}-{n}, cam-2, cam",
        "{name}-{n}, cam-2-31, cam-2",
        "{name}-{n}, cam~2-31, cam~2",
        "{name}-{n}, cam-2~2, ",
        "{name}-{n}, cam-0, ",
        "{name}-{n}, cam, ",
        "{name}{n}, cam2, cam",
        "{name}{n}, cam12, ",
        "{n}{name}, 12cam, ",
        "{date}/{name}-{n}, 2026-01-02/a/cam-7, a/cam",
        "{date}/{name}-{n}, cam-7, ",
        "{name}/{name}-{n}, cam/cam-7, cam",
        "{name}/{name}-{n}, cam/other-7, ",
        "{n}.{name}.x, 3.cam.x, cam",
        "{n}.{name}.x, 3.camYx, ",
    })
    void knowsTheStreamThatAFileIsARecordingOf(String pattern, String file, String stream) {
        assertThat(new RecordName(pattern).stream(file)).isEqualTo(Optional.ofNullable(stream));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name}",
                "{name}-{time}",
                "{name}-{n}",
                "{date}/{name}_{n}",
                "{time}/{n}/{name}",
                "{name}/{name}-{date}"
            })
    void everyFileOfAStreamIsItsAndNoOtherStreams(String pattern) {
        var name = new RecordName(pattern);
        Map<String, String> streams = new HashMap<>();
        for (String stream : STREAMS) {
            for (int number : new int[] {1, 2, 10, 31}) {
                String file = name.expand(stream, Instant.parse("2026-01-02T03:04:05Z"), number);
                assertThat(name.stream(file)).as(file).contains(stream);
                assertThat(streams.put(file, stream)).as(file).isNull();
            }
        }
    }
}
